"""The steps of receipt and review by their forms, what is done to a case as a whole, and its page."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from lxml import html

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.info_requests.actions.papers import add_paper
from gongkai_web.info_requests.actions.steps import lock
from gongkai_web.info_requests.codes import matches
from gongkai_web.info_requests.models import InfoRequest, Party
from gongkai_web.info_requests.queries.alike import kin_of
from gongkai_web.notify.models import Message
from tests.web.conftest import World
from tests.web.info_requests.conftest import BY, TestDesk
from tests.web.info_requests.test_case_frame import send

TODAY = timezone.localdate()


def ago(days: int) -> date:
    """So many days before today."""
    return TODAY - timedelta(days=days)


def done(answer: HttpResponse) -> None:
    """Fails with what the form says."""
    told = answer.context["form"].errors if answer.status_code != 302 and answer.context else ""
    assert answer.status_code == 302, told


def test_an_applicant_is_asked_once_and_answers(desk: TestDesk, enter: Any) -> None:
    request, office = desk.register(ago(20)), enter(Role.DISCLOSURE_OFFICE)
    done(send(office, request, "clarification_asked", on=ago(17).isoformat(), items="写明年度\n\n写明文件名称"))
    request.refresh_from_db()
    assert (request.state, request.waits_for) == ("correction_sent", "等待补正")
    assert request.steps.get(event="clarification_asked").data["items"] == ["写明年度", "写明文件名称"]
    proof = ContentFile("补正的内容".encode(), name="补正.txt")
    done(send(enter(Role.REGISTRAR), request, "clarified", on=ago(10).isoformat(), text="2025年度", papers=proof))
    request.refresh_from_db()
    assert request.papers.get().kind == "correction"
    again = office.get(f"{request.get_absolute_url()}steps/clarification_asked/")
    assert again.status_code == 409
    done(send(office, request, "assigned", section="规划投资股"))
    again = office.get(f"{request.get_absolute_url()}steps/clarification_asked/")
    assert again.status_code == 409
    assert "一次性告知" in again.content.decode()


def test_a_handler_is_of_the_agency(desk: TestDesk, enter: Any, world: World) -> None:
    request, office = desk.register(), enter(Role.DISCLOSURE_OFFICE)
    assert "handler" in send(office, request, "assigned", handler=world.person("other").pk).context["form"].errors
    assert "handler" in send(office, request, "assigned").context["form"].errors
    done(send(office, request, "assigned", handler=world.person(Role.HANDLER).pk))
    request.refresh_from_db()
    assert request.handler == world.person(Role.HANDLER)
    told = Message.objects.filter(user=request.handler, template="request.assigned")
    assert request.number in told.first().subject
    done(send(office, request, "handler", "acts", section="综合股", handler=""))
    request.refresh_from_db()
    assert (request.handler, request.section, request.state) == (None, "综合股", "processing")


def test_an_extension_is_the_heads_once_and_in_time(desk: TestDesk, enter: Any) -> None:
    request, head = desk.register(ago(10)), enter(Role.DISCLOSURE_OFFICE_HEAD)
    before = request.due_on
    assert "days" in send(head, request, "extended", days=21, reason="需要核对").context["form"].errors
    tried = send(head, request, "extended", days=20, reason="需要核对", **{"try": "1"})
    assert tried.context["trial"].row.due_on > before
    done(send(head, request, "extended", days=20, reason="需要核对"))
    request.refresh_from_db()
    assert request.due_on == tried.context["trial"].row.due_on
    assert head.get(f"{request.get_absolute_url()}steps/extended/").status_code == 409
    assert enter(Role.HANDLER).get(f"{request.get_absolute_url()}steps/extended/").status_code == 403
    late = desk.register(ago(60))
    refused = send(head, late, "extended", days=20, reason="需要核对")
    assert "延长无效" in refused.content.decode()
    late.refresh_from_db()
    assert late.steps.count() == 1


def test_reasons_and_delay(desk: TestDesk, enter: Any) -> None:
    request, office = desk.register(ago(12)), enter(Role.DISCLOSURE_OFFICE)
    done(send(office, request, "assigned", on=ago(12).isoformat(), section="综合股"))
    assert office.get(f"{request.get_absolute_url()}steps/delayed/").status_code == 409
    done(send(office, request, "reasons_asked", on=ago(10).isoformat(), facts="本月申请46件", days=15))
    early = send(office, request, "reasons_lapsed")
    assert "on" in early.context["form"].errors
    done(send(enter(Role.REGISTRAR), request, "reasons_given", on=ago(2).isoformat(), text="研究需要"))
    until = request.due_on + timedelta(days=60)
    done(send(office, request, "delayed", until=until.isoformat(), reason="件数较多"))
    request.refresh_from_db()
    assert request.due_on >= until


def _offered(client: Client, request: InfoRequest) -> set[str]:
    """The steps on the page of a case."""
    page = html.document_fromstring(client.get(request.get_absolute_url()).content.decode())
    return {link.text_content() for link in page.xpath("//section[@id='next']//a[contains(@href, '/steps/')]")}


def test_no_answer_is_offered_where_nobody_was_asked(desk: TestDesk, enter: Any) -> None:
    request, office = desk.register(), enter(Role.DISCLOSURE_OFFICE)
    desk.take(request, "assigned")
    labels = _offered(office, request)
    assert not {"第三方答复", "第三方逾期未答复", "其他机关答复", "共同制作机关答复"} & labels
    assert office.get(f"{request.get_absolute_url()}steps/third_party_answered/").status_code == 409
    Party.objects.create(request=request, kind="third_party", key="p1", name="测试公司", asked_on=TODAY)
    desk.take(request, "third_party_asked", party="p1")
    labels = _offered(office, request)
    assert "第三方答复" in labels


def test_two_at_once_the_second_is_told_and_keeps_what_he_wrote(desk: TestDesk, enter: Any) -> None:
    request, office = desk.register(ago(3)), enter(Role.DISCLOSURE_OFFICE)
    url = f"{request.get_absolute_url()}steps/clarification_asked/"
    form = office.get(url).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"items": "写明年度"}
    done(send(enter(Role.DISCLOSURE_OFFICE_HEAD), request, "extended", days=5, reason="需要核对"))
    told = office.post(url, typed)
    assert told.status_code == 409
    assert "写明年度" in told.content.decode()
    assert "延长答复期限" in told.content.decode()
    done(office.post(url, typed | {"version": told.context["form"]["version"].value()}))


def test_a_mistake_is_struck_and_stays_in_sight(desk: TestDesk, enter: Any) -> None:
    request, office = desk.register(ago(5)), enter(Role.DISCLOSURE_OFFICE)
    assert office.get(f"{request.get_absolute_url()}acts/strike/").status_code == 409
    done(send(office, request, "assigned", section="综合股"))
    assert enter(Role.LEADER).get(f"{request.get_absolute_url()}acts/strike/").status_code == 409
    done(send(office, request, "strike", "acts", reason="选错了科室"))
    request.refresh_from_db()
    assert request.state == "registered"
    page = office.get(request.get_absolute_url()).content.decode()
    assert "<del>交承办科室办理</del>" in page
    assert "选错了科室" in page


def test_several_matters_are_split_with_their_days(desk: TestDesk, enter: Any) -> None:
    request, office = desk.register(ago(9), channel="fax", confirmed_on=ago(8)), enter(Role.REGISTRAR)
    told = send(office, request, "split", "acts", title_1="另一份名单", content_1="2024年度", title_2="又一份名单")
    made = list(request.parts.order_by("pk"))
    assert [one.title for one in made] == ["另一份名单", "又一份名单"]
    assert {(one.received_on, one.due_on, one.state) for one in made} == {
        (request.received_on, request.due_on, "registered")
    }
    assert all(matches(code, row.query_code) for row, code in told.context["made"])
    assert made[0].applicant_name == request.applicant_name
    page = enter(Role.HANDLER).get(request.get_absolute_url()).content.decode()
    assert made[0].number in page
    assert request.number in enter(Role.HANDLER).get(made[0].get_absolute_url()).content.decode()


def test_those_of_one_applicant_are_handled_together(desk: TestDesk, enter: Any) -> None:
    first, second, office = desk.register(ago(9)), desk.register(ago(1)), enter(Role.REGISTRAR)
    stranger = desk.register(ago(1), applicant_name="测试别人", identity_number="990101199001015678")
    assert "to" in send(office, second, "join", "acts", to=stranger.pk).context["form"].errors
    done(send(office, second, "join", "acts", to=first.pk))
    second.refresh_from_db()
    assert second.joined_to == first
    assert office.get(f"{first.get_absolute_url()}acts/join/").status_code == 409
    assert second.number in office.get(first.get_absolute_url()).content.decode()
    done(send(office, second, "unjoin", "acts"))
    second.refresh_from_db()
    assert second.joined_to is None


def test_what_is_anothers_matter_goes_there_with_its_papers(desk: TestDesk, enter: Any, world: World) -> None:
    request, office = desk.register(ago(2)), enter(Role.DISCLOSURE_OFFICE)
    with transaction.atomic():
        row = lock(request, version=None)
        add_paper(row, ContentFile(b"text", name="a.txt"), kind="application", from_applicant=True, by=BY)
    assert "to_name" in send(office, request, "transferred", reason="属于教育局职责").context["form"].errors
    done(send(office, request, "transferred", to=world.other_bureau.pk, reason="属于教育局职责"))
    request.refresh_from_db()
    new = InfoRequest.objects.get(agency=world.other_bureau)
    assert (request.state, request.steps.last().data["request"]) == ("closed", new.number)
    assert (new.applicant_name, new.arrived_on) == (request.applicant_name, TODAY)
    assert new.papers.get().file.agency == world.other_bureau


def test_what_hangs_together_is_found_among_many(desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai_web.info_requests.queries.alike._SHOWN", 2)
    first = desk.register(ago(30))
    part = desk.register(ago(20), title="拆出的名单", split_from=first)
    newest = [desk.register(ago(day), title=f"名单{day}") for day in (1, 2, 3)]
    assert [one.pk for one in kin_of(first)] == [newest[0].pk, part.pk]
    assert first.pk in [one.pk for one in kin_of(part)]


def test_a_code_is_sent_again_once(desk: TestDesk, enter: Any) -> None:
    request = desk.register()
    told = send(enter(Role.REGISTRAR), request, "code", "acts")
    request.refresh_from_db()
    (_, code), *_ = told.context["made"]
    assert matches(code, request.query_code)


def test_the_applicant_is_masked_and_unmasking_is_told_to_the_log(desk: TestDesk, enter: Any) -> None:
    request = desk.register()
    hidden = ("测试申请人", "990101199001011234", "13800000001", "ceshi@example.invalid")
    page = enter(Role.REGISTRAR).get(request.get_absolute_url()).content.decode()
    assert not [one for one in hidden if one in page]
    shown = enter(Role.REGISTRAR).post(f"{request.get_absolute_url()}applicant/").content.decode()
    assert all(one in shown for one in hidden)
    assert Event.objects.filter(verb="request.unmask", success=True, object_key=request.number).count() == 1
    assert enter(Role.LEADER).post(f"{request.get_absolute_url()}applicant/").status_code == 403
    assert Event.objects.filter(verb="request.unmask", success=False).count() == 1
    assert not Event.objects.filter(after__icontains="13800000001").exists()


def test_the_page_and_the_command_give_the_same_day(desk: TestDesk, enter: Any, tmp_path: Path) -> None:
    request = desk.register(ago(30), channel="internet", confirmed_on=ago(29))
    desk.take(request, "clarification_asked", ago(27), days=15)
    desk.take(request, "clarified", ago(20))
    desk.take(request, "assigned", ago(20))
    desk.take(request, "third_party_asked", ago(15), party="p1", delivered_on=ago(14).isoformat())
    desk.take(request, "third_party_answered", ago(6), party="p1")
    desk.take(request, "extended", ago(1), days=10)
    client = enter(Role.HANDLER)
    file = tmp_path / "events.json"
    file.write_bytes(client.get(f"{request.get_absolute_url()}events.json").content)
    asked = [sys.executable, "-m", "gongkai", "law", "deadline", "--events", str(file), "--provisional", "--json"]
    told = json.loads(subprocess.run(asked, check=True, capture_output=True, timeout=60).stdout)
    page = client.get(request.get_absolute_url()).content.decode()
    assert told["due"] == request.due_on.isoformat()
    assert f'<time datetime="{told["due"]}">' in page
    lines = [one["text"] for one in told["steps"]]
    shown = html.document_fromstring(page).xpath("//ol[@class='case-derived']/li/div/p")
    assert [one.text_content() for one in shown][: len(lines)] == lines


@pytest.mark.parametrize("papers", [0, 2])
def test_a_page_is_twelve_queries_at_most(
    desk: TestDesk,
    enter: Any,
    django_assert_max_num_queries: Any,
    papers: int,
) -> None:
    request = desk.register(ago(9))
    desk.register(ago(8))
    with transaction.atomic():
        row = lock(request, version=None)
        for number in range(papers):
            add_paper(row, ContentFile(f"text {number}".encode(), name="a.txt"), kind="application", by=BY)
    client: Client = enter(Role.REGISTRAR)
    client.get(request.get_absolute_url())
    with django_assert_max_num_queries(12):
        assert client.get(request.get_absolute_url()).status_code == 200
