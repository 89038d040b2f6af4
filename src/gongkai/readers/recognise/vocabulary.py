"""The words of the statutory tables, found again however a source spells, spaces, breaks or misreads them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

from gongkai.report.format import FORMATS, load_format

__all__ = ["Kind", "Word", "begins_label", "fold", "look_up", "may_be", "tail_of_label", "words_of"]

Kind = Literal["row", "column", "group", "caption"]
How = Literal["exact", "part", "longer", "alike"]

_NUMBERING = re.compile(r"^[(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)、.,:]")
_CIRCLED = re.compile(r"^\s*[①-⑳]")
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_NOISE = re.compile(r"[^0-9A-Za-z㐀-鿿]+")
_SHORTEST_PART = 4
_ALIKE = 72.0
_SPELLINGS = {"其它": "其他", "合计": "总计", "共计": "总计"}
_UNREADABLE = dict.fromkeys(map(ord, "囗口□"))
_FEWEST_READABLE = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a table: which table, what it names there, its id, and how surely it was found.

    ``how`` is ``part`` for the beginning or the end of a label, ``longer`` for a label with more words, ``alike`` for
    one with slips.
    """

    table: str
    kind: Kind
    id: str
    how: How = "exact"
    numbered: bool = False


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """A text without numbering, spaces, punctuation and width of characters, for comparing."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _CIRCLED.sub("", text)))
    return _NOISE.sub("", _NUMBERING.sub("", plain, count=1))


@cache
def words_of() -> dict[str, tuple[Word, ...]]:
    """Folded word → what it may mean, over all formats."""
    found: dict[str, list[Word]] = {}

    def add(text: str, word: Word) -> None:
        known = found.setdefault(fold(text), [])
        if word not in known:
            known.append(word)

    for format_id in FORMATS:
        spec = load_format(format_id)
        for group in spec.table2:
            add(group.caption, Word("table2", "caption", group.caption))
            for column, label in group.columns.items():
                add(label, Word("table2", "column", column))
                add(re.sub(r"（.*?）", "", label), Word("table2", "column", column))
            for row, label in group.rows.items():
                add(label, Word("table2", "row", row))
        add(spec.table2_lead, Word("table2", "caption", "lead"))
        for line in spec.table3_rows:
            add(line.label, Word("table3", "row", line.id))
            add(re.sub(r"（[^）]{4,}）$", "", line.label), Word("table3", "row", line.id))
            if line.group:
                add(line.group, Word("table3", "group", line.group))
        for column, label in spec.table3_columns.items():
            add(label, Word("table3", "column", column))
        for key, label in spec.table3_words.items():
            add(label, Word("table3", "caption" if key != "results" else "group", key))
        for column, label in spec.table4_columns.items():
            add(label, Word("table4", "column", column))
        for row, label in spec.table4_groups.items():
            add(label, Word("table4", "row", row))
        add(spec.table4_lawsuits, Word("table4", "caption", "lawsuits"))
    return {text: tuple(words) for text, words in found.items()}


@cache
def _labels(table: str) -> dict[str, Word]:
    """Folded label → word, for the rows and groups of one table, that slips and pieces are compared with."""
    return {
        text: word
        for text, words in words_of().items()
        for word in words
        if word.table == table and word.kind in ("row", "group", "caption")
    }


@lru_cache(maxsize=8192)
def look_up(text: str, table: str | None = None) -> tuple[Word, ...]:
    """What a text may be a word of. Only with ``table`` pieces, longer texts and slips are tried as well."""
    folded = fold(text)
    if not folded:
        return ()
    exact = words_of().get(folded, ())
    if table is None:
        return exact
    mine = tuple(w for w in exact if w.table == table)
    if mine or len(folded) < 2:
        return mine
    respelt = words_of().get(_respelt(folded), ())
    if respelt := tuple(replace(w, how="alike") for w in respelt if w.table == table):
        return respelt
    labels = _labels(table)
    stripped = _without_groups(folded, table)
    if stripped != folded and (words := words_of().get(stripped)):
        return tuple(w for w in words if w.table == table)
    if len(folded) >= _SHORTEST_PART:
        parts = [w for label, w in labels.items() if label.startswith(folded)]
        if len({w.id for w in parts}) == 1:
            return (Word(table, parts[0].kind, parts[0].id, "part"),)
        longer = [(len(label), w) for label, w in labels.items() if len(label) >= _SHORTEST_PART and label in folded]
        if longer and len(folded) <= 3 * max(longer, key=lambda x: x[0])[0]:
            best = max(longer, key=lambda x: x[0])[1]
            return (Word(table, best.kind, best.id, "longer"),)
        best_match = process.extractOne(folded, list(labels), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if best_match is not None:
            word = labels[best_match[0]]
            return (Word(table, word.kind, word.id, "alike"),)
    return ()


def _respelt(folded: str) -> str:
    for spelling, meant in _SPELLINGS.items():
        folded = folded.replace(spelling, meant)
    return folded


def _without_groups(folded: str, table: str) -> str:
    for label, word in _labels(table).items():
        if word.kind == "group" and folded.startswith(label) and len(folded) > len(label):
            return _without_groups(folded[len(label) :].lstrip("0123456789"), table)
    return folded


@lru_cache(maxsize=4096)
def tail_of_label(text: str) -> bool:
    """True for a text that is the end or the middle of some label of table 3, as when a page cuts a label in two."""
    folded = fold(text)
    if len(folded) < 2 or folded in words_of():
        return False
    return any(folded in label for label in _labels("table3"))


@lru_cache(maxsize=4096)
def begins_label(text: str) -> bool:
    """True for a text that is the beginning of some row's label of table 3, too short to say of which."""
    folded = fold(text)
    return len(folded) >= _SHORTEST_PART // 2 and any(
        label.startswith(folded) and label != folded for label, word in _labels("table3").items() if word.kind == "row"
    )


def may_be(text: str, table: str, row: str) -> bool:
    """True where a text that is no known label may be that of the row: it has a little of it, or cannot be read."""
    folded = fold(text).translate(_UNREADABLE)
    due = {c for label, word in _labels(table).items() if word.id == row for c in label}
    return len(folded) < _FEWEST_READABLE or len(due & set(folded)) >= _FEWEST_READABLE
