"""Which step may follow which: a table (state, event) → state, with who, which letter and what the clock does.

The same table serves the site, the tests and the diagram of the docs; the stages are those of art. 45. A step that the
table does not have raises NotAllowed with the clause that stands against it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from gongkai.law.clauses import clause
from gongkai.law.letters import letter

__all__ = [
    "NEW",
    "NotAllowed",
    "State",
    "Transition",
    "diagram",
    "events",
    "follow",
    "next_steps",
    "roles",
    "states",
    "step",
    "transitions",
]

NEW = "new"
"""Before anything has come in."""
_SAME = "same"
_OF_OUTCOME = "outcome"
_CLOCK = frozenset({"none", "start", "wait", "restart", "suspend", "resume", "extend", "fix", "stop"})


class NotAllowed(Exception):
    """A step that may not be taken from where the request stands. ``clause`` is the clause id."""

    def __init__(self, state: str, event: str, clause_id: str) -> None:
        self.state, self.event, self.clause = state, event, clause_id
        where = "尚未收到申请" if state == NEW else f"“{states()[state].label}”"
        super().__init__(f"{where}时不能“{events()[event]}”，见{clause(clause_id).citation}")


@dataclass(frozen=True, slots=True)
class State:
    """Where a request stands: its Chinese name, its stage of art. 45, and who must act now."""

    id: str
    label: str
    stage: str
    who: str


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the table.

    ``by`` are role ids; ``letters`` ids of the letters that go out, ``outcome`` where the ending says which; ``clock``
    is what the clock does: start, wait, restart, suspend, resume, extend, fix, stop, none.
    """

    source: str
    event: str
    target: str
    by: tuple[str, ...]
    letters: tuple[str, ...]
    clause: str
    clock: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("procedure.toml").read_text(encoding="utf-8"))


@cache
def states() -> dict[str, State]:
    """State id → state, in the order of the work."""
    return {key: State(key, s["label"], s["stage"], s["who"]) for key, s in _data()["states"].items()}


@cache
def events() -> dict[str, str]:
    """Event id → Chinese name."""
    return dict(_data()["events"])


@cache
def roles() -> dict[str, str]:
    """Role id → Chinese name."""
    return dict(_data()["roles"])


@cache
def _table() -> dict[tuple[str, str], Transition]:
    found: dict[tuple[str, str], Transition] = {}
    for row in _data()["steps"]:
        sent = tuple(name if name == _OF_OUTCOME else letter(name).id for name in row.get("letters", ()))
        if set(row["by"]) - set(roles()) or row["clock"] not in _CLOCK:
            raise KeyError((row["event"], row["by"], row["clock"]))
        for source in row["from"]:
            target = source if row["to"] == _SAME else row["to"]
            if (source, row["event"]) in found:
                raise ValueError(f"two rows for {source}, {row['event']}")
            if {source, target} - {NEW} - set(states()) or row["event"] not in events():
                raise KeyError((source, row["event"], target))
            found[source, row["event"]] = Transition(
                source, row["event"], target, tuple(row["by"]), sent, clause(row["clause"]).id, row["clock"]
            )
    return found


def transitions() -> tuple[Transition, ...]:
    """All rows of the table."""
    return tuple(_table().values())


def step(state: str, event: str) -> Transition:
    """The row for an event in a state. Raises NotAllowed, KeyError for an event or a state that does not exist."""
    if event not in events() or (state != NEW and state not in states()):
        raise KeyError((state, event))
    found = _table().get((state, event))
    if found is None:
        raise NotAllowed(state, event, next(t.clause for t in transitions() if t.event == event))
    return found


def next_steps(state: str, role: str | None = None) -> tuple[Transition, ...]:
    """What may happen in a state, all of it or what one role may do."""
    return tuple(t for t in transitions() if t.source == state and (role is None or role in t.by))


def follow(taken: list[str], state: str = NEW) -> str:
    """The state after a list of events. Raises NotAllowed at the first that may not follow."""
    for event in taken:
        state = step(state, event).target
    return state


def diagram() -> str:
    """The table as a Mermaid state diagram with Chinese names."""
    lines = ["stateDiagram-v2"]
    lines.extend(f'    state "{state.label}" as {state.id}' for state in states().values())
    labels: dict[tuple[str, str], list[str]] = {}
    for row in transitions():
        if row.source != row.target:
            labels.setdefault((row.source, row.target), []).append(events()[row.event])
    for (source, target), names in labels.items():
        start = "[*]" if source == NEW else source
        lines.append(f"    {start} --> {target} : {'、'.join(names)}")
    lines.append("    archived --> [*]")
    return "\n".join(lines)


_table()  # a row that names an unknown state, letter or clause fails at import
