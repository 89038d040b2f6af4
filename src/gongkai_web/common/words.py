"""Chinese text cut into words, the same way when it is indexed and when it is asked for.

Only letters and digits come out, so that no word means anything to a search engine. Unknown names fall apart into
single characters, always the same ones (no guessing by a hidden Markov model), and are found by all of them. A document
number such as 国办发〔2021〕30号 gives words of its own, ``2021x30`` and ``国办发2021x30``, however its brackets are
written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

import rjieba

__all__ = ["MAX_QUERY", "begun_words", "indexed", "normal", "places", "query_words", "spans"]

MAX_QUERY = 100
"""Characters of a query that are read."""
_MAX_WORDS = 16
_NUMBER = re.compile(r"[\[(\{〔【〈]?\s*((?:19|20)\d{2})\s*(?:[\])\}〕】〉]\s*第?|年?\s*第)\s*0*(\d{1,5})\s*号")
_LONGEST_AGENCY = 6
"""Characters of an agency's abbreviation in a document number: 国办发, 浙自然资发."""
_BEFORE_A_NUMBER = re.compile(r"([\u3400-\u9fff]+)\s*$")
_LEADING_TO_IT = re.compile(r"^(?:关于|根据|按照|依据|贯彻|落实|印发|转发|执行|查询|请问|查)+")
# Words that stand in nearly every text; asked for alone they are kept.
_COMMON = frozenset("的了和与及或在是有为对等之其并将被把从") | {"关于", "什么", "怎么", "如何", "哪些", "请问"}
_IS_NUMBER = re.compile(r"\d{4}x\d+$")
_ODD = re.compile(r"[^0-9a-z\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def normal(text: str) -> str:
    """The text with full-width and compatibility forms folded (NFKC) and in lower case."""
    # Half of a surrogate pair is no character; broken files have them, and no index takes them.
    whole = text.encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKC", whole).lower()


def _before(text: str, number: re.Match[str]) -> str:
    """The Chinese characters right before a document number, one more than an abbreviation has at most."""
    run = _BEFORE_A_NUMBER.search(text[max(number.start() - 2 * _LONGEST_AGENCY, 0) : number.start()])
    return run[1] if run else ""


def _numbers(text: str) -> Iterator[str]:
    """The words of the document numbers in a text, alone and with each ending of what stands before them."""
    for match in _NUMBER.finditer(text):
        number = f"{match[1]}x{match[2]}"
        yield number
        run = _before(text, match)[-_LONGEST_AGENCY:]
        yield from (run[at:] + number for at in range(len(run)))


def _asked_numbers(text: str) -> tuple[list[str], str]:
    """The words of the document numbers in a query, and the rest of it."""
    words, rest, at = [], "", 0
    for match in _NUMBER.finditer(text):
        number = f"{match[1]}x{match[2]}"
        run = _LEADING_TO_IT.sub("", _before(text, match))
        words += [number, run + number] if 0 < len(run) <= _LONGEST_AGENCY else [number]
        stop = match.start()
        if 0 < len(run) <= _LONGEST_AGENCY:
            stop = text.rindex(run, at, match.start())
        rest += text[at:stop] + " "
        at = match.end()
    return words, rest + text[at:]


def _fit(words: list[str]) -> list[str]:
    """The words with anything but letters and digits taken out."""
    plain = (_ODD.sub("", word) for word in words)
    return [word[:40] for word in plain if word]


def indexed(text: str, *, characters: bool = False) -> str:
    """The words of a text parted by blanks, long words with the shorter ones inside.

    With ``characters`` each Chinese character comes as well, so that a title is found by any one of them.
    """
    plain = normal(text)
    words = _fit(rjieba.cut_for_search(plain, False))
    words += _numbers(plain)
    if characters:
        words += [letter for letter in plain if letter >= "\u3400" and not _ODD.match(letter)]
    return " ".join(words)


def query_words(text: str) -> list[str]:
    """The words of a query in their order, each once, at most sixteen; none where nothing can be asked for."""
    plain = normal(text[:MAX_QUERY])
    numbers, rest = _asked_numbers(plain)
    words = [*numbers, *_fit(rjieba.cut(rest, False))]
    telling = [word for word in words if word not in _COMMON] or words
    return list(dict.fromkeys(telling))[:_MAX_WORDS]


def begun_words(text: str) -> tuple[list[str], bool]:
    """The words of a query that is still being typed, and whether the last may be the beginning of one.

    Of an unfinished Chinese word its characters are asked for, which titles have.
    """
    words = query_words(text)
    if not words or words[-1].isdigit():
        return words, False
    *whole, last = words
    if last.isascii():
        return words, len(last) > 2 and not _IS_NUMBER.search(last)
    return (words if _IS_NUMBER.search(last) else list(dict.fromkeys([*whole, *last]))), False


class _Folding(dict[int, str]):
    """For ``str.translate``: folds each character that stays one, so that places in a text stay what they are."""

    def __missing__(self, code: int) -> str:
        folded = normal(chr(code))
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_FOLDING = _Folding()


def _matches(folded: str, words: list[str]) -> Iterator[tuple[int, int, str]]:
    """Where words stand, with the word: document numbers first, the longest of several words at one place."""
    numbers = {word for word in words if _IS_NUMBER.search(word)}
    for match in _NUMBER.finditer(folded) if numbers else ():
        number, run = f"{match[1]}x{match[2]}", _before(folded, match)
        if f"{match[1]}x{match[2]}" in numbers:
            with_agency = [at for at in range(len(run)) if run[at:] + number in numbers]
            start = folded.rindex(run[with_agency[0] :], 0, match.start()) if with_agency else match.start()
            yield start, match.end(), number
    if wanted := sorted((word for word in words if word not in numbers), key=len, reverse=True):
        yield from ((*match.span(), match[0]) for match in re.finditer("|".join(map(re.escape, wanted)), folded))


def places(text: str, words: list[str]) -> list[tuple[int, str]]:
    """Where words of a query stand in a text, with the word; the first hundred places."""
    return [(start, word) for start, _, word in islice(_matches(text.translate(_FOLDING), words), 100)]


def spans(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Where the words of a query stand in a text as it is shown, first to last, words side by side as one."""
    found = [(start, stop) for start, stop, _ in _matches(text.translate(_FOLDING), words)]
    kept: list[tuple[int, int]] = []
    for start, stop in sorted(found, key=lambda span: (span[0], -span[1])):
        if kept and start == kept[-1][1]:
            kept[-1] = (kept[-1][0], stop)
        elif not kept or start > kept[-1][1]:
            kept.append((start, stop))
    return kept
