"""Pieces of pages that are made once: they name nothing of the request, and the menu is that of the person."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client

import gongkai_web
from gongkai_web.accounts.roles import Role
from gongkai_web.staff import kept as pieces

PIECE = re.compile(r"{% kept \"(?P<name>[^\"]+)\" %}(?P<inside>.*?){% endkept %}", re.DOTALL)
# Tags that ask nothing of the request when all that they are given is in quotes.
WORD = r"( [a-z]+=\"[^\"]*\"| ['\"][^'\"]*['\"])*"
SAFE = re.compile(r"{% (static|versioned_static|hook_output|url|icon_sprite_url|icon)" + WORD + " %}")


def _templates() -> list[Path]:
    return sorted(Path(gongkai_web.__file__).parent.rglob("templates/**/*.html"))


def test_no_kept_piece_names_anything_of_the_request() -> None:
    found = 0
    for path in _templates():
        names: list[str] = []
        for piece in PIECE.finditer(path.read_text("utf-8")):
            found += 1
            names.append(piece["name"])
            rest = SAFE.sub("", piece["inside"])
            assert "{{" not in rest, (path, piece["name"])
            assert "{%" not in rest, (path, piece["name"], rest)
        assert len(names) == len(set(names)), path
    assert found > 5


def test_a_piece_is_rendered_once() -> None:
    made = Template('{% load staff_kept %}{% kept "one of the test" %}{{ value }}{% endkept %}')
    assert made.render(Context({"value": "<first>"})) == "&lt;first&gt;"
    assert made.render(Context({"value": "second"})) == "&lt;first&gt;"


def test_a_piece_needs_a_name() -> None:
    for tag in ("{% kept %}", "{% kept name %}", '{% kept "a" "b" %}'):
        with pytest.raises(TemplateSyntaxError):
            Template("{% load staff_kept %}" + tag + "{% endkept %}")


def test_pieces_do_not_fill_the_memory() -> None:
    before = dict(pieces._pieces)
    try:
        for number in range(pieces._MOST * 2):
            pieces.kept(("test", number), lambda: "x")  # type: ignore[arg-type,return-value]
        assert len(pieces._pieces) <= pieces._MOST
    finally:
        pieces._pieces.clear()
        pieces._pieces.update(before)


def _menu(client: Client) -> str:
    page = client.get("/staff/").content.decode()
    found = re.search(r'<script id="wagtail-sidebar-props" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.dumps(json.loads(found[1]), ensure_ascii=False)


def test_the_menu_is_that_of_the_person_and_of_his_roles_now(client: Client, world) -> None:  # type: ignore[no-untyped-def]
    from gongkai_web.common.actor import Actor
    from gongkai_web.organisations.actions import grant

    registrar, auditor = world.person(Role.REGISTRAR), world.person(Role.AUDITOR)
    client.force_login(registrar)
    first = _menu(client)
    assert registrar.name in first
    assert "/staff/audit/" not in first
    client.force_login(auditor)
    other = _menu(client)
    assert auditor.name in other
    assert registrar.name not in other
    assert "/staff/audit/" in other
    # A role more shows at the next page.
    client.force_login(registrar)
    grant(registrar, Role.AGENCY_ADMINISTRATOR, world.bureau, by=Actor.system("测试"))
    assert _menu(client) != first


def test_the_token_of_the_page_is_the_visitors_own(world) -> None:  # type: ignore[no-untyped-def]
    seen = set()
    for role in (Role.REGISTRAR, Role.HANDLER):
        client = Client()
        client.force_login(world.person(role))
        page = client.get("/staff/").content.decode()
        found = re.search(r'<script id="wagtail-config" type="application/json">(.*?)</script>', page, re.DOTALL)
        assert found is not None
        token = json.loads(found[1])["CSRF_TOKEN"]
        assert token.isalnum()
        seen.add(token)
    assert len(seen) == 2


def test_no_name_lies_in_both_languages() -> None:
    root = Path(gongkai_web.__file__).parent
    names = {
        language: {str(path).rpartition(f"/{language}/")[2] for path in root.rglob(f"{language}/**/*.html")}
        for language in ("templates", "jinja2")
    }
    assert len(names["jinja2"]) >= 5
    assert not names["templates"] & names["jinja2"]
