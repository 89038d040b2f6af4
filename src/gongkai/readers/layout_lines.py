"""Lines of text out of fragments: which stand on one line, and what the line reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from gongkai.readers.geometry import Fragment

__all__ = ["Chunk", "Line", "chunks_of", "group", "line_of", "text_of"]

# In sizes of the text:
WORD_GAP = 0.13  # a space between latin words is a quarter, set tight rarely under an eighth
CHUNK_GAP = 1.2  # two columns of a table without lines stand further apart than justified characters do
_SAME_LINE = 0.4  # of the lower height: centres of one line of mixed fonts are nearer than this

_CJK_START = "\u2e80"
_CJK_MARKS = frozenset("“”‘’—…·")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Text of one line without a wide gap in it."""

    text: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with its box, the size of its text, and its chunks from left to right."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    chunks: tuple[Chunk, ...]
    fragments: Sequence[Fragment] = field(default=(), compare=False, repr=False)

    @property
    def middle(self) -> float:
        """Height of the middle of the line on the page."""
        return (self.y0 + self.y1) / 2


def group(fragments: Iterable[Fragment]) -> list[list[Fragment]]:
    """The fragments of each line, lines from top to bottom, fragments from left to right."""
    buckets: defaultdict[tuple[float, float], list[Fragment]] = defaultdict(list)
    for fragment in fragments:
        buckets[fragment[2], fragment[4]].append(fragment)
    if len(buckets) == 1:
        return [sorted(bucket, key=_left) for bucket in buckets.values()]
    lines: list[list[Fragment]] = []
    top, bottom, weight = 0.0, -1.0, 0
    for (y0, y1), bucket in sorted(buckets.items(), key=lambda item: item[0][0] + item[0][1]):
        near = abs(y0 + y1 - top - bottom) / 2 < _SAME_LINE * min(y1 - y0, bottom - top)
        if lines and near:
            lines[-1] += bucket
        else:
            lines.append(bucket)
            weight = 0
        if len(bucket) > weight:  # the line is where most of its text is
            top, bottom, weight = y0, y1, len(bucket)
    for line in lines:
        line.sort(key=_left)
    return lines


def _left(fragment: Fragment) -> float:
    return fragment[1]


def is_wide(character: str) -> bool:
    """True for characters of Chinese text, between which no space is written."""
    return character >= _CJK_START or character in _CJK_MARKS


def _chunks(fragments: Sequence[Fragment], apart: float = CHUNK_GAP) -> tuple[list[Chunk], int]:
    """Chunks of a sorted line, and how many gaps at all were wider than none."""
    first = fragments[0]
    parts = [first[0]]
    last, start, end, size = first[0], first[1], first[3], first[5]
    chunks: list[Chunk] = []
    gaps = 0
    for text, x0, _, x1, _, next_size in fragments[1:]:
        gap = x0 - end
        if gap > WORD_GAP * size or last[-1] == " ":
            gaps += 1
            if gap > apart * max(size, next_size):
                chunks.append(Chunk("".join(parts).strip(), start, end))
                parts = []
                start = x0
            elif last[-1] == " ":
                parts[-1] = last = last.rstrip() or " "
                if last != " " and not is_wide(last[-1]) and not is_wide(text[0]):
                    parts.append(" ")
            elif not is_wide(last[-1]) and not is_wide(text[0]):
                parts.append(" ")
        elif gap < -0.5 * (x1 - x0) and text.rstrip() == last.rstrip():
            continue  # drawn twice to look bold
        parts.append(text)
        last = text
        size = next_size
        if x1 > end or not parts[:-1]:
            end = x1
    chunks.append(Chunk("".join(parts).strip(), start, end))
    return [chunk for chunk in chunks if chunk.text], gaps


def _joined(chunks: Sequence[Chunk], gaps: int, characters: int) -> str:
    """The text of a line. A wide gap is a space, unless the whole line is spread like 目 录."""
    if len(chunks) == 1:
        return chunks[0].text
    spread = gaps * 2 >= characters and all(len(chunk.text) == 1 and is_wide(chunk.text) for chunk in chunks)
    return ("" if spread else " ").join(chunk.text for chunk in chunks)


def text_of(fragments: Sequence[Fragment]) -> str:
    """What a sorted line of fragments reads."""
    if len(fragments) == 1:
        return fragments[0][0].strip()
    chunks, gaps = _chunks(fragments)
    return _joined(chunks, gaps, len(fragments)) if chunks else ""


def line_of(fragments: Sequence[Fragment]) -> Line | None:
    """The line of sorted fragments, or None when they are all blank."""
    chunks, gaps = _chunks(fragments)
    if not chunks:
        return None
    return Line(
        text=_joined(chunks, gaps, len(fragments)),
        x0=chunks[0].x0,
        y0=min(fragment[2] for fragment in fragments),
        x1=chunks[-1].x1,
        y1=max(fragment[4] for fragment in fragments),
        size=median(fragment[5] for fragment in fragments),
        chunks=tuple(chunks),
        fragments=fragments,
    )


def chunks_of(line: Line, apart: float) -> list[Chunk]:
    """The pieces of a line where gaps wider than ``apart``, in sizes of the text, part it."""
    return _chunks(line.fragments, apart)[0] if line.fragments else list(line.chunks)
