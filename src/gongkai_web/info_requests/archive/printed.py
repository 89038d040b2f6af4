"""A case as one PDF: its records, then every file page by page; what has no pages is attached."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import IO, Any

import pikepdf
import typst
from PIL import Image, ImageOps

from gongkai.writers.fonts import font_set
from gongkai.writers.layout import printable
from gongkai_web.info_requests.archive.contents import Contents, Entry, Section

__all__ = ["write_pdf"]

_PICTURES = frozenset({"jpg", "jpeg", "png", "gif", "webp", "tif", "tiff"})
_TABLES = frozenset({"办理步骤", "期限推算"})
_PIXELS = 40_000_000
_PAGE = (1654, 2339)  # A4 at 200 dpi


@cache
def _template() -> bytes:
    return files(__package__).joinpath("case.typ").read_bytes()


def _typeset(told: dict[str, Any]) -> bytes:
    fonts = font_set()
    data = told | {"faces": {"text": fonts.text.families, "heading": fonts.heading.families}}
    inputs = {"case": json.dumps(data, ensure_ascii=False)}
    return typst.compile(_template(), font_paths=fonts.fonts, format="pdf", sys_inputs=inputs, timestamp=0)


def _told(case: Contents, pages: dict[str, str]) -> dict[str, Any]:
    entries = [
        [str(number), one.kind, one.title, one.on.isoformat() if one.on else "", one.found or one.known,
         one.problem or pages.get(one.path, "")]
        for number, one in enumerate(case.entries, 1)
    ]  # fmt: skip
    return {
        "number": printable(case.number),
        "agency": printable(case.agency),
        "title": printable(case.title),
        "made": f"{case.made_at:%Y-%m-%d %H:%M}",
        "sections": [
            {
                "title": one.title,
                "heads": _heads(one),
                "rows": [[[printable(a), printable(b)] for a, b in row] for row in one.rows],
            }
            for one in case.sections
        ],
        "entries": [[printable(cell) for cell in row] for row in entries],
        "problems": [f"{one.path}：{one.problem}" for one in case.entries if one.problem],
    }


def _heads(section: Section) -> list[str]:
    """The columns of a section that is a table: the log of steps, the derivation."""
    if section.title not in _TABLES:
        return []
    return list(dict.fromkeys(label for row in section.rows for label, _ in row))


def _as_pages(one: Entry, data: bytes) -> pikepdf.Pdf | None:
    """A file that has pages, or is a picture; None for any other, and for what cannot be opened."""
    ending = one.path.rpartition(".")[2].lower()
    try:
        if ending == "pdf":
            return pikepdf.open(BytesIO(data))
        if ending in _PICTURES:
            return pikepdf.open(BytesIO(_picture(data)))
    except Exception:  # noqa: BLE001 - a broken file ends in any of the codecs' errors; it is attached as it is
        return None
    return None


def _picture(data: bytes) -> bytes:
    out = BytesIO()
    with Image.open(BytesIO(data)) as image:
        if image.width * image.height > _PIXELS:
            raise ValueError("too large to be a page")
        frames = []
        for number in range(min(getattr(image, "n_frames", 1), 50)):
            image.seek(number)
            frame = ImageOps.exif_transpose(image).convert("RGB")
            frame.thumbnail(_PAGE)
            frames.append(frame)
        frames[0].save(out, "PDF", save_all=True, append_images=frames[1:], resolution=200)
    return out.getvalue()


def write_pdf(
    case: Contents, out: IO[bytes], *, with_files: bool = True, told: Callable[[int, int], None] | None = None
) -> list[str]:
    """Writes the PDF; gives the problems. Without the files it is the part that tells of them."""
    if not with_files:
        out.write(_typeset(_told(case, {one.path: one.path for one in case.entries})))
        return [f"{one.path}：{one.problem}" for one in case.entries if one.problem]
    parts: list[tuple[Entry, pikepdf.Pdf | None, bytes | None]] = []
    for number, one in enumerate(case.entries, 1):
        data = one.read()
        pages = None if data is None else _as_pages(one, data)
        parts.append((one, pages, None if pages is not None else data))
        if told is not None:
            told(number, len(case.entries))
    places: dict[str, str] = {one.path: "附于文件内" for one, _, _ in parts}
    with pikepdf.open(BytesIO(_typeset(_told(case, places)))) as first:
        count = len(first.pages)
    for one, pages, _ in parts:  # the list is as long with the numbers as with the words in their place
        if pages is not None:
            places[one.path] = f"第{count + 1}页起"
            count += len(pages.pages)
    with pikepdf.open(BytesIO(_typeset(_told(case, places)))) as whole:
        _join(whole, parts)
        whole.docinfo["/Title"] = f"案卷 {case.number}"
        whole.save(out, linearize=False)
    return [f"{one.path}：{one.problem}" for one in case.entries if one.problem]


def _join(whole: pikepdf.Pdf, parts: list[tuple[Entry, pikepdf.Pdf | None, bytes | None]]) -> None:
    with whole.open_outline() as outline:
        for one, pages, data in parts:
            if pages is not None:
                outline.root.append(pikepdf.OutlineItem(f"{one.kind} {one.title}", len(whole.pages)))
                whole.pages.extend(pages.pages)
            elif data is not None:
                name = one.path.rpartition("/")[2]
                whole.attachments[name] = pikepdf.AttachedFileSpec(whole, data, filename=name)
