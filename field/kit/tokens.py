"""Secrets in links (nycklar): made from chance or from the installation's key, kept only as digest.

An owner's link must stand in letter after letter, though the database keeps its digest alone: so it is
*derived* (HMAC of the row's id under `FIELD_SECRET_KEY`), and whoever reads only the database cannot make it.
"""

import base64
import hashlib
import hmac
import os
import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from field.kit import clock

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no I, L, O, 0, 1: read aloud in the rain


def uuid7() -> UUID:
    """RFC 9562 §5.7 and §6.2 method 3: 48 bits of milliseconds, 12 of the rest of them, then chance; sorts by
    time of making.
    """
    micros = (clock.now() - EPOCH) // MICROSECOND
    millis, rest = divmod(micros, 1000)
    value = (millis & (1 << 48) - 1) << 80 | 0x7 << 76 | rest * 4096 // 1000 << 64
    return UUID(int=value | 0x2 << 62 | int.from_bytes(os.urandom(8), "big") >> 2)


def random_token() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """SHA-256 in hex. Enough for tokens of 256 bits of chance; never for passwords. Anything may be tried,
    half characters too.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def derived_token(secret_key: str, purpose: str, row: UUID) -> str:
    mac = hmac.new(secret_key.encode(), f"{purpose}:{row}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def code(length: int = 6) -> str:
    """A short code to read aloud or type: 30^6 = 729 million."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(length))


def digits(length: int = 6) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(length))


def same_code(text: str) -> str:
    """What a person typed, as the code is kept: capitals, no spaces or dashes."""
    return "".join(character for character in text.upper() if character.isalnum())


def derived_digits(secret_key: str, row: UUID) -> str:
    """Six digits to type instead of the link with the same row."""
    mac = hmac.new(secret_key.encode(), f"digits:{row}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(mac[:8], 'big') % 1_000_000:06d}"
