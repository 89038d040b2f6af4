"""Every verb that the code records has its sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import gongkai_web
from gongkai.law import procedure
from gongkai_web.accounts.logins import _VERBS
from gongkai_web.audit.actions import record
from gongkai_web.audit.models import Event
from gongkai_web.audit.sentences import changes, say, sentence, verbs
from gongkai_web.common.actor import Actor

ROOT = Path(gongkai_web.__file__).parent


BUILT = {
    "accounts/logins.py": set(_VERBS.values()),
    "accounts/second_factor.py": {f"account.second_factor.{what}" for what in ("add", "remove", "codes")},
    "info_requests/actions/letters.py": {f"letter.{what}" for what in ("prepare", "discard", "issue")},
    "info_requests/actions/steps.py": {f"request.{event}" for event in procedure.events()},
    "organisations/actions/face.py": {
        f"{kind}.{what}" for kind in ("rule", "leading_group", "reporter") for what in ("add", "change", "remove")
    },
}
"""Where a verb is put together or handed on, and all that it may be; elsewhere verbs are written out."""


def recorded() -> Iterator[tuple[str, str | None]]:
    """Each call of ``record``: the file, and its verb; None for a verb that is not written out."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            if getattr(node.func, "attr", getattr(node.func, "id", "")) != "record":
                continue
            given = node.args[0] if node.args else next(k.value for k in node.keywords if k.arg == "verb")
            for choice in [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]:
                written = isinstance(choice, ast.Constant) and isinstance(choice.value, str)
                yield path.relative_to(ROOT).as_posix(), choice.value if written else None


def test_every_recorded_verb_is_said() -> None:
    calls = list(recorded())
    unsaid = {verb: where for where, verb in calls if verb is not None and verb not in verbs()}
    assert not unsaid, "say them in the app's events.py"
    assert {where for where, verb in calls if verb is None} == set(BUILT), "list in BUILT what is put together"
    assert not [verb for built in BUILT.values() for verb in built if verb not in verbs()]


def test_record_has_no_other_name() -> None:
    """Otherwise the test above would not see its calls."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "gongkai_web.audit.actions":
                assert [alias.name for alias in node.names if alias.asname] == [], path


def test_nothing_is_said_that_nobody_records() -> None:
    written = {verb for _, verb in recorded()} | {verb for built in BUILT.values() for verb in built}
    assert set(verbs()) - written - {"test.it", "agency.test"} == set()


@pytest.mark.django_db
def test_a_verb_unsaid_fails_the_test_that_records_it() -> None:
    with pytest.warns(UserWarning, match=r"no events.py says the verb 'nobody\.says'"):
        record("nobody.says", by=Actor("w"))


def test_labels_are_chinese_and_short() -> None:
    for verb in verbs().values():
        assert len(verb.label) <= 12, verb
        assert verb.label.isascii() is False, verb


def test_a_verb_is_said_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        say("audit.export", "别的")


def test_an_event_is_a_sentence() -> None:
    event = Event(actor="qx-001", actor_name="测试张三", verb="audit.read", object_name="")
    assert sentence(event) == "测试张三（qx-001）查阅审计记录"
    event.success = False
    assert sentence(event) == "测试张三（qx-001）查阅审计记录，未成功"
    assert sentence(Event(verb="gone.verb", object_key="7")) == "系统执行“gone.verb”“7”"


def test_values_before_and_after() -> None:
    event = Event(before={"a": 1, "b": "同", "c": ["甲", "乙"]}, after={"a": True, "b": "同", "d": {"x": 1}})
    told = [(item.what, item.before, item.after) for item in changes(event)]
    assert told == [("a", "1", "是"), ("c", "甲、乙", ""), ("d", "", '{"x": 1}')]
