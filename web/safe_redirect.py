"""Redirects stay on this site: an address from a request is only followed when it is a path of our own."""

from __future__ import annotations

from urllib.parse import urlsplit


def local_path(address: str | None, otherwise: str = "/") -> str:
    """The address if it is a plain path with an optional query on this site, else `otherwise`."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return otherwise
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or "\\" in address or not address.isprintable():
        return otherwise
    return address
