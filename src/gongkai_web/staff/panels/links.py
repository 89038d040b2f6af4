"""Addresses of screens by name: a line leads there once its screen is registered, and stands without a link before."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

__all__ = ["link"]


def link(name: str, *args: object, **query: object) -> str:
    """The address of that name with a query; "" where there is no such screen."""
    try:
        url = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return f"{url}?{urlencode(query)}" if query else url
