"""The text of a paragraph, and the text boxes anchored in it. Tracked changes have been accepted before."""

from __future__ import annotations

from typing import Final

from lxml import etree

from gongkai.readers.word.names import W

__all__ = ["Text", "TextReader"]

_R: Final = W + "r"
_T: Final = W + "t"
_FIELD: Final = W + "fldChar"
_FIELD_TYPE: Final = W + "fldCharType"
_MARKUP: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ALTERNATE: Final = _MARKUP + "AlternateContent"
_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MATH_TEXT: Final = _MATH + "t"
BOX: Final = W + "txbxContent"

_DRAWN: Final = frozenset({_ALTERNATE, W + "drawing", W + "pict", W + "object"})
_FIXED: Final = {W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-"}
_BREAK: Final = W + "br"
_BREAK_TYPE: Final = W + "type"
_RUBY: Final = W + "ruby"

# What may stand around runs.
_AROUND: Final = frozenset(
    W + name
    for name in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple", "dir", "bdo")
) | {_ALTERNATE}


class Text:
    """Text with ``\\n`` for line breaks, and the contents of text boxes in order."""

    __slots__ = ("boxes", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.boxes: list[etree._Element] = []


class TextReader:
    """Reads paragraphs in order: a field may begin in one paragraph and end in a later one."""

    def __init__(self) -> None:
        # One entry for each field now open: True while its instruction is read, which nobody sees.
        self._fields: list[bool] = []

    def read(self, paragraph: etree._Element) -> Text:
        """The text of the next paragraph."""
        text = Text()
        self._around(paragraph, text)
        return text

    def _around(self, parent: etree._Element, into: Text) -> None:
        """Read the runs of a paragraph or of what stands around some of its runs."""
        for child in parent:
            tag = child.tag
            if tag == _R:
                self._run(child, into)
            elif tag in _AROUND:
                self._around(_chosen(child) if tag == _ALTERNATE else child, into)
            elif tag.startswith(_MATH):
                into.parts.extend(piece.text or "" for piece in child.iter(_MATH_TEXT))

    def _run(self, run: etree._Element, into: Text) -> None:
        seen = not any(self._fields)
        for piece in run:
            tag = piece.tag
            if tag == _T:
                if seen and (text := piece.text):
                    into.parts.append(" ".join(text.split("\n")) if "\n" in text else text)
            elif tag == _FIELD:
                self._field(piece.get(_FIELD_TYPE))
                seen = not any(self._fields)
            elif tag in _DRAWN:
                into.boxes.extend(_boxes(piece))
            elif seen:
                self._other(piece, tag, into)

    def _other(self, piece: etree._Element, tag: str, into: Text) -> None:
        if tag in _FIXED:
            into.parts.append(_FIXED[tag])
        elif tag == _BREAK:
            if piece.get(_BREAK_TYPE, "textWrapping") == "textWrapping":
                into.parts.append("\n")
        elif tag == _RUBY:
            base = piece.find(W + "rubyBase")
            if base is not None:
                self._around(base, into)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()


def _chosen(alternate: etree._Element) -> etree._Element:
    """The one branch of mc:AlternateContent to read: the same content stands in each."""
    return next(iter(alternate), alternate)


def _boxes(drawn: etree._Element) -> list[etree._Element]:
    """The outermost text boxes of a drawing, each once."""
    if drawn.tag == _ALTERNATE:
        for branch in drawn:
            found = _boxes(branch)
            if found:
                return found
        return []
    found = []
    for child in drawn:
        if child.tag == BOX:
            found.append(child)
        else:
            found += _boxes(child)
    return found
