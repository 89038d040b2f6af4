"""People: officers, and members of the public who want an account. What an officer may do is said by memberships."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils import timezone

from gongkai_web.common.fields import PersonalField

__all__ = ["User", "UserManager"]


class UserQuerySet(models.QuerySet["User"]):
    """Accounts with the filters that people ask for."""

    def officers(self) -> UserQuerySet:
        """Those who work in the back office."""
        return self.filter(is_officer=True)

    def active(self) -> UserQuerySet:
        """Those who may log in."""
        return self.filter(is_active=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes accounts. Use ``accounts.actions`` for what people do; this is for those and for tests."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        """A saved account. Without a password nobody can log in with it."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.password_changed_at = timezone.now() if password else None
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """An account of one person; shared accounts are not allowed (GB/T 22239)."""

    username = models.CharField(
        "账号",
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "该账号已存在"},
    )
    name = models.CharField("姓名", max_length=100)
    email = models.EmailField("电子邮箱", blank=True)
    phone = PersonalField("手机号码", blank=True, default="", index="phone_index")
    phone_index = models.CharField(max_length=64, blank=True, default="", db_index=True, editable=False)
    is_officer = models.BooleanField("工作人员", default=False)
    is_active = models.BooleanField("可以登录", default=True)
    must_change_password = models.BooleanField("下次登录须改口令", default=False)
    password_changed_at = models.DateTimeField("口令修改时间", null=True, blank=True)
    created_at = models.DateTimeField("创建时间", default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"
        ordering = ("username",)
        constraints = [
            # Rights come from memberships; nobody is above them.
            models.CheckConstraint(
                condition=models.Q(is_superuser=False),
                name="accounts_nobody_is_superuser",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）"

    def get_full_name(self) -> str:
        """The person's name."""
        return self.name

    def get_short_name(self) -> str:
        """The person's name."""
        return self.name
