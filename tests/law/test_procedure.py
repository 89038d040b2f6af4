"""The table of steps: every state is reached and left, and what the table does not have is not allowed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from gongkai.law import procedure
from gongkai.law.clauses import UnknownClause, clause
from gongkai.law.events import KINDS
from gongkai.law.letters import letters
from gongkai.law.procedure import (
    NEW,
    NotAllowed,
    diagram,
    events,
    follow,
    next_steps,
    roles,
    states,
    step,
    transitions,
)

STAGES = ["登记", "审核", "办理", "答复", "归档"]
ALL = [NEW, *states()]


def test_every_state_is_reached_and_every_state_is_left() -> None:
    reached, new = {NEW}, {NEW}
    while new:
        new = {t.target for t in transitions() if t.source in new} - reached
        reached |= new
    assert reached == set(ALL)
    for state in states():
        ends, new = {state}, {state}
        while new:
            new = {t.target for t in transitions() if t.source in new} - ends
            ends |= new
        assert "archived" in ends
        assert any(t.source == state and t.target != state for t in transitions())


def test_every_pair_is_in_the_table_or_not_allowed() -> None:
    table = {(t.source, t.event): t for t in transitions()}
    for state in ALL:
        for event in events():
            if (state, event) in table:
                assert step(state, event) is table[state, event]
                continue
            with pytest.raises(NotAllowed) as caught:
                step(state, event)
            refused = caught.value
            assert (refused.state, refused.event) == (state, event)
            assert clause(refused.clause).citation in str(refused)
            assert events()[event] in str(refused)
            assert "\n" not in str(refused)


def test_what_a_refusal_says() -> None:
    with pytest.raises(NotAllowed, match=r"^尚未收到申请时不能“签发”，见《中华人民共和国政府信息公开条例》"):
        step(NEW, "approved")
    with pytest.raises(NotAllowed, match=r"^“待申请人补正”时不能“拟出答复”，见"):
        step("correction_sent", "drafted")
    for state, event in (("nowhere", "drafted"), (NEW, "eaten")):
        with pytest.raises(KeyError):
            step(state, event)


def test_roles_letters_and_clocks_are_known() -> None:
    known = {one.id for one in letters()} | {"outcome"}
    for row in transitions():
        assert set(row.by) <= set(roles())
        assert row.by
        assert set(row.letters) <= known
    assert {t.event for t in transitions()} == set(events())
    assert {role for t in transitions() for role in t.by} == set(roles())
    of_requests = {letter for t in transitions() for letter in t.letters}
    assert {f"L{n:02}" for n in range(1, 10)} | {"L19", "L22", "outcome"} == of_requests


def test_the_stages_are_those_of_article_45() -> None:
    order = [STAGES.index(state.stage) for state in states().values()]
    assert order == sorted(order)
    assert set(order) == set(range(5))
    assert {state.who for state in states().values()} <= set(roles().values())


def test_events_of_the_clock_are_steps_with_the_same_name() -> None:
    lapsed = {"abandoned"}  # correction_lapsed and fee_lapsed
    for kind, name in KINDS.items():
        if kind not in lapsed | {"replied"}:
            assert events()[kind] == name
    assert {t.clock for t in transitions() if t.event.endswith("_lapsed")} == {"stop", "resume", "none"}


def test_ways_through() -> None:
    start = ["received", "assigned", "third_party_asked", "third_party_answered", "extended"]
    assert follow(start) == "processing"
    assert (
        follow([*start, "drafted", "submitted", "returned", "submitted", "approved", "replied", "archived"])
        == "archived"
    )
    assert follow(["arrived", "confirmed", "clarification_asked", "correction_lapsed", "archived"]) == "archived"
    assert follow(["received", "assigned", "reasons_asked", "reasons_lapsed"]) == "processing"
    assert follow(["received", "assigned", "opinion_asked", "drafted", "submitted", "opinion_answered"]) == "approving"
    assert follow(["review_opened", "reopened"], "replied") == "processing"
    with pytest.raises(NotAllowed):
        follow(["received", "replied"])


def test_what_a_role_may_do() -> None:
    assert {t.event for t in next_steps(NEW)} == {"arrived", "received"}
    assert {t.event for t in next_steps("approving", "leader")} == {"returned", "approved"}
    assert next_steps("approving", "nobody") == ()
    assert {t.event for t in next_steps("fee_noticed", "applicant")} == {"fee_paid", "withdrawn"}


def test_the_diagram_has_every_state_and_every_move() -> None:
    lines = diagram().splitlines()
    assert lines[0] == "stateDiagram-v2"
    for state in states().values():
        assert f'    state "{state.label}" as {state.id}' in lines
    for row in transitions():
        if row.source != row.target:
            source = "[*]" if row.source == NEW else row.source
            (line,) = (one for one in lines if one.startswith(f"    {source} --> {row.target} : "))
            assert events()[row.event] in line
    assert lines[-1] == "    archived --> [*]"


GOOD = """
[roles]
a = "甲"
[states]
s = { label = "一", stage = "登记", who = "甲" }
[events]
e = "事"
[[steps]]
from = ["new"]
event = "e"
to = "s"
by = ["a"]
letters = ["L01"]
clause = "REG2019/33"
clock = "none"
"""


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("", "", None),
        ('letters = ["L01"]', 'letters = ["L99"]', KeyError),
        ('by = ["a"]', 'by = ["b"]', KeyError),
        ('clock = "none"', 'clock = "runs"', KeyError),
        ('to = "s"', 'to = "t"', KeyError),
        ('from = ["new"]', 'from = ["t"]', KeyError),
        ('event = "e"', 'event = "f"', KeyError),
        ('from = ["new"]', 'from = ["new", "new"]', ValueError),
        ("REG2019/33", "REG2019/99", UnknownClause),
    ],
)
def test_a_wrong_table_fails_at_import(
    old: str, new: str, error: type[Exception] | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data = tomllib.loads(GOOD.replace(old, new) if old else GOOD)
    monkeypatch.setattr(procedure, "_data", lambda: data)
    table, names, where = (getattr(procedure, n).__wrapped__ for n in ("_table", "roles", "states"))
    monkeypatch.setattr(procedure, "roles", names)
    monkeypatch.setattr(procedure, "states", where)
    monkeypatch.setattr(procedure, "events", procedure.events.__wrapped__)
    if error is None:
        assert len(table()) == 1
        return
    with pytest.raises(error):
        table()
