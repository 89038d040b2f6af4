"""Chinese text cut into words, the same way when it is indexed and when it is asked for.

Only letters and digits come out, so that no word means anything to a search engine. Unknown names fall apart into
single characters, always the same ones (no guessing by a hidden Markov model), and are found by all of them. A document
number such as 国办发〔2021〕30号 gives a word of its own, ``2021x30``, however its brackets are written.
"""

from __future__ import annotations

import re
import unicodedata

import rjieba

__all__ = ["MAX_QUERY", "indexed", "normal", "query_words", "spans"]

MAX_QUERY = 100
"""Characters of a query that are read."""
_MAX_WORDS = 16
_NUMBER = re.compile(r"[\[(\{〔【〈]?\s*((?:19|20)\d{2})\s*(?:[\])\}〕】〉]\s*第?|年?\s*第)\s*0*(\d{1,5})\s*号")
# Words that stand in nearly every text; asked for alone they are kept.
_COMMON = frozenset("的了和与及或在是有为对等之其并将被把从") | {"关于", "什么", "怎么", "如何", "哪些", "请问"}
_ODD = re.compile(r"[^0-9a-z\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def normal(text: str) -> str:
    """The text with full-width and compatibility forms folded (NFKC) and in lower case."""
    # Half of a surrogate pair is no character; broken files have them, and no index takes them.
    whole = text.encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKC", whole).lower()


def _numbers(text: str) -> list[str]:
    return [f"{year}x{number}" for year, number in _NUMBER.findall(text)]


def _fit(words: list[str]) -> list[str]:
    """The words with anything but letters and digits taken out."""
    plain = (_ODD.sub("", word) for word in words)
    return [word[:40] for word in plain if word]


def indexed(text: str, *, characters: bool = False) -> str:
    """The words of a text parted by blanks, long words with the shorter ones inside.

    With ``characters`` each Chinese character comes as well, so that a title is found by any one of them.
    """
    plain = normal(text)
    words = _fit(rjieba.cut_for_search(plain, False)) + _numbers(plain)
    if characters:
        words += [letter for letter in plain if letter >= "\u3400" and not _ODD.match(letter)]
    return " ".join(words)


def query_words(text: str) -> list[str]:
    """The words of a query in their order, each once, at most sixteen; none where nothing can be asked for."""
    plain = normal(text[:MAX_QUERY])
    numbers = _numbers(plain)
    rest = _NUMBER.sub(" ", plain)
    words = [*numbers, *_fit(rjieba.cut(rest, False))]
    telling = [word for word in words if word not in _COMMON] or words
    return list(dict.fromkeys(telling))[:_MAX_WORDS]


def spans(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Where the words of a query stand in a text as it is shown, first to last, words side by side as one."""
    wanted = sorted((word for word in words if "x" not in word or not word[0].isdigit()), key=len, reverse=True)
    numbers = {word for word in words if word not in wanted}
    shown = "".join(folded if len(folded := normal(letter)) == 1 else letter for letter in text)
    found = [match.span() for match in _NUMBER.finditer(shown) if f"{match[1]}x{match[2]}" in numbers]
    if wanted:
        found += [match.span() for match in re.finditer("|".join(map(re.escape, wanted)), shown)]
    kept: list[tuple[int, int]] = []
    for start, stop in sorted(found, key=lambda span: (span[0], -span[1])):
        if kept and start == kept[-1][1]:
            kept[-1] = (kept[-1][0], stop)
        elif not kept or start > kept[-1][1]:
            kept.append((start, stop))
    return kept
