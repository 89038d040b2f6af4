"""Messages with their delivery, the texts an administrator changed, and what people want to get."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from gongkai_web.common.fields import PersonalField
from gongkai_web.notify.kinds import Channel, State
from gongkai_web.notify.quiet import Quiet
from gongkai_web.notify.shipped import Text, Wording, message_of

__all__ = ["Message", "MessageQuerySet", "MessageTemplate", "Preference"]


class MessageTemplate(models.Model):
    """The text of a message. A row that nobody changed has none of its own: the shipped text holds, also a newer one.

    Rows are made after each migration for the messages that the apps ship.
    """

    key = models.CharField("编号", max_length=80, primary_key=True)
    subject = models.CharField("标题", max_length=120, blank=True)
    body = models.TextField("正文", max_length=5000, blank=True)
    sms = models.TextField("短信", max_length=300, blank=True, help_text="留空则不发短信。")
    changed_at = models.DateTimeField("修改时间", null=True, blank=True, editable=False)
    changed_by = models.CharField("修改人账号", max_length=150, blank=True, editable=False)

    class Meta:
        verbose_name = "消息模板"
        verbose_name_plural = "消息模板"
        ordering = ("key",)
        default_permissions = ()

    def __str__(self) -> str:
        return self.shipped.name

    @property
    def shipped(self) -> Text:
        """What the app ships. Raises UnknownMessage where no installed app does."""
        return message_of(self.key)

    @property
    def is_changed(self) -> bool:
        """True where an administrator's text holds."""
        return self.changed_at is not None

    @property
    def wording(self) -> Wording:
        """The text that holds."""
        return Wording(self.subject, self.body, self.sms) if self.is_changed else self.shipped.wording


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages with the filters that people ask for."""

    def inbox_of(self, user: models.Model | int) -> MessageQuerySet:
        """What stands in the inbox of somebody, or of that id."""
        return self.filter(user=user, channel=Channel.INBOX)

    def unread(self) -> MessageQuerySet:
        """What nobody has read, of an inbox."""
        return self.filter(channel=Channel.INBOX, state=State.SENT)

    def outgoing(self) -> MessageQuerySet:
        """Mail and SMS."""
        return self.exclude(channel=Channel.INBOX)

    def due(self, at: datetime) -> MessageQuerySet:
        """What should go out now, the oldest first: waiting and its time has come."""
        return self.filter(state=State.WAITING, next_attempt_at__lte=at).order_by("next_attempt_at", "pk")

    def abandoned(self, at: datetime) -> MessageQuerySet:
        """What a process began to send and never finished: it died, its claim has run out."""
        return self.filter(state=State.SENDING, claimed_until__lt=at)

    def trouble(self) -> MessageQuerySet:
        """What did not arrive and will not by itself."""
        return self.filter(state__in=(State.FAILED, State.UNCONFIGURED))


class Message(models.Model):
    """One message over one channel, to an account or to an outside address."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="收件账号",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    address = PersonalField("地址或号码", blank=True, default="", index="address_index")
    address_index = models.CharField(max_length=64, blank=True, default="", db_index=True, editable=False)
    template = models.CharField("模板", max_length=80)
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    subject = models.CharField("标题", max_length=300)
    text = PersonalField("内容", blank=True, default="")
    urgent = models.BooleanField("紧急", default=False)
    state = models.CharField("状态", max_length=20, choices=State.choices)
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    next_attempt_at = models.DateTimeField("下次发送时间", null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    error = models.CharField("没有送达的原因", max_length=300, blank=True)
    created_at = models.DateTimeField("产生时间", default=timezone.now)
    created_by = models.CharField("产生者账号", max_length=150, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    reference_kind = models.CharField("事由类型", max_length=80, blank=True)
    reference_key = models.CharField("事由编号", max_length=200, blank=True)
    # The same at each attempt, so that a mail system that gets it twice knows it for one (RFC 5322, 3.6.4).
    identity = models.UUIDField("消息编号", default=uuid.uuid4, unique=True, editable=False)

    objects: ClassVar[models.Manager[Message]] = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        ordering = ("-created_at", "-pk")
        default_permissions = ()
        indexes = [
            models.Index(fields=["user", "channel", "state", "-created_at"], name="notify_inbox"),
            models.Index(fields=["state", "next_attempt_at"], name="notify_due"),
            models.Index(fields=["reference_kind", "reference_key"], name="notify_reference"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(channel=Channel.INBOX) | models.Q(user__isnull=False), name="notify_inbox_of_a_user"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.WAITING) | models.Q(next_attempt_at__isnull=False),
                name="notify_waiting_has_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.SENDING) | models.Q(claim__isnull=False, claimed_until__isnull=False),
                name="notify_sending_is_claimed",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_read(self) -> bool:
        """True once it was opened in the inbox."""
        return self.state == State.READ


class Preference(models.Model):
    """What somebody wants to get, and when his phone stays silent. Without a row everything is sent."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mail = models.BooleanField("接收邮件", default=True)
    sms = models.BooleanField("接收短信", default=True)
    quiet_from = models.TimeField("免打扰开始", null=True, blank=True)
    quiet_until = models.TimeField("免打扰结束", null=True, blank=True)

    class Meta:
        verbose_name = "接收设置"
        verbose_name_plural = "接收设置"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="notify_quiet_has_both_ends",
                violation_error_message="免打扰时段的开始和结束要么都填，要么都不填。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}"

    @property
    def quiet(self) -> Quiet | None:
        """The hours of one's own, None for none."""
        if self.quiet_from is None or self.quiet_until is None or self.quiet_from == self.quiet_until:
            return None
        return Quiet(self.quiet_from, self.quiet_until)
