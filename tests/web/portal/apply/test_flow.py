"""The application from its first page to the receipt, without scripts; sent once, whatever is clicked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from gongkai.law.events import CHANNELS
from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.actions.applications import OnlineClosed, forget, send, values_of
from gongkai_web.info_requests.actions.desk import change_desk
from gongkai_web.info_requests.kinds import PaperKind
from gongkai_web.info_requests.models import Application, InfoRequest
from gongkai_web.notify.models import Message
from gongkai_web.organisations.actions import merge_agency
from tests.web.conftest import BY, World
from tests.web.portal.apply.conftest import COMPANY, DELIVERY, INFORMATION, PERSON, Applicant, picture, shown
from tests.web.portal.conftest import publish
from tests.web.portal.pages import faults

PAGES = ("information", "applicant", "delivery", "attachments", "review")


def test_from_the_first_page_to_the_receipt(applicant: Applicant, world: World) -> None:
    client = applicant.client
    assert "/apply/to/QX-GX/" in client.get("/apply/?q=工业").content.decode()
    start = client.get("/apply/to/QX-GX/").content.decode()
    assert "当面提交" in start
    assert "邮寄" in start
    applicant.ready()
    for name in PAGES:
        response = client.get(f"/apply/{name}/")
        assert response.status_code == 200
        assert faults(response.content) == [], name
        assert "no-store" in response["Cache-Control"], name
    number, code = shown(client.post("/apply/send/", follow=True))
    row = InfoRequest.objects.get()
    assert row.number == number == f"QX-GX-{timezone.localdate().year}-00001"
    assert len(code) == 10
    assert (row.state, row.channel, row.is_open, row.due_on) == ("confirm_pending", "internet", True, None)
    assert row.applicant_name == "测试申请人"
    assert row.arrived_on == timezone.localdate()
    receipt = client.get("/apply/receipt/").content.decode()
    assert "以双方确认之日为收到申请之日" in receipt
    assert "尚未确认" in receipt
    assert client.get("/apply/receipt.pdf").content.startswith(b"%PDF")
    told = Message.objects.filter(template="request.arrived", user=world.person(Role.REGISTRAR))
    assert told.exists()
    assert "测试申请人" not in told.first().text + told.first().subject
    assert Message.objects.filter(template="request.submitted", user=None).exists()


def test_each_kind_of_organisation(applicant: Applicant) -> None:
    for kind in ("company", "research", "ngo", "legal_service", "other_org"):
        one = Applicant()
        one.ready(**{**COMPANY, "kind": kind, "name": "不应当留下"})
        one.client.post("/apply/send/")
        row = InfoRequest.objects.get(applicant_kind=kind)
        assert (row.applicant_name, row.identity_kind, row.contact_name) == (
            "测试有限责任公司",
            "credit_code",
            "测试联系人",
        )


def test_sent_once_however_often_it_is_clicked(applicant: Applicant) -> None:
    applicant.ready()
    first = shown(applicant.client.post("/apply/send/", follow=True))
    again = [shown(applicant.client.post("/apply/send/", follow=True)) for _ in range(3)]
    assert again == [first] * 3
    assert InfoRequest.objects.count() == 1
    for name in PAGES:  # the browser's back button
        assert applicant.client.get(f"/apply/{name}/")["Location"] == "/apply/receipt/"
        assert applicant.fill(name, INFORMATION)["Location"] == "/apply/receipt/"


def test_the_code_is_gone_once_it_is_noted_and_after_two_hours(applicant: Applicant) -> None:
    number, code = applicant.sent()
    assert shown(applicant.client.get("/apply/receipt/")) == (number, code)
    Application.objects.update(updated_at=timezone.now() - timedelta(hours=3))
    assert shown(applicant.client.get("/apply/receipt/")) == (number, "")
    forget(timezone.now())
    assert values_of(Application.objects.get()) == {}
    other = Applicant()
    other.sent()
    other.client.post("/apply/receipt/noted/")
    assert shown(other.client.get("/apply/receipt/"))[1] == ""


def test_a_draft_survives_a_closed_page_and_is_forgotten_after_thirty_days(applicant: Applicant) -> None:
    applicant.begin()
    applicant.client.post("/apply/keep/information/", {"title": "写到一半"})  # as the page's script sends it
    later = Client()
    later.cookies = applicant.client.cookies
    assert "写到一半" in later.get("/apply/information/").content.decode()
    assert "接着填写" in later.get("/apply/").content.decode()
    cookie = applicant.client.cookies["gongkai_apply"]
    assert cookie["httponly"]
    assert cookie["path"] == "/apply/"
    assert cookie["max-age"] == 30 * 24 * 3600
    row = Application.objects.get()
    assert row.token not in cookie.value
    applicant.client.post("/apply/attachments/", {"kind": "identity", "file": picture()})
    (file,) = values_of(Application.objects.get())["files"]
    assert default_storage.exists(file["stored"])
    assert forget(timezone.now() + timedelta(days=29)) == 0
    assert forget(timezone.now() + timedelta(days=31)) == 1
    assert not Application.objects.exists()
    assert later.get("/apply/information/")["Location"] == "/apply/"


def test_what_is_kept_is_sealed(applicant: Applicant) -> None:
    from django.db import connection

    applicant.ready()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {Application._meta.db_table}")
        assert "测试申请人" not in str(cursor.fetchall())


def test_a_forged_or_foreign_cookie_opens_nothing(applicant: Applicant) -> None:
    applicant.begin()
    stranger = Client()
    for value in ("", "x", applicant.client.cookies["gongkai_apply"].value[:-2] + "xx"):
        stranger.cookies["gongkai_apply"] = value
        assert stranger.get("/apply/information/")["Location"] == "/apply/"
        assert stranger.get("/apply/receipt/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_files_are_sniffed_limited_and_become_papers(applicant: Applicant, world: World) -> None:
    applicant.ready()
    client = applicant.client
    assert (
        client.post("/apply/attachments/", {"kind": "identity", "file": picture("张三身份证.png")}).status_code == 302
    )
    liar = picture("合同.pdf")
    refused = client.post("/apply/attachments/", {"kind": "other", "file": liar})
    assert refused.status_code == 422
    assert "文件名与内容不符" in refused.content.decode()
    assert client.post("/apply/attachments/", {"kind": "letter", "file": picture()}).status_code == 422
    assert client.post("/apply/attachments/", {"kind": "other"}).status_code == 422
    big = picture("大.png")
    big.file.write(b"\0" * (11 * 2**20))
    big.size = 11 * 2**20
    big.seek(0)
    assert client.post("/apply/attachments/", {"kind": "other", "file": big}).status_code == 422
    (kept,) = values_of(Application.objects.get())["files"]
    client.post("/apply/send/")
    row = InfoRequest.objects.get()
    (paper,) = row.papers.all()
    assert (paper.kind, paper.from_applicant, paper.given) == (PaperKind.IDENTITY, True, False)
    assert not paper.file.is_public
    assert "张三" not in f"{paper.title} {paper.file.title} {paper.file.original_name}"
    assert not default_storage.exists(kept["stored"])


def test_an_agency_that_ended_is_refused_with_its_successor(applicant: Applicant, world: World) -> None:
    applicant.ready()
    merge_agency(world.bureau, into=world.other_bureau, on=timezone.localdate(), basis="测试〔2025〕1号", by=BY)
    page = applicant.client.get("/apply/to/QX-GX/").content.decode()
    assert "向清溪县教育局申请" in page
    assert applicant.client.post("/apply/to/QX-GX/").status_code == 409
    assert applicant.client.post("/apply/send/").status_code == 422
    assert "清溪县教育局" in applicant.client.get("/apply/review/").content.decode()
    assert not InfoRequest.objects.exists()
    applicant.client.post("/apply/to/QX-JY/", {"draft": "keep"})
    applicant.client.post("/apply/send/")
    assert InfoRequest.objects.get().agency == world.other_bureau


def _close_online(world: World) -> None:
    channels = [one for one in CHANNELS if one != "internet"]
    change_desk(world.bureau, values={}, channels=channels, law={}, by=BY)


def test_an_agency_that_closed_its_online_channel_is_refused_with_the_other_ways(
    applicant: Applicant, world: World
) -> None:
    publish(world.bureau)
    applicant.ready()
    _close_online(world)
    response = applicant.client.post("/apply/send/")
    page = response.content.decode()
    assert response.status_code == 409
    assert "没有开通网上申请" in page
    assert "当面提交" in page
    assert "邮寄" in page
    assert "清溪县行政路8号" in page
    assert INFORMATION["title"] in page
    assert 'action="/apply/send/"' not in page
    assert "没有开通网上申请" in applicant.client.get("/apply/information/").content.decode()
    assert not InfoRequest.objects.exists()
    row = Application.objects.get()
    assert values_of(row)["information"]["title"] == INFORMATION["title"]
    with pytest.raises(OnlineClosed):
        send(row, by=BY)
    assert applicant.client.post("/apply/to/QX-GX/", {"draft": "keep"}).status_code == 409
    assert "还在" in applicant.client.get("/apply/to/QX-GX/").content.decode()
    applicant.client.post("/apply/to/QX-JY/", {"draft": "keep"})
    assert applicant.client.post("/apply/send/")["Location"] == "/apply/receipt/"
    assert InfoRequest.objects.get().agency == world.other_bureau


def test_a_receipt_stays_when_the_online_channel_closes(applicant: Applicant, world: World) -> None:
    sent = applicant.sent()
    _close_online(world)
    assert applicant.client.post("/apply/send/")["Location"] == "/apply/receipt/"
    assert shown(applicant.client.get("/apply/receipt/")) == sent


def test_nothing_half_filled_is_sent(applicant: Applicant) -> None:
    applicant.begin()
    for _ in range(2):
        response = applicant.client.post("/apply/send/")
        assert response.status_code == 422
        assert "还不能提交" in response.content.decode()
        applicant.client.post("/apply/keep/applicant/", {"kind": "natural_person", "name": "只有名字"})
    applicant.fill("information", INFORMATION)
    applicant.fill("applicant", {**PERSON, "address": ""})
    applicant.fill("delivery", {**DELIVERY, "route": "post"})
    assert "请写明通信地址" in applicant.client.post("/apply/send/").content.decode()
    assert not InfoRequest.objects.exists()


def test_what_is_wrong_is_said_and_what_was_typed_stays(applicant: Applicant) -> None:
    applicant.begin()
    response = applicant.fill("applicant", {**PERSON, "identity_number": "123", "phone": "abc"})
    text = response.content.decode()
    assert response.status_code == 422
    assert "居民身份证号码是18位" in text
    assert 'href="#f-identity_number"' in text
    assert 'value="测试申请人"' in text
    assert faults(response.content) == []
    assert applicant.fill("information", {"title": "只有名称"}).status_code == 422
    assert applicant.fill("applicant", {**PERSON, "phone": "", "email": ""}).status_code == 422
    assert applicant.fill("applicant", {**PERSON, "has_agent": "on"}).status_code == 422
    typed = {**PERSON, "has_agent": "on", "agent_name": "测试代理", "agent_identity": "E00000000"}
    assert applicant.fill("applicant", typed).status_code == 302
    assert "授权委托书" in applicant.client.get("/apply/attachments/").content.decode()


def test_purpose_is_never_asked(applicant: Applicant) -> None:
    applicant.ready()
    for name in PAGES:
        text = applicant.client.get(f"/apply/{name}/").content.decode()
        assert "用途" not in text.replace("不必说明用途", "")


def test_a_citizen_sees_his_own(applicant: Applicant, world: World) -> None:
    applicant.client.force_login(world.person("citizen"), backend="gongkai_web.accounts.backend.AccountBackend")
    number, _ = applicant.sent()
    row = InfoRequest.objects.get()
    assert row.account == world.person("citizen")
    listed = applicant.client.get("/accounts/requests/")
    assert row.title in listed.content.decode()
    assert faults(listed.content) == []
    opened = applicant.client.post(f"/accounts/requests/{row.public_id}/", follow=True)
    assert number in opened.content.decode()
    other = Client()
    other.force_login(world.person("other"), backend="gongkai_web.accounts.backend.AccountBackend")
    assert other.post(f"/accounts/requests/{row.public_id}/").status_code == 404


def test_it_ends_where_it_is_public_already(applicant: Applicant, world: World) -> None:
    from gongkai_web.info_requests.queries.offers import offer_figures
    from gongkai_web.organisations.actions import add_rule
    from gongkai_web.organisations.kinds import RuleGroup

    title = "清溪县工业企业技术改造补助管理办法"
    add_rule(
        agency=world.bureau, title=title, group=RuleGroup.values[0], document_number="清工信〔2025〕3号",
        maker=world.bureau.name,
        made_on=timezone.localdate(), published_on=timezone.localdate(), text="补助的条件和程序。", by=BY,
    )  # fmt: skip
    applicant.begin()
    offered = applicant.client.post("/apply/keep/information/", {"title": "技术改造补助管理办法"}).content.decode()
    assert title in offered.replace("<mark>", "").replace("</mark>", "")
    looked = applicant.fill("information", {"title": "技术改造补助管理办法", "look": "1"})
    assert "这些已经公开" in looked.content.decode()
    assert applicant.client.post("/apply/found/").status_code == 200
    row = Application.objects.get()
    assert (row.ended_by_offer, row.offered > 0, values_of(row)) == (True, True, {})
    figures = offer_figures(None, timezone.now() - timedelta(days=1))
    assert (figures.begun, figures.offered, figures.ended, figures.sent) == (1, 1, 1, 0)


@pytest.mark.parametrize("data", [{}, {"draft": "new"}])
def test_a_second_draft_may_begin(applicant: Applicant, data: dict[str, Any]) -> None:
    applicant.sent()
    applicant.client.post("/apply/to/QX-JY/", data)
    assert applicant.client.get("/apply/information/").status_code == 200
