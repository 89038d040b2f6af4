"""People: officers, and members of the public who want an account. What an officer may do is said by memberships."""

from __future__ import annotations

import unicodedata
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from gongkai_web.common.fields import PersonalField

__all__ = ["Invitation", "Login", "LoginKind", "PasswordUsed", "User", "UserManager", "normal"]


def normal(username: str) -> str:
    """An account's name without blanks around it, in one width and case: by this it is found, counted and locked."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


class UserQuerySet(models.QuerySet["User"]):
    """Accounts with the filters that people ask for."""

    def officers(self) -> UserQuerySet:
        """Those who work in the back office."""
        return self.filter(is_officer=True)

    def active(self) -> UserQuerySet:
        """Those who may log in."""
        return self.filter(is_active=True)

    def called(self, username: str) -> User | None:
        """The account of that name, whatever its case and width, or None."""
        return self.filter(username__iexact=normal(username)).first() if username else None


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Makes accounts. Use ``accounts.actions`` for what people do; this is for those and for tests."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        """A saved account. Without a password nobody can log in with it."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.password_changed_at = timezone.now() if password else None
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """The account of that name, whatever its case. Raises DoesNotExist."""
        return self.get(username__iexact=normal(username or ""))


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
    # Accounts that gave an administrator's role or new credentials, divided by spaces; none of them may confirm it.
    unconfirmed_by = models.TextField("任命或者重置人，待确认", blank=True, default="", editable=False)
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
            # One person's Zhang is not another person's zhang: logging in does not mind case.
            models.UniqueConstraint(
                Lower("username"), name="accounts_username_any_case", violation_error_message="该账号已存在。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）"

    @property
    def name_in_log(self) -> str:
        """The name as the log keeps it: an officer's; a member of the public may have his erased, the log may not."""
        return self.name if self.is_officer else "公众"

    def get_full_name(self) -> str:
        """The person's name."""
        return self.name

    def get_short_name(self) -> str:
        """The person's name."""
        return self.name


class PasswordUsed(models.Model):
    """A password that was in use, as its hash: the last ones may not be chosen again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passwords_used")
    hash = models.CharField(max_length=256)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "用过的口令"
        verbose_name_plural = "用过的口令"
        ordering = ("-at", "-id")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d}"


class Invitation(models.Model):
    """A link by which a person sets his own password, once and within its time; kept as a digest only."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.CharField("发出人账号", max_length=150, blank=True)
    expires_at = models.DateTimeField("有效至")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = "设置口令的链接"
        verbose_name_plural = "设置口令的链接"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"


class LoginKind(models.TextChoices):
    """What happened at the door."""

    SUCCESS = "success", "登录成功"
    FAILURE = "failure", "登录失败"
    LOCKED = "locked", "连续失败，已锁定"
    REFUSED = "refused", "锁定期间被拒绝"
    LOGOUT = "logout", "退出"
    EXPIRED = "expired", "超时退出"


class LoginQuerySet(models.QuerySet["Login"]):
    """Logins with the filters that people ask for."""

    def of(self, user: User) -> LoginQuerySet:
        """Those of one account."""
        return self.filter(user=user)

    def succeeded(self) -> LoginQuerySet:
        """Those that opened the door."""
        return self.filter(kind=LoginKind.SUCCESS)

    def failed(self) -> LoginQuerySet:
        """Those that did not."""
        return self.filter(kind__in=(LoginKind.FAILURE, LoginKind.LOCKED, LoginKind.REFUSED))


class Login(models.Model):
    """A login, a failure or a logout: when, from where, with what; shown to the person (GB/T 22239, 8.1.4.1)."""

    user = models.ForeignKey(User, verbose_name="账号", null=True, on_delete=models.CASCADE, related_name="logins")
    tried = models.CharField("填写的账号", max_length=150, blank=True, help_text="不存在的账号只留首字。")
    at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    kind = models.CharField("结果", max_length=10, choices=LoginKind.choices)
    method = models.CharField("方式", max_length=30, blank=True)
    second_factor = models.BooleanField("第二因素", default=False)
    address = models.CharField("来源地址", max_length=64, blank=True)
    browser = models.CharField("浏览器", max_length=80, blank=True)

    objects: ClassVar[models.Manager[Login]] = LoginQuerySet.as_manager()

    class Meta:
        verbose_name = "登录记录"
        verbose_name_plural = "登录记录"
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=["user", "-at"], name="login_of_user")]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.tried} {self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"

    @property
    def succeeded(self) -> bool:
        """True where the door opened."""
        return self.kind == LoginKind.SUCCESS
