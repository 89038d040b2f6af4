"""Logging in as a person does, and the code that his authenticator shows."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.utils import timezone

from gongkai_web.accounts.models import User

PASSWORD = "Ceshi-12345678"
AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36"
)


@pytest.fixture(autouse=True)
def _second_factor(settings: object) -> None:
    settings.GONGKAI_SECOND_FACTOR = "administrators"  # type: ignore[attr-defined]


@pytest.fixture
def visitor() -> Client:
    """A browser that sends what browsers send and checks CSRF."""
    return Client(headers={"User-Agent": AGENT}, REMOTE_ADDR="198.51.100.7")


def sign_in(client: Client, user: User | str, password: str = PASSWORD, **given: str) -> object:
    """The answer to account and password."""
    name = user if isinstance(user, str) else user.username
    return client.post("/accounts/login/", {"login": name, "password": password, **given})


def code_of(secret: str, steps: int = 0) -> str:
    """What the authenticator shows, some steps of half a minute from now."""
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30 + steps))


@pytest.fixture
def authenticator() -> Callable[[User], str]:
    """Sets a second factor up for somebody; gives its secret."""

    def make(user: User) -> str:
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        assert secret not in str(Authenticator.objects.get(user=user).data)
        return secret

    return make


def secret_on(page: str) -> str:
    """The secret that the page of setting up shows."""
    found = re.search(r'class="secret">([A-Z2-7]+)<', page)
    assert found
    return found[1]
