"""W-CITATION: a document's title and number belong together, and the number is written in its form."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from gongkai.checks.finding import Hold, Seen, Severity
from gongkai.checks.narrative.amount import squeezed
from gongkai.checks.places import section_name
from gongkai.checks.registry import Subject, check

__all__ = ["Document", "documents"]

_NUMBER = re.compile(
    r"(?P<code>[一-鿿]{2,12}?)(?P<open>[〔\[［(（【﹝])(?P<year>20\d\d)(?P<close>[〕\]］)）】﹞])(?P<seq>第?0*[1-9]\d*)号"
)
_DECREE = re.compile(
    r"政府信息公开条例》?(?:（以下简称[^（）]{1,12}）)?[（(](?:中华人民共和国)?国(?:务院)?(?:令|第)+(?P<number>\d{3})号"
    r"|国务院令第?(?P<old>492)号"
)
_FORMER = re.compile(r"修订|原|20(?:07|08)年")
_TITLE = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》(?:的通知)?[的，]?(?:[（(](?=[^（()）]*$)|$)|《(.+)》$")
_LEAD = re.compile(r"^.*(?:根据|按照|依据|依照|落实|执行|转发|印发|参照|遵照|的|和|及|与|即|为)(?=[一-鿿]{2})")
_NOISE = re.compile(r"[\s《》〈〉<>“”\"'‘’（）()]+")
_ISSUED = re.compile(r"^.*?(?:关于印发|印发|关于|(?<=办公厅)(?=《))")
_SHORTEST_NAME = 8
_GAP = 3


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the list: its number, its title and the words by which a cited title is known.

    ``also`` are other names in use, as that of the form a notice brought with it.
    """

    number: str
    title: str
    words: tuple[str, ...]
    also: tuple[str, ...] = ()

    def is_called(self, cited: str) -> bool:
        """True when a cited title is this document's: it has the words, or those that it is known by as well."""
        plain = _NOISE.sub("", cited)
        return all(w in plain for w in self.words) or any(w in plain for w in self.also)


@cache
def documents() -> tuple[Document, ...]:
    """The documents of citations.toml."""
    data = tomllib.loads(files(__package__).joinpath("citations.toml").read_text(encoding="utf-8"))
    return tuple(
        Document(d["number"], d["title"], tuple(d["words"]), tuple(d.get("also", ()))) for d in data["documents"]
    )


@check(
    "W-CITATION",
    "文件名与文号",
    severity=Severity.WARNING,
    source="REG2019/6",
    message={
        "": "{number}的标题应是《{title}》，文中写作《{cited}》",
        "number": "《{cited}》的发文字号是{number}，文中写作{written}",
        "brackets": "发文字号“{cited}”的年份应当用六角括号，写作“{number}”",
        "old": "“国务院令第{number}号”是修订前的条例，现行的是国务院令第711号",
        "decree": "《中华人民共和国政府信息公开条例》是国务院令第711号，文中写作第{number}号",
    },
)
def citations(subject: Subject) -> Iterator[Seen | Hold]:
    """Each number that is cited stands with its own title, in the form for numbers."""
    for section, passage in subject.report.passages():
        text = squeezed(passage.text)
        where, page, path = section_name(section), passage.place.page, f"sections.{section}"
        for match in _NUMBER.finditer(text):
            written = f"{match['open']}{match['close']}"
            code = _code(match["code"])
            plain = f"{code}〔{match['year']}〕{match['seq'].removeprefix('第').lstrip('0')}号"
            known = next((d for d in documents() if plain.endswith(d.number)), None)
            if written != "〔〕" and _is_code(code):
                values: dict[str, object] = {"cited": code + match[0][len(match["code"]) :], "number": plain}
                yield Seen(
                    where, path, values, plain, match[0], match[0], page, "brackets", Severity.NOTICE, "DOC2012/7.2.5"
                )
            cited = _title_before(text[: match.start() + len(match["code"]) - len(code)])
            if cited is None:
                continue
            if known is None:
                if own := _called(cited, code):
                    values = {"cited": cited, "number": own.number, "written": plain}
                    yield Seen(where, path, values, own.number, plain, f"《{cited}》（{plain}）", page, "number")
                continue
            if known.is_called(cited):
                yield Hold(where, f"{known.number}的标题无误")
                continue
            values = {"number": known.number, "title": known.title, "cited": cited}
            yield Seen(where, path, values, known.title, cited, f"《{cited}》（{known.number}）", page)
        for match in _DECREE.finditer(text):
            number = match["number"] or match["old"]
            if number == "711" or _FORMER.search(text[max(0, match.start() - 20) : match.end() + 10]):
                continue
            case = "old" if number == "492" else "decree"
            yield Seen(where, path, {"number": number}, "711", number, match[0], page, case)


def _called(cited: str, code: str) -> Document | None:
    """The document of this name, for a number of its own series; local rules of the same name have other series."""
    name = _name(cited)
    if len(name) < _SHORTEST_NAME:
        return None
    return next((d for d in documents() if d.number.partition("〔")[0] == code and _name(d.title).endswith(name)), None)


def _name(title: str) -> str:
    """A title without its issuer and without 关于印发…的通知."""
    return _ISSUED.sub("", _NOISE.sub("", title).removesuffix("的通知"))


def _code(text: str) -> str:
    """The issuing code at the end of what stands before the brackets: 国办公开办函, not 的要求国办公开办函."""
    for document in documents():
        code = document.number.partition("〔")[0]
        if text.endswith(code):
            return code
    return _LEAD.sub("", text)


def _is_code(code: str) -> bool:
    return code.endswith(("函", "发", "字", "办", "规", "文", "令", "政", "通")) and len(code) <= 8


def _title_before(text: str) -> str | None:
    """The title in 《》 that stands right before a number, with nothing but a bracket and 的通知 between."""
    head = text.rstrip("（([【，,：:")
    for tail in ("的通知", "文件", "通知"):
        head = head.removesuffix(tail)
    if not head.endswith(("》", ">")) or len(text) - len(head) > _GAP + 3:
        return None
    depth = 0
    for index in range(len(head) - 1, -1, -1):
        if head[index] == "》":
            depth += 1
        elif head[index] == "《":
            depth -= 1
            if depth == 0:
                return head[index + 1 : -1]
    return None
