"""TLS and HTTP/2 in front of plain servers, as in earnest, where no phone ever talks to the app without them."""

import datetime
import ipaddress
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PROGRAM = Path(__file__).with_name("front.mjs")
TRUSTING = "--ignore-certificate-errors"


@contextmanager
def front(folder: Path, *upstreams: str) -> Iterator[list[str]]:
    """The address in front of each address; a browser needs `TRUSTING` to take its certificate."""
    key, certificate = _self_signed(folder)
    ports = [address.rpartition(":")[2] for address in upstreams]
    program = subprocess.Popen(["node", PROGRAM, key, certificate, *ports], stdout=subprocess.PIPE, text=True)
    try:
        assert program.stdout
        yield [f"https://127.0.0.1:{port}" for port in program.stdout.readline().split()]
    finally:
        program.terminate()
        program.communicate(timeout=10)


def _self_signed(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    secret, shown = folder / "front.key", folder / "front.crt"
    plain = serialization.NoEncryption()
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    shown.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return secret, shown
