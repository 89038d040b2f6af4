"""Channels of a message and the states of its delivery."""

from __future__ import annotations

from django.db import models

__all__ = ["Channel", "State"]


class Channel(models.TextChoices):
    """How a message goes out."""

    INBOX = "inbox", "站内消息"
    MAIL = "mail", "电子邮件"
    SMS = "sms", "短信"


class State(models.TextChoices):
    """Where a message stands. A message that will be tried again is WAITING with attempts behind it."""

    WAITING = "waiting", "待发"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发"
    READ = "read", "已读"
    FAILED = "failed", "失败"
    UNCONFIGURED = "unconfigured", "未配置"
    GIVEN_UP = "given_up", "放弃"
