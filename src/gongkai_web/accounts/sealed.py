"""Secrets of second factors are sealed as personal fields are; this writes them with a new data key."""

from __future__ import annotations

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.db import transaction

from gongkai_web.common.ring import key_ring

__all__ = ["SEAL", "rotate_authenticators"]

SEAL = "mfa.authenticator"
_SECRETS = ("secret", "seed")


def rotate_authenticators(size: int) -> Iterator[int]:
    """Writes the secrets of all authenticators with the first key; the number of rows of each batch."""
    ring = key_ring()
    keys = list(Authenticator.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), size):
        written = 0
        with transaction.atomic():
            for row in Authenticator.objects.select_for_update().filter(pk__in=keys[start : start + size]):
                old = {name: row.data[name] for name in _SECRETS if name in row.data}
                new = {name: ring.rotate(value, SEAL) for name, value in old.items()}
                if old != new:
                    row.data = {**row.data, **new}
                    row.save(update_fields=["data"])
                    written += 1
        if written:
            yield written
