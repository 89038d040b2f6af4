"""The mailboxes that applications come into: where each is, how far it has been read, how it went the last time."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar
from urllib.parse import quote

from django.db import models
from django.utils import timezone

from gongkai_web.common.fields import PersonalField
from gongkai_web.info_requests.models.intake import OfAgencyQuerySet
from gongkai_web.organisations.models import Agency

__all__ = ["ALARM_AFTER", "HELD", "Mailbox", "Security"]

ALARM_AFTER = 3
"""Times in a row that a box could not be read before somebody is told."""
HELD = timedelta(minutes=15)
"""How long a box counts as being read, or as waiting for it, after the last that was heard of it."""
_SELDOM_AFTER = 6
_SELDOM = timedelta(minutes=59)


class Security(models.TextChoices):
    """How the line to the server is kept private; the values are the schemes of the address."""

    TLS = "imaps", "SSL/TLS（端口993）"
    STARTTLS = "imap+starttls", "STARTTLS（端口143）"
    NONE = "imap", "不加密（端口143，只用于专用网络）"


class Mailbox(models.Model):
    """A box. Everything up to ``last`` is stored; renumbered boxes are read anew.

    Without an agency it is the site's own (IMAP_URL), of which only the place and the outcome are kept. The password
    is sealed like personal data and shown to nobody.
    """

    name = models.CharField(max_length=250, unique=True, editable=False)
    agency = models.ForeignKey(
        Agency, verbose_name="机关", null=True, blank=True, on_delete=models.PROTECT, related_name="mailboxes"
    )
    security = models.CharField("加密方式", max_length=20, choices=Security.choices, default=Security.TLS)
    host = models.CharField("邮箱服务器（IMAP）", max_length=200, blank=True, help_text="如imap.example.gov.cn。")
    port = models.PositiveIntegerField("端口", null=True, blank=True, help_text="留空用加密方式的通常端口。")
    account = models.CharField("账号", max_length=150, blank=True, help_text="通常是完整的邮箱地址。")
    password = PersonalField("口令或者授权码", blank=True, default="")
    folder = models.CharField("文件夹", max_length=80, default="INBOX", help_text="收件箱是INBOX。")
    since = models.DateField(
        "从哪天的邮件取起", null=True, blank=True, help_text="这天以前到达的邮件不取；留空取全部。"
    )
    active = models.BooleanField("启用", default=True)
    validity = models.PositiveBigIntegerField(default=0, editable=False)
    last = models.PositiveBigIntegerField(default=0, editable=False)
    read_at = models.DateTimeField("最近取信", null=True, blank=True, editable=False)
    tried_at = models.DateTimeField("最近连接", null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField("连续失败次数", default=0, editable=False)
    failed_since = models.DateTimeField("从何时起失败", null=True, blank=True, editable=False)
    error = models.CharField("最近的错误", max_length=200, blank=True, editable=False)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_taken = models.PositiveIntegerField("最近取回", null=True, blank=True, editable=False)
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    held_by = models.CharField(max_length=32, blank=True, default="", editable=False)
    held_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager[Mailbox]] = OfAgencyQuerySet.as_manager()

    class Meta:
        verbose_name = "来件邮箱"
        verbose_name_plural = "来件邮箱"
        ordering = ("agency", "name")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def own_name(self) -> str:
        """What the box is told from others by: account, server and folder."""
        return f"{self.account}@{self.host}{f':{self.port}' if self.port else ''}/{self.folder}"[:250]

    @property
    def url(self) -> str:
        """The address with the password, for nobody's eyes."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" if self.port else ""
        login = f"{quote(self.account, safe='')}:{quote(self.password, safe='')}"
        return f"{self.security}://{login}@{host}{port}/{quote(self.folder, safe='')}"

    @property
    def alarming(self) -> bool:
        """Whether it has failed so often that somebody has to look."""
        return self.active and self.failures >= ALARM_AFTER

    @property
    def is_held(self) -> bool:
        """Whether somebody reads it now. Whoever gives no sign of life for so long is gone."""
        return bool(self.held_by) and self.held_at is not None and timezone.now() - self.held_at < HELD

    @property
    def is_asked(self) -> bool:
        """Whether somebody waits for it to be read at once."""
        return self.asked_at is not None and timezone.now() - self.asked_at < HELD

    def rests(self) -> bool:
        """Whether it is left alone for now: a box that has failed again and again is tried once an hour."""
        often = self.failures < _SELDOM_AFTER or self.tried_at is None
        return not often and self.tried_at is not None and timezone.now() - self.tried_at < _SELDOM
