"""The words of the back office are Chinese: our catalogue is compiled, and pages show no English of Wagtail's."""

from __future__ import annotations

import gettext
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import gongkai_web.staff
from gongkai_web.accounts.roles import Role
from tests.web.conftest import World
from tests.web.staff.conftest import Login

LOCALE = Path(gongkai_web.staff.__file__).parent / "locale"
_ENTRY = re.compile(r'^msgid "(?P<id>.+)"\nmsgstr "(?P<text>.*)"$', re.MULTILINE)
# What is written in Latin letters in Chinese as well.
_ALLOWED = {"Excel", "xlsx", "CSV", "JavaScript", "GB", "QX", "GX", "JY", "ZF", "BS"}


def test_the_catalogue_is_compiled() -> None:
    source = (LOCALE / "zh_Hans/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    with (LOCALE / "zh_Hans/LC_MESSAGES/django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    entries = [(m["id"].replace('\\"', '"'), m["text"].replace('\\"', '"')) for m in _ENTRY.finditer(source)]
    assert len(entries) > 15
    assert [compiled.gettext(key) for key, _ in entries] == [text for _, text in entries]


class _Words(HTMLParser):
    """What a reader sees or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        self.found += [value or "" for name, value in attrs if name in ("title", "aria-label", "placeholder", "alt")]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


@pytest.mark.urls("tests.web.staff.screens")
@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.DISCLOSURE_OFFICE, "/staff/"),
        (Role.AUDITOR, "/staff/try-agencies/?q=县&kind=department"),
        (Role.AUDITOR, "/staff/try-agencies/?q=没有"),
        (Role.AUDITOR, "/staff/try-agencies/?ordering=code"),
        (Role.AGENCY_ADMINISTRATOR, "/staff/try-memberships/new/"),
        (Role.AGENCY_ADMINISTRATOR, "/staff/try-memberships/"),
        (Role.DISCLOSURE_OFFICE, "/staff/try-agencies/edit/{bureau}/"),
        (Role.AUDITOR, "/staff/try-agencies/inspect/{bureau}/"),
        (Role.HANDLER, "/staff/try-agencies/edit/{bureau}/"),
        (Role.HANDLER, "/staff/long-work/"),
    ],
)
def test_no_english_on_a_page(world: World, login: Login, role: Role, path: str) -> None:
    for number, person in enumerate(world.people.values()):
        person.name, person.username = "测试人员", f"测试{number}"
        person.save()
    page = login(role).get(path.format(bureau=world.bureau.pk)).content.decode()
    words = _Words()
    words.feed(page)
    english = {word for text in words.found for word in re.findall(r"[A-Za-z]{2,}", text)} - _ALLOWED
    assert not english
