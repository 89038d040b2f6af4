"""A case worked on through its pages: asked, searched, reviewed, drafted, signed, delivered, archived."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.models import Desk, InfoRequest, Paper, Party, Withheld
from tests.web.info_requests.conftest import TestDesk
from tests.web.info_requests.test_case_frame import send


def done(client: Client, request: InfoRequest, name: str, kind: str = "steps", **values: Any) -> None:
    """A form that must be taken."""
    answer = send(client, request, name, kind, **values)
    assert answer.status_code == 302, _why(answer)
    request.refresh_from_db()


def reviewed(client: Client, request: InfoRequest, which: str, text: str) -> None:
    """An opinion that agrees."""
    url = f"{request.get_absolute_url()}acts/opinion/?kind={which}"
    form = client.get(url).context["form"]
    given = {name: form[name].value() for name in form.fields} | {"kind": which, "agrees": "1", "text": text}
    answer = client.post(url, {key: value for key, value in given.items() if value is not None})
    assert answer.status_code == 302, _why(answer)
    request.refresh_from_db()


def _why(answer: HttpResponse) -> str:
    form = (answer.context or {}).get("form")
    return f"{answer.status_code}: {form.errors.as_text() if form is not None else answer.content.decode()[-2000:]}"


def test_a_form_holds_as_many_parties_as_are_asked(desk: TestDesk, enter: Any, settings: Any) -> None:
    day = timezone.localdate()
    request = desk.register(day)
    desk.take(request, "assigned", day)
    handler = enter(Role.HANDLER)
    url = f"{request.get_absolute_url()}steps/third_party_asked/"
    form = handler.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    typed = {key: value for key, value in typed.items() if value is not None}
    typed |= {f"{what}_{n}": f"测试第{n}方" for n in (1, 2, 3) for what in ("name", "concerns")}
    typed["concerns_3"], typed["note"] = "", "写了的<b>"
    for _ in range(6):
        answer = handler.post(url, {**typed, "more": "1"})
        form = answer.context["form"]
        assert answer.status_code == 200
        assert not form.errors
        assert all(str(form[name].value()) == str(value) for name, value in typed.items() if name != "room")
        typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert not Party.objects.exists()
    assert 'formaction="#party-34"' in answer.content.decode()
    typed |= {f"{what}_{n}": f"测试第{n}方" for n in range(3, 34) for what in ("name", "concerns")}
    wrong = handler.post(url, {**typed, "concerns_7": "", "concerns_20": "写给测试申请人看"})
    assert list(wrong.context["form"].errors) == ["concerns_7"]
    wrong = handler.post(url, {**typed, "name_9": "", "concerns_9": "", "address_9": "只写了地址", "room": "abc"})
    assert list(wrong.context["form"].errors) == ["name_9"]
    wrong = handler.post(url, {**typed, "name_2": "", "concerns_2": "", "concerns_20": "写给测试申请人看"})
    assert list(wrong.context["form"].errors) == ["concerns_20"]  # the nineteenth of those that were filled in
    assert handler.post(url, typed).status_code == 302
    assert Party.objects.filter(request=request).count() == 33


def test_no_more_parties_at_once_than_the_setting_has(desk: TestDesk, enter: Any, settings: Any) -> None:
    settings.GONGKAI_PARTIES = 4
    day = timezone.localdate()
    request = desk.register(day)
    desk.take(request, "assigned", day)
    handler = enter(Role.HANDLER)
    url = f"{request.get_absolute_url()}steps/third_party_asked/"
    assert "再加1方" in handler.get(url).content.decode()
    five = {f"{what}_{n}": f"测试第{n}方" for n in range(1, 6) for what in ("name", "concerns")}
    full = handler.post(url, {**five, "more": "1"}).content.decode()
    assert "测试第4方" in full
    assert 'name="more"' not in full
    assert "一次最多征求4方" in send(handler, request, "third_party_asked", **five).content.decode()
    assert not Party.objects.exists()


def test_a_partial_disclosure_from_the_desk_to_the_archive(desk: TestDesk, enter: Any) -> None:
    day = timezone.localdate() - timedelta(days=60)
    request = desk.register(day)
    desk.take(request, "assigned", day)
    handler, office = enter(Role.HANDLER), enter(Role.DISCLOSURE_OFFICE)
    asked = {"name_1": "测试科技有限公司", "concerns_1": "成本数据", "name_2": "测试制造有限公司", "concerns_2": "工艺"}
    answer = send(handler, request, "third_party_asked", on=day, **{**asked, "concerns_1": "测试申请人所要的成本数据"})
    assert "不得泄露申请人的信息" in answer.content.decode()
    assert "测试制造有限公司" in answer.content.decode()  # nothing typed is lost
    done(handler, request, "third_party_asked", on=day, **asked)
    first, second = Party.objects.filter(request=request).order_by("id")
    page = handler.get(request.get_absolute_url()).content.decode()
    assert "等待答复" in page
    for one in (first, second):
        done(handler, request, "party_delivered", "acts", party=one.pk, delivered_on=day + timedelta(days=1))
    assert "已过期限" in handler.get(request.get_absolute_url()).content.decode()
    done(
        handler, request, "third_party_answered", party=first.pk, on=day + timedelta(days=5), opinion="objects",
        answer="属于商业秘密。",
    )  # fmt: skip
    early = send(handler, request, "third_party_lapsed", party=second.pk, on=day + timedelta(days=10))
    assert "还没有届满" in early.content.decode()
    done(handler, request, "third_party_lapsed", party=second.pk, on=day + timedelta(days=40))
    done(handler, request, "override", "acts", party=first.pk, reason="涉及公共安全的重大利益。")
    done(
        handler, request, "search", "acts", on=day, places="档案室", keywords="补助", people="测试检索人", found="1",
        result="检索到名单。",
    )  # fmt: skip
    done(
        handler, request, "meeting", "acts", held_on=day, participants="测试甲、测试乙", opinions="可以部分公开。",
        conclusion="部分公开。",
    )  # fmt: skip
    chosen = handler.get(f"{request.get_absolute_url()}steps/drafted/").content.decode()
    assert "不予公开：属于国家秘密" in chosen
    assert "定密依据" in chosen
    url = f"{request.get_absolute_url()}steps/drafted/?outcome=D3"
    form = handler.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values |= {"facts": "检索到名单。", "ground": "E15", "ground_detail": "商业秘密", "provides": "企业名单。"}
    answer = handler.post(url, {key: value for key, value in values.items() if value is not None})
    assert answer.status_code == 302, _why(answer)
    request.refresh_from_db()
    page = handler.get(request.get_absolute_url()).content.decode()
    assert "送审前还缺" in page
    assert "acts/opinion/?kind=disclosure" in page
    refused = send(handler, request, "submitted")
    assert "公开审查记录" in refused.content.decode()
    done(handler, request, "draft", "acts", withholds="工艺参数。", reasons="属于商业秘密。")
    reviewed(office, request, "disclosure", "同意部分公开。")
    done(handler, request, "submitted")
    leader = enter(Role.LEADER)
    refused = send(leader, request, "approved")
    assert "保密审查" in refused.content.decode()
    secrecy = enter(Role.SECRECY_REVIEWER)
    reviewed(secrecy, request, "secrecy", "不涉密。")
    done(secrecy, request, "returned", note="事实请写得更清楚。")
    done(handler, request, "draft", "acts", facts="检索到2025年度名单。")
    page = handler.get(request.get_absolute_url()).content.decode()
    assert "本意见不再有效" in page
    reviewed(office, request, "disclosure", "同意。")
    done(handler, request, "submitted")
    assert "保密审查" in send(leader, request, "approved").content.decode()
    reviewed(secrecy, request, "secrecy", "不涉密。")
    done(leader, request, "approved")
    registrar = enter(Role.REGISTRAR)
    assert "请填写邮件号码" in send(registrar, request, "replied", route="post").content.decode()
    assert "书面告知" in send(registrar, request, "replied", route="post", proof="XA1").content.decode()
    done(handler, request, "third_party_told", party=first.pk)
    done(registrar, request, "replied", route="post", proof="XA12345678901")
    assert (request.outcome, request.state) == ("D3", "replied")
    assert Withheld.objects.get(request=request).ground == "E15"
    assert registrar.get(f"{request.get_absolute_url()}steps/archived/").status_code == 200
    done(registrar, request, "archived")
    page = registrar.get(request.get_absolute_url()).content.decode()
    assert "归档目录" in page
    assert "测试申请人所要的" not in page


def test_a_fee_through_its_pages(desk: TestDesk, enter: Any) -> None:
    request = desk.register(timezone.localdate() - timedelta(days=10))
    desk.take(request, "assigned", request.arrived_on)
    office, registrar = enter(Role.DISCLOSURE_OFFICE), enter(Role.REGISTRAR)
    page = office.get(f"{request.get_absolute_url()}steps/fee_notified/").content.decode()
    assert "没有决定收取" in page
    Desk.objects.create(agency=desk.agency, charges_fees=True, how_to_pay="清溪县非税收入专户。")
    answer = send(office, request, "fee_notified", standard="pieces")
    assert "不收费" in answer.content.decode()
    assert "请填写页数" in send(office, request, "fee_notified", standard="pages").content.decode()
    done(office, request, "fee_notified", standard="pages", pages=150, on=request.arrived_on + timedelta(days=1))
    assert "1700元" in office.get(request.get_absolute_url()).content.decode()
    done(registrar, request, "fee_delivered", "acts", delivered_on=request.arrived_on + timedelta(days=2))
    done(registrar, request, "fee_paid", receipt_number="测试票据0001")
    assert (request.state, request.fees.get().receipt_number) == ("processing", "测试票据0001")
    assert "测试票据0001" in registrar.get(request.get_absolute_url()).content.decode()
    assert "登记退费" not in enter(Role.HANDLER).get(request.get_absolute_url()).content.decode()
    refused = send(registrar, request, "fee_refund", "acts", yuan=1701, reason="other", explanation="测试",
                   receipt_number="测试退1")  # fmt: skip
    assert "还可以退1700元" in refused.content.decode()
    done(registrar, request, "fee_refund", "acts", yuan=700, reason="corrected", explanation="页数计算有误",
         receipt_number="测试退票0002")  # fmt: skip
    page = registrar.get(request.get_absolute_url()).content.decode()
    assert "退700元" in page
    assert "测试退票0002" in page


def test_papers_are_chosen_and_given_with_the_reply(desk: TestDesk, enter: Any) -> None:
    from tests.web.rows import _picture

    request = desk.register()
    desk.take(request, "assigned")
    office = enter(Role.DISCLOSURE_OFFICE)
    url = f"{request.get_absolute_url()}acts/paper/"
    form = office.get(url).context["form"]
    sent = {"version": form["version"].value(), "token": form["token"].value(), "kind": "information", "title": "名单"}
    assert office.post(url, {**sent, "papers": _picture()}).status_code == 302
    paper = Paper.objects.get(request=request)
    assert (paper.title, paper.given) == ("名单", False)
    request.refresh_from_db()
    for kind, who in (("disclosure", Role.DISCLOSURE_OFFICE), ("secrecy", Role.SECRECY_REVIEWER)):
        reviewed(enter(who), request, kind, "同意公开。")
    url = f"{request.get_absolute_url()}steps/replied_at_once/?outcome=D2"
    form = office.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values |= {"facts": "检索到名单。", "provides": "名单一份。", "gives": [paper.pk], "proof": "测试签收"}
    answer = office.post(url, {key: value for key, value in values.items() if value is not None})
    assert answer.status_code == 302, _why(answer)
    request.refresh_from_db()
    paper.refresh_from_db()
    assert (request.state, request.outcome, paper.given) == ("replied", "D2", True)


def test_an_earlier_reply_is_chosen_among_ones_own(desk: TestDesk, enter: Any) -> None:
    earlier, request = desk.register(), desk.register()
    other = desk.register(applicant_name="测试他人", identity_number="990101199001015678")
    for one in (earlier, other):
        desk.walk(one, "withdrawn")
    desk.take(request, "assigned")
    handler = enter(Role.HANDLER)
    url = f"{request.get_absolute_url()}steps/drafted/?outcome=D11"
    page = handler.get(url).content.decode()
    assert earlier.number in page
    assert other.number not in page
    form = handler.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values |= {"facts": "此前已经答复。", "reasons": "内容相同。", "earlier": earlier.pk}
    values = {key: value for key, value in values.items() if value is not None}
    assert "Select" not in handler.post(url, values | {"earlier": other.pk}).content.decode()
    assert not request.decisions.exists()
    answer = handler.post(url, values)
    assert answer.status_code == 302, _why(answer)
    assert request.decisions.get().earlier == earlier


def test_pages_of_a_full_case_are_few_queries(desk: TestDesk, enter: Any, django_assert_max_num_queries: Any) -> None:
    request = desk.register()
    desk.take(request, "assigned")
    handler = enter(Role.HANDLER)
    done(handler, request, "third_party_asked", name_1="测试科技有限公司", concerns_1="成本数据")
    done(handler, request, "meeting", "acts", participants="测试甲", opinions="可以公开。", conclusion="公开。")
    reviewed(enter(Role.DISCLOSURE_OFFICE), request, "disclosure", "同意。")
    handler.get(request.get_absolute_url())
    with django_assert_max_num_queries(12):
        handler.get(request.get_absolute_url())
