"""Pages whose frame is kept: whoever asks gets what the template would give, and nothing of anybody else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.safestring import mark_safe
from wagtail.users.models import UserProfile

from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import Role
from gongkai_web.common.csrf import token_of
from gongkai_web.notify.kinds import Channel, State
from gongkai_web.notify.models import Message
from gongkai_web.organisations.models import Platform
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff import kept as pieces
from gongkai_web.staff.framed import framed
from tests.web.conftest import World
from tests.web.info_requests.hostile import HOSTILE

LIST, CASE = "info_requests/lists/index.html", "info_requests/case/page.html"
TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w{64}(?=")|(?<="CSRF_TOKEN": ")\w{64}(?=")')
Ask = Callable[..., HttpRequest]


@pytest.fixture
def ask(world: World) -> Iterator[Ask]:
    """A request of a person, as it comes to a view."""
    Platform.objects.create(region=world.region, name="清溪县政府信息公开平台", sponsor="清溪县人民政府办公室")

    def of(user: User, **cookies: str) -> HttpRequest:
        request = RequestFactory().get("/staff/")
        request.COOKIES |= cookies
        request.user = User.objects.get(pk=user.pk)
        request.scope = Scope.of(request.user)  # type: ignore[attr-defined]
        request.session = {}  # type: ignore[assignment]
        request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
        return request

    pieces._pieces.clear()
    yield of
    pieces._pieces.clear()


def _answer(request: HttpRequest, template: str, body: str, title: str, **others: bool) -> str:
    """What is sent; its tokens are one, and the visitor's."""
    page = framed(request, template, mark_safe(body), title, **others).content.decode()
    tokens = set(TOKEN.findall(page))
    assert tokens == {token_of(request)}
    return TOKEN.sub("token", page)


def _drawn(request: HttpRequest, template: str, body: str, title: str, **others: bool) -> str:
    """What the template gives."""
    context: dict[str, Any] = {"body": mark_safe(body), "header_title": title, **others}
    return TOKEN.sub("token", render_to_string(template, context, request))


def _look(user: User, **chosen: Any) -> None:
    UserProfile.objects.update_or_create(user=user, defaults=chosen)


def _unread(user: User) -> None:
    Message.objects.create(user=user, template="test", channel=Channel.INBOX, subject="测试消息", state=State.SENT)


def test_each_gets_what_the_template_gives(ask: Ask, world: World) -> None:
    people = [world.person(role) for role in (Role.REGISTRAR, Role.HANDLER, Role.AUDITOR)]
    _look(people[1], theme="dark", contrast="more_contrast", density="snug", keyboard_shortcuts=False)
    _unread(people[2])
    seen = set()
    for _ in range(2):  # when the frame is made, and when it is kept
        for user, collapsed, (template, others) in product(
            people, ("0", "1"), ((LIST, {}), (CASE, {"practice": False}), (CASE, {"practice": True}))
        ):
            request = ask(user, wagtail_sidebar_collapsed=collapsed)
            page = _answer(request, template, "<p>内容</p>", "题目", **others)
            assert page == _drawn(request, template, "<p>内容</p>", "题目", **others)
            assert ("条未读" in page) == (user == people[2])
            seen.add(page)
    assert len(seen) == 18


def test_what_changes_shows_at_the_next_page(ask: Ask, world: World) -> None:
    user = world.person(Role.REGISTRAR)
    pages = [_answer(ask(user), LIST, "", "题目")]
    User.objects.filter(pk=user.pk).update(name="测试改名")
    pages.append(_answer(ask(user), LIST, "", "题目"))
    Platform.objects.update(name="改名以后的平台")
    pages.append(_answer(ask(user), LIST, "", "题目"))
    _look(user, theme="dark")
    pages.append(_answer(ask(user), LIST, "", "题目"))
    _unread(user)
    pages.append(_answer(ask(user), LIST, "", "题目"))
    assert len(set(pages)) == len(pages)
    assert pages[-1] == _drawn(ask(user), LIST, "", "题目")
    assert "测试改名" in pages[1]
    assert "改名以后的平台" in pages[2]


@pytest.mark.parametrize("text", [text for name, text in HOSTILE.items() if name != "surrogates"])
def test_what_is_typed_stays_text(ask: Ask, world: World, text: str) -> None:
    user = world.person(Role.REGISTRAR)
    User.objects.filter(pk=user.pk).update(name=text[:60].replace("\x00", ""))
    Platform.objects.update(name=text[:60].replace("\x00", ""))
    page = _answer(ask(user), LIST, "<p>内容</p>", text)
    assert page == _drawn(ask(user), LIST, "<p>内容</p>", text)
    assert "<script>hostile" not in page


def test_messages_are_shown_once_and_never_kept(ask: Ask, world: World) -> None:
    request = ask(world.person(Role.REGISTRAR))
    messages.success(request, "已经保存")
    first = _answer(request, LIST, "", "题目")
    assert "已经保存" in first
    assert "has-messages" in first
    later = _answer(ask(world.person(Role.REGISTRAR)), LIST, "", "题目")
    assert "已经保存" not in later
    assert "has-messages" not in later


def test_the_token_of_an_answer_changes_with_its_secret(ask: Ask, world: World) -> None:
    request = ask(world.person(Role.REGISTRAR))
    first = token_of(request)
    assert token_of(request) == first
    rotate_token(request)
    assert token_of(request) != first
    other = ask(world.person(Role.REGISTRAR))
    other.META["CSRF_COOKIE"] = request.META["CSRF_COOKIE"]
    assert token_of(other) != token_of(request)  # of the same secret, masked otherwise
