"""The letters as their templates have them: which fields there are, and which a letter must have."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from gongkai.law import letters as law
from gongkai_web.info_requests.letters.plain import plain, without_stop

__all__ = ["Field", "Spec", "finished", "spec", "specs"]

_REPLY = ("机关名称", "文书标题", "文号", "收件人", "成文日期", "登记编号", "收到申请之日", "申请的信息", "救济途径")
"""What every reply has (domain: the common parts of letters)."""
_OWN_STOPS = frozenset({"需要补正的事项", "附件"})
"""What is several lines, each with its own stop."""
_REPLY_MAY = ("称谓", "联系方式", "附件")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of templates: its Chinese name, where its value comes from, whether an officer may write it himself.

    ``optional`` fields may be empty; ``columns`` are those of a field that is a list of rows.
    """

    name: str
    source: str
    edit: bool
    optional: bool
    columns: tuple[str, ...]
    sample: str


@dataclass(frozen=True, slots=True)
class Spec:
    """A letter: its title, to whom it goes, whether it has a number, and its fields.

    ``contents`` tells for each thing that the law wants in the letter which fields carry it.
    """

    code: str
    title: str
    to: Literal["applicant", "party", "matter", "file"]
    numbered: bool
    reply: bool
    required: tuple[Field, ...]
    optional: tuple[Field, ...]
    contents: Mapping[str, tuple[str, ...]]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All that a template may use."""
        return (*self.required, *self.optional)

    @property
    def editable(self) -> tuple[Field, ...]:
        """Those that an officer writes or corrects before the letter goes out."""
        return tuple(field for field in self.fields if field.edit)

    @property
    def name(self) -> str:
        """Its name among the letters of the law."""
        return law.letter(self.code).name

    @property
    def when(self) -> str:
        """When it goes out."""
        return law.letter(self.code).when


@cache
def _specs() -> dict[str, Spec]:
    data = tomllib.loads(files(__package__).joinpath("catalogue.toml").read_text(encoding="utf-8"))
    fields = {name: _field(name, given) for name, given in data["fields"].items()}
    found = {code: _spec(code, given, fields) for code, given in data["letters"].items()}
    for letter in law.letters():  # what the law wants in a letter is carried by a field: holds at import
        told = found[letter.id].contents
        if set(told) != set(letter.contents):
            raise ValueError(f"{letter.id}: {set(told) ^ set(letter.contents)}")
    return found


def _field(name: str, given: dict[str, Any]) -> Field:
    return Field(
        name=name,
        source=given["from"],
        edit=given.get("edit", False),
        optional=given.get("optional", False),
        columns=tuple(given.get("list", ())),
        sample=given["sample"],
    )


def _spec(code: str, given: dict[str, Any], fields: dict[str, Field]) -> Spec:
    reply = given.get("reply", False)
    required = (*(_REPLY if reply else ()), *given["required"])
    optional = (*(_REPLY_MAY if reply else ()), *given.get("optional", ()))
    return Spec(
        code=code,
        title=given["title"],
        to=given["to"],
        numbered=reply or given.get("numbered", False),
        reply=reply,
        required=tuple(fields[name] for name in required),
        optional=tuple(fields[name] for name in ("文书标题", *optional) if name not in required),
        contents={key: tuple(names) for key, names in given["contents"].items()},
    )


def finished(field: Field, text: str) -> str:
    """The value of a field as templates want it: plain, and what an officer writes without the stop at its end."""
    text = plain(text)
    return without_stop(text) if field.edit and field.name not in _OWN_STOPS else text


def specs() -> tuple[Spec, ...]:
    """All letters in their order."""
    return tuple(_specs().values())


def spec(code: str) -> Spec:
    """The letter of that code. Raises KeyError."""
    return _specs()[code]


_specs()
