"""Every verb that the code records has its sentence."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import gongkai_web
from gongkai_web.audit.models import Event
from gongkai_web.audit.sentences import changes, say, sentence, verbs

ROOT = Path(gongkai_web.__file__).parent


def recorded() -> dict[str, str]:
    """The verbs in calls of ``record``, and where they stand."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name != "record" or not node.args:
                continue
            choices = [node.args[0].body, node.args[0].orelse] if isinstance(node.args[0], ast.IfExp) else node.args[:1]
            for choice in choices:
                if isinstance(choice, ast.Constant) and isinstance(choice.value, str):
                    found[choice.value] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def test_every_recorded_verb_is_said() -> None:
    unsaid = {verb: where for verb, where in recorded().items() if verb not in verbs()}
    assert not unsaid, "say them in the app's events.py"


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
