"""Requests that are handled together: their replies served in one act, each by its own step."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from gongkai_web.accounts.roles import Role
from gongkai_web.info_requests.actions import decisions, delivery, joined, splitting
from gongkai_web.info_requests.actions.papers import keep_paper
from gongkai_web.info_requests.models import InfoRequest, Step
from tests.web.info_requests.acts import DAY, act, agree, draft_of
from tests.web.info_requests.conftest import TestDesk
from tests.web.info_requests.test_case_frame import send

COUNTER = frozenset({"registrar"})


def signed(desk: TestDesk, **changed: Any) -> InfoRequest:
    """A request with a signed reply: what was asked for is public already."""
    made = desk.register(DAY, **changed)
    desk.take(made, "assigned", DAY)
    act(made, decisions.draft, draft_of("D1"), on=DAY)
    act(made, decisions.submit, on=DAY)
    agree(made, "secrecy")
    act(made, decisions.approve, on=DAY)
    return made


def together(leading: InfoRequest, *others: InfoRequest) -> None:
    """Lets them be handled with the first."""
    for one in others:
        act(one, lambda row, *, by, roles: splitting.join(row, leading, by=by))


@pytest.fixture
def three(desk: TestDesk) -> tuple[InfoRequest, InfoRequest, InfoRequest]:
    """A leading request and one other, both signed, and a third that is still being worked on."""
    leading, ready, working = signed(desk), signed(desk, title="第二件"), desk.register(DAY, title="第三件")
    together(leading, ready, working)
    return leading, ready, working


def test_the_others_are_served_with_the_first(three: tuple[InfoRequest, ...], enter: Any) -> None:
    leading, ready, working = three
    registrar = enter(Role.REGISTRAR)
    url = f"{leading.get_absolute_url()}acts/reply_joined/"
    assert registrar.get(url).status_code == 409  # its own reply comes first
    answer = send(registrar, leading, "replied", on=DAY.isoformat(), route="post", proof="XA12345678901",
                  papers=ContentFile("交寄凭证".encode(), name="凭证.txt"))  # fmt: skip
    assert answer.status_code == 302
    assert "一并送达并入的申请" in registrar.get(leading.get_absolute_url()).content.decode()
    assert enter(Role.HANDLER).get(url).status_code == 403
    form = registrar.get(url).context["form"]
    assert (form["on"].value(), form["route"].value(), form["proof"].value()) == (DAY, "post", "XA12345678901")
    assert form["which"].value() == [f"{ready.pk}:{ready.version}"]
    both = [f"{one.pk}:{one.version}" for one in (ready, working)]
    answer = send(registrar, leading, "reply_joined", "acts", which=both)
    assert answer.status_code == 302
    page = registrar.get(leading.get_absolute_url()).content.decode()
    assert f"已一并送达1件：{ready.number}" in page
    assert f"{working.number}没有送达" in page
    for one in (ready, working):
        one.refresh_from_db()
    assert (ready.state, ready.concluded_on, ready.outcome) == ("replied", DAY, "D1")
    assert working.state == "registered"
    step = ready.steps.get(event="replied")
    assert (step.data["route"], step.data["posted_on"]) == ("post", DAY.isoformat())
    letter = ready.letters.exclude(issued_on=None).get()
    assert (letter.proof, letter.sent_on) == ("XA12345678901", DAY)
    assert letter.number != leading.letters.exclude(issued_on=None).get().number
    assert ready.papers.get(kind="delivery").file == leading.papers.get(kind="delivery").file


def test_a_double_click_serves_once(three: tuple[InfoRequest, ...]) -> None:
    leading, ready, _ = three
    act(leading, delivery.reply, on=DAY, route="online")
    given = {"on": DAY, "route": "online", "roles": COUNTER, "token": "token-1"}
    act(leading, joined.reply_joined, [(ready.pk, ready.version)], **given)
    with pytest.raises(ValidationError, match="没有重复办理"):
        act(leading, joined.reply_joined, [(ready.pk, ready.version)], **given)
    assert Step.objects.filter(request=ready, event="replied").count() == 1


def test_what_has_changed_meanwhile_is_not_served(three: tuple[InfoRequest, ...]) -> None:
    leading, ready, _ = three
    act(leading, delivery.reply, on=DAY, route="online")
    shown = ready.version
    act(ready, lambda row, *, by, roles: keep_paper(row, ContentFile(b"x", name="a.txt"), kind="other", by=by))
    InfoRequest.objects.filter(pk=ready.pk).update(version=shown + 1)
    with pytest.raises(ValidationError, match="请核对最新情况"):
        act(leading, joined.reply_joined, [(ready.pk, shown)], on=DAY, route="online", roles=COUNTER)
    ready.refresh_from_db()
    assert ready.state == "signed"


def test_only_those_that_were_joined(three: tuple[InfoRequest, ...], desk: TestDesk) -> None:
    leading, ready, _ = three
    given = {"on": DAY, "route": "online", "roles": COUNTER}
    with pytest.raises(ValidationError, match="已签发待送达"):
        act(leading, joined.reply_joined, [(ready.pk, ready.version)], **given)
    act(leading, delivery.reply, on=DAY, route="online")
    other = signed(desk, title="没有并入")
    with pytest.raises(ValidationError, match="并入本件的申请"):
        act(leading, joined.reply_joined, [(other.pk, other.version)], **given)
    with pytest.raises(ValidationError, match="请选择"):
        act(leading, joined.reply_joined, [], **given)
    with pytest.raises(ValidationError, match="由登记员"):
        act(leading, joined.reply_joined, [(ready.pk, ready.version)], on=DAY, route="online", roles={"handler"})
