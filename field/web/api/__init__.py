"""The phone's API, `/api/v1`: what a phone relies on. A bearer pass for one walk, JSON in and out, every PUT
idempotent.
"""

from field.web.api import (
    checking,
    describing,
    finding,
    joining,
    photographing,
    proposing,
    taking_home,
    tracking,
    walking,
)
from field.web.api.base import calls

__all__ = [
    "calls",
    "checking",
    "describing",
    "finding",
    "joining",
    "photographing",
    "proposing",
    "taking_home",
    "tracking",
    "walking",
]
