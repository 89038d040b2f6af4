"""Real documents made wrong: bits turned, pieces lost, doubled, moved or taken from another file."""

from __future__ import annotations

import json
import random
import re
import zipfile
import zlib
from copy import deepcopy
from io import BytesIO
from typing import Any

from lxml import etree

_NUMBERS = (b"0", b"-1", b"1", b"65535", b"2147483648", b"99999999999999999999", b"1e308", b"NaN", b"", b"\xd9\xa3")
_NUMBER = re.compile(rb"\d+")
_TAG = re.compile(rb"<[^<>]*>")


class Mutator:
    """Makes wrong copies; the same seed makes the same ones."""

    def __init__(self, seed: int, others: list[bytes]) -> None:
        self._dice = random.Random(seed)
        self._others = others
        self._ways = (self._flip, self._lose, self._double, self._move, self._insert, self._splice, self._cut)

    def wrong(self, data: bytes) -> bytes:
        """A wrong copy; mostly one that is right as a container, as XML or as JSON, and wrong in what it says."""
        if self._dice.random() < 0.8:
            if data.startswith(b"PK"):
                return self._wrong_parts(data)
            if data.startswith(b"{"):
                return self._wrong_values(data)
        return self._several(data)

    def _several(self, data: bytes) -> bytes:
        ways = (*self._ways, self._number, self._tag) if self._dice.random() < 0.7 else self._ways
        for _ in range(self._dice.choice((1, 1, 1, 2, 3, 8))):
            data = self._dice.choice(ways)(data)
        return data

    def _wrong_parts(self, data: bytes) -> bytes:
        with zipfile.ZipFile(BytesIO(data)) as container:
            parts = [[name, container.read(name)] for name in container.namelist()]
        for _ in range(self._dice.choice((1, 1, 2, 4))):
            part = self._dice.choice(parts) if self._dice.random() < 0.3 else max(parts, key=self._weight)
            choice = self._dice.random()
            if choice < 0.05:
                parts.remove(part)
                break
            if choice < 0.1:
                part[1] = self._dice.choice(parts)[1]
            elif choice < 0.8:
                part[1] = self._wrong_tree(part[1])
            else:
                part[1] = self._several(part[1])
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as container:
            for name, content in {str(name): bytes(content) for name, content in parts}.items():
                container.writestr(name, content)
        return buffer.getvalue()

    def _weight(self, part: list[Any]) -> float:
        return self._dice.random() * len(part[1])

    def _wrong_tree(self, data: bytes) -> bytes:
        """XML that is still well formed."""
        try:
            root = etree.fromstring(data)
        except (etree.XMLSyntaxError, ValueError):
            return self._several(data)
        for _ in range(self._dice.choice((1, 1, 2, 5, 20))):
            elements = [element for element in root.iter(etree.Element) if element.getparent() is not None]
            if not elements:
                break
            one, other = self._dice.choice(elements), self._dice.choice(elements)
            way = self._dice.randrange(7)
            above = one.getparent()
            if way == 0:
                above.remove(one)
            elif way == 1:
                for _ in range(self._dice.choice((1, 1, 3, 100))):
                    above.append(deepcopy(one))
            elif way == 2:
                other.append(deepcopy(one))
            elif way == 3:
                one.tag = other.tag
            elif way == 4:
                one.text = self._dice.choice(("", "0", "-1", "1e400", "九", "\n", "x" * 40_000, other.text))
            elif one.attrib:
                name = self._dice.choice(list(one.attrib))
                if way == 5:
                    del one.attrib[name]
                else:
                    values = ("", "0", "-1", "65536", "99999999999", "1.5", "NaN", "x", "A1:XFD1048576", "rId1")
                    one.attrib[name] = self._dice.choice(values)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    def _wrong_values(self, data: bytes) -> bytes:
        """JSON that is still JSON."""
        found = json.loads(data)
        for _ in range(self._dice.choice((1, 1, 2, 5))):
            places: list[tuple[Any, Any]] = []
            waiting = [found]
            for holder in waiting:
                inside = holder.items() if isinstance(holder, dict) else enumerate(holder)
                for key, value in inside:
                    places.append((holder, key))
                    if isinstance(value, dict | list):
                        waiting.append(value)
            if not places:
                break
            holder, key = self._dice.choice(places)
            other, its = self._dice.choice(places)
            if self._dice.random() < 0.2:
                del holder[key]
            else:
                wrong = (None, True, -1, 1.5, 10**400, float("nan"), "", "九", [], {}, [[]], deepcopy(other[its]))
                holder[key] = self._dice.choice(wrong)
        return json.dumps(found, ensure_ascii=False).encode()

    def _place(self, data: bytes, longest: int = 0) -> tuple[int, int]:
        start = self._dice.randrange(len(data) + 1)
        return start, start + self._dice.randrange(1, (longest or self._dice.choice((4, 64, 4096))) + 1)

    def _flip(self, data: bytes) -> bytes:
        changed = bytearray(data)
        for _ in range(self._dice.choice((1, 4, 32)) if data else 0):
            changed[self._dice.randrange(len(data))] ^= 1 << self._dice.randrange(8)
        return bytes(changed)

    def _lose(self, data: bytes) -> bytes:
        start, end = self._place(data)
        return data[:start] + data[end:]

    def _double(self, data: bytes) -> bytes:
        start, end = self._place(data)
        return data[:start] + data[start:end] * self._dice.choice((2, 2, 3, 200)) + data[end:]

    def _move(self, data: bytes) -> bytes:
        start, end = self._place(data)
        rest = data[:start] + data[end:]
        to = self._dice.randrange(len(rest) + 1)
        return rest[:to] + data[start:end] + rest[to:]

    def _insert(self, data: bytes) -> bytes:
        start, _ = self._place(data)
        return data[:start] + self._dice.randbytes(self._dice.choice((1, 8, 200))) + data[start:]

    def _splice(self, data: bytes) -> bytes:
        other = self._dice.choice(self._others)
        start, end = self._place(other)
        to, until = self._place(data)
        return data[:to] + other[start:end] + data[until:]

    def _cut(self, data: bytes) -> bytes:
        return data[: self._place(data)[0]]

    def _number(self, data: bytes) -> bytes:
        return self._replace(_NUMBER, data, self._dice.choice(_NUMBERS))

    def _tag(self, data: bytes) -> bytes:
        tags = _TAG.findall(data)
        return self._replace(_TAG, data, self._dice.choice((b"", self._dice.choice(tags or [b""]))))

    def _replace(self, pattern: re.Pattern[bytes], data: bytes, by: bytes) -> bytes:
        found = pattern.search(data, self._dice.randrange(len(data) + 1))
        return data[: found.start()] + by + data[found.end() :] if found else data


_STREAM = re.compile(
    rb"<<([^<>]*(?:<<[^<>]*>>[^<>]*)*)/Filter\s*/FlateDecode([^<>]*)>>\s*stream\r?\n(.*?)\r?\nendstream", re.DOTALL
)


def without_compression(pdf: bytes) -> bytes:
    """The same PDF with its streams in the clear, so that a change hits what they hold. Its table of places is wrong
    then, which readers repair."""

    def clear(found: re.Match[bytes]) -> bytes:
        try:
            content = zlib.decompress(found[3])
        except zlib.error:
            return found[0]
        head = re.sub(rb"/Length\s+\d+", b"", found[1] + found[2])
        return b"<<" + head + b"/Length %d>>\nstream\n" % len(content) + content + b"\nendstream"

    return _STREAM.sub(clear, pdf)
