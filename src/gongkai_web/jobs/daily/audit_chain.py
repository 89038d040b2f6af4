"""The log proved every day, then sealed outside the database."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.actions import record
from gongkai_web.audit.seals import seal
from gongkai_web.audit.verify import verify
from gongkai_web.common.actor import Actor
from gongkai_web.jobs.administrators import tell_administrators
from gongkai_web.jobs.registry import Done, JobFailed, job


@job("daily", title="校验审计记录", at="03:30")
def audit_chain(now: datetime) -> Done:
    """逐条校验审计链（含归档），完整则封存链尾；不完整则告知审计管理员和系统管理员。"""
    proof = verify()
    record("audit.verify", by=Actor.system("定时任务"), success=proof.holds, after={"结果": proof.said()})
    if not proof.holds:
        first = proof.breaks[0]
        told = {"at": f"{timezone.localtime(now):%Y-%m-%d %H:%M}", "number": first.number, "problem": first.what}
        tell_administrators("audit.broken", told, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, urgent=True)
        raise JobFailed(f"{proof.said()}第一处：{first.what}", told=True)
    seal()
    return Done(proof.archived + proof.kept, proof.said())
