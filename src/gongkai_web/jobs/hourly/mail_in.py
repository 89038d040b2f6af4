"""Mail of the box that applications come into."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from gongkai_web.info_requests.actions.mail import take_mail
from gongkai_web.info_requests.intake.mailbox import MailError
from gongkai_web.jobs.registry import Done, JobFailed, job
from gongkai_web.organisations.models import Agency


@job("hourly", title="取回来件", at="05")
def mail_in(now: datetime) -> Done:
    """从接收申请的邮箱（IMAP_URL）取回新的邮件，全部存入来件；没有设置则不取。"""
    url = settings.GONGKAI_IMAP_URL
    if not url:
        return Done(0, "没有设置接收申请的邮箱。")
    agency = Agency.objects.active().filter(code=settings.GONGKAI_IMAP_AGENCY).first()
    if agency is None:
        raise JobFailed("IMAP_AGENCY不是在用机关的机关代码，没有取信")
    parts = urlsplit(url)
    try:
        return Done(take_mail(agency, url, f"{parts.username}@{parts.hostname}{parts.path}"[:250]))
    except MailError as error:
        raise JobFailed(f"没有取完来件：{error}。邮件仍在邮箱里，下次接着取") from None
