"""The post office (postgången): one letter out through SMTP, or kept in the outbox for rehearsals."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

SECONDS = 30
# What sending may raise beside `AddressRefused`: worth another try.
TROUBLE = (OSError, smtplib.SMTPException)


class AddressRefused(Exception):
    """The receiving side said no for good (5xx): the letter bounced. Anything else that goes wrong is tried
    again.
    """


class Post(Protocol):
    def send(self, message: EmailMessage) -> None: ...


class Outbox:
    """`outbox:` – nothing leaves; the letter's own row is what /dev/letters shows."""

    def send(self, message: EmailMessage) -> None:
        message.as_bytes(policy=SMTP)  # what could not be sent in earnest must not seem to be sent here


class Connection:
    def __init__(self, client: smtplib.SMTP) -> None:
        self.client = client

    def send(self, message: EmailMessage) -> None:
        """Raises `AddressRefused` when the receiver does not exist or does not want it."""
        try:
            self.client.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = max(reason[0] for reason in error.recipients.values())
            if code >= 500:
                raise AddressRefused(str(code)) from error
            raise
        except smtplib.SMTPResponseException as error:
            if error.smtp_code >= 500 and not isinstance(error, smtplib.SMTPAuthenticationError):
                raise AddressRefused(str(error.smtp_code)) from error
            raise


@contextmanager
def post(url: str) -> Iterator[Post]:
    """One connection for a round of letters. Raises OSError or smtplib.SMTPException when the server is
    away.
    """
    if url == "outbox:":
        yield Outbox()
        return
    parts = urlsplit(url)
    tls = parse_qs(parts.query).get("tls", [""])[0]
    with _client(parts.hostname or "", parts.port or 25, tls) as client:
        if parts.username:
            client.login(unquote(parts.username), unquote(parts.password or ""))
        yield Connection(client)


def _client(host: str, port: int, tls: str) -> smtplib.SMTP:
    if tls == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=ssl.create_default_context())
    client = smtplib.SMTP(host, port, timeout=SECONDS)
    if tls == "starttls":
        client.starttls(context=ssl.create_default_context())
    return client
