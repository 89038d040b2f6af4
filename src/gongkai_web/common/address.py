"""Where a request comes from: the one function that tells, for the log, the limits and the lockout alike."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

__all__ = ["client_address", "network_of"]

_SAME_LINE = 64  # bits of an IPv6 address that belong to the network; the rest is the visitor's to choose


def _clean(text: str) -> str:
    """The address without blanks, port and zone, shortened; "" for what is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


def client_address(request: HttpRequest) -> str:
    """The visitor's address, or "" where there is none (a Unix socket).

    X-Forwarded-For counts only behind a proxy of our own (GONGKAI_BEHIND_PROXY), and there only its last entry: that is
    the one which the proxy added; whatever stands before it the visitor may have written himself.
    """
    direct = _clean(str(request.META.get("REMOTE_ADDR", "")))
    if not settings.GONGKAI_BEHIND_PROXY:
        return direct
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2]
    return _clean(forwarded) or direct


def network_of(address: str) -> str:
    """What is counted as one visitor: an IPv4 address, the /64 network of an IPv6 address."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, _SAME_LINE), strict=False))
    return address
