"""Under which name a file is saved: without what a folder cannot hold, told in both ways that browsers read."""

from __future__ import annotations

from urllib.parse import quote

__all__ = ["disposition", "plain_name"]

_LONGEST = 100
_UNHELD = frozenset('\\/:*?"<>|')


def plain_name(stem: str, ending: str) -> str:
    """A name of a file that every system takes; 文件 where nothing is left of the stem."""
    kept = "".join(letter for letter in stem if letter.isprintable() and letter not in _UNHELD).strip(" .")
    return f"{kept[:_LONGEST].strip(' .') or '文件'}.{ending}"


def disposition(name: str, *, attachment: bool) -> str:
    """The header Content-Disposition (RFC 6266): ``filename*`` for browsers, ``filename`` for whatever is older."""
    way = "attachment" if attachment else "inline"
    if name.isascii():
        return f'{way}; filename="{name}"'
    stem, _, ending = name.rpartition(".")
    ascii_stem = "".join(letter for letter in stem if letter.isascii() and letter.isalnum()) or "file"
    return f"{way}; filename=\"{ascii_stem}.{ending}\"; filename*=UTF-8''{quote(name, safe='')}"
