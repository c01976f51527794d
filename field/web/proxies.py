"""Proxies (proxyn framför): whose word about a visitor's address and scheme is believed.

The server leaves `X-Forwarded-…` as they came, for it knows one trusted address at most. Here the list of
the setting counts, and of `X-Forwarded-For` the last entry that is no proxy of ours: what a visitor wrote
there stands before it, and is never reached.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SCHEMES = ("http", "https")


class TrustedProxies:
    def __init__(self, app: "WSGIApplication", trusted: tuple[IPv4Network | IPv6Network, ...]) -> None:
        self.app = app
        self.trusted = trusted

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if self._is_ours(environ.get("REMOTE_ADDR", "")):
            environ["REMOTE_ADDR"] = self._visitor(environ)
            scheme = environ.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip().lower()
            if scheme in SCHEMES:
                environ["wsgi.url_scheme"] = scheme
        return self.app(environ, start_response)

    def _visitor(self, environ: "WSGIEnvironment") -> str:
        """As the nearest proxy of ours saw it; an entry that is no address ends the search."""
        nearest: str = environ["REMOTE_ADDR"]
        for entry in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            address = _address(entry)
            if address is None:
                break
            nearest = str(address)
            if not self._is_ours(nearest):
                break
        return nearest

    def _is_ours(self, peer: str) -> bool:
        address = _address(peer)
        return address is not None and any(address in network for network in self.trusted)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Some proxies write a port behind it. An address of version 4 may come in the clothes of version 6."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
