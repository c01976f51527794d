"""Logs (loggen): one line of JSON an event, on standard error. Never the values that code was working with:
they are people's words.
"""

import sys

import structlog


def configure() -> None:
    """May be repeated. Tracebacks name files and lines, not variables."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
