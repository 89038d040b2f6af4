"""The states of a stored file, each with the words that people read."""

from __future__ import annotations

from django.db import models

__all__ = ["SAFE", "Access", "CleaningState", "ScanState"]


class ScanState(models.TextChoices):
    """What is known about viruses."""

    WAITING = "waiting", "等待查毒"
    NOT_CONFIGURED = "not_configured", "未配置查毒"
    CLEAN = "clean", "未发现病毒"
    INFECTED = "infected", "发现病毒"
    FAILED = "failed", "查毒没有完成"


SAFE = (ScanState.CLEAN, ScanState.NOT_CONFIGURED)
"""States in which a file may be handed out."""


class CleaningState(models.TextChoices):
    """What is known about the cleaned copy."""

    WAITING = "waiting", "等待清理"
    DONE = "done", "已清理"
    SEALED = "sealed", "有电子签章，待决定"
    SEAL_KEPT = "seal_kept", "保留签章，未清理"
    NOT_POSSIBLE = "not_possible", "不能清理"
    FAILED = "failed", "清理没有成功"


class Access(models.TextChoices):
    """Who may have the cleaned copy. The original is for officers only, always."""

    INTERNAL = "internal", "内部"
    PUBLIC = "public", "公开"
