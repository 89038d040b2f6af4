"""The app `accounts`."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People: officers and citizens, their login and second factor."""

    name = "gongkai_web.accounts"
    label = "accounts"
    verbose_name = "账号"
