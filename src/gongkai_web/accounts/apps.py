"""The app `accounts`."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People: officers and citizens, their login and second factor."""

    name = "gongkai_web.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        """Listens to what happens at the door."""
        from gongkai_web.accounts import logins, sealed, second_factor
        from gongkai_web.common import rotation

        logins.connect()
        second_factor.connect()
        rotation.register("第二因素", sealed.rotate_authenticators)
