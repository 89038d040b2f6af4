"""Rows of every screen, of two agencies where rows are an agency's, for the walk over all addresses."""

from __future__ import annotations

import io

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from gongkai_web.accounts.models import Login, LoginKind
from gongkai_web.common.actor import Actor
from gongkai_web.files.actions import upload_file
from gongkai_web.info_requests.actions.mail import store
from gongkai_web.info_requests.actions.matters import open_matter
from gongkai_web.info_requests.models import Proposal, Withheld
from gongkai_web.jobs.models import JobRun, State
from gongkai_web.notify.kinds import Channel
from gongkai_web.notify.kinds import State as Sending
from gongkai_web.notify.models import Message
from gongkai_web.organisations.actions import (
    add_group_member,
    add_reporter,
    add_rule,
    rename_agency,
    start_draft,
)
from gongkai_web.organisations.models import Agency, Platform
from gongkai_web.remedies.actions.cases import open_case
from gongkai_web.staff.actions import begin
from tests.web.conftest import World

BY = Actor.system("测试")


def _picture() -> ContentFile[bytes]:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return ContentFile(out.getvalue(), name="测试图片.png")


def _of_agency(agency: Agency) -> None:
    upload_file(_picture(), agency=agency, by=BY)
    today = timezone.localdate()
    add_rule(agency=agency, group="own", title="测试制度", text="正文", published_on=today, by=BY)
    add_group_member(agency=agency, rank="head", name="测试组长", by=BY)
    add_reporter(agency=agency, name="测试联络员", office_phone="0597-1234567", mobile="13800000000", by=BY)
    start_draft(agency, by=BY)
    contested = {"group": "review", "organ": "测试复议机关", "subject": "D6", "filed_on": today}
    open_case(agency, contested, by=BY)
    message = f"Subject: {agency.code}\r\n\r\n测试来件".encode()
    store(agency, io.BytesIO(message), received_at=timezone.now())
    rename_agency(agency, name=f"{agency.name}（新）", on=today, basis="测试〔2026〕1号", by=BY)
    of = {"agency": agency, "title": "测试信息"}
    Withheld.objects.create(**of, ground="E16B", decided_on=today, review_on=today)
    Proposal.objects.create(**of, reason="多人申请。", proposed_on=today)


def _matter(agency: Agency) -> None:
    told = {"name": "测试提出人", "contact": "13800000000", "title": "测试建议", "text": "测试内容", "evidence": ""}
    open_matter(agency, "suggestion", told, by=BY, token=f"{agency.code}-0123456789abcdef")


def _of_person(world: World, who: str) -> None:
    person = world.person(who)
    begin("导出机关", started_by=person, by=BY)
    of = {"user": person, "template": "account.locked", "subject": "测试"}
    Message.objects.create(**of, channel=Channel.INBOX, state=Sending.SENT)
    Message.objects.create(**of, channel=Channel.MAIL, state=Sending.FAILED)
    Login.objects.create(user=person, tried=person.username, kind=LoginKind.SUCCESS)


def furnish(world: World) -> None:
    """Gives each screen something to show."""
    if not Platform.objects.exists():
        Platform.objects.create(region=world.region, name="清溪县政府信息公开平台", sponsor="清溪县人民政府办公室")
    for agency in (world.bureau, world.other_bureau):
        _of_agency(agency)
        _matter(agency)
    for who in ("handler", "other"):
        _of_person(world, who)
    today = timezone.localdate()
    add_rule(agency=None, group="law", title="测试法规", text="正文", published_on=today, by=BY)
    JobRun.objects.create(job="audit_chain", due=timezone.now(), state=State.WAITING)
