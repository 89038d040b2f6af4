"""OFD files made for tests (GB/T 33190-2016): pages of text and ruling lines, in millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from tests.readers.word_file import packed

NAMESPACE = "http://www.ofdspec.org/2016"
SIZE = 4.0
_LINE = 0.25


def text(words: str, x: float, y: float, size: float = SIZE, attributes: str = "", deltas: str | None = None) -> str:
    """Words on one line whose base line begins at that point."""
    if deltas is None:
        deltas = " ".join(f"{size if ord(letter) > 0x2E80 else size / 2:g}" for letter in words[:-1])
    delta = f' DeltaX="{deltas}"' if deltas else ""
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y - size} {size * len(words)} {size * 1.2}" Font="1" Size="{size}" '
        f'{attributes}><ofd:TextCode X="0" Y="{size}"{delta}>{escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def path(data: str, x: float = 0, y: float = 0, attributes: str = "") -> str:
    """A path from that corner."""
    return (
        f'<ofd:PathObject ID="9" Boundary="{x} {y} 210 297" LineWidth="{_LINE}" {attributes}>'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def table(cells: Sequence[Sequence[str]], x: float, y: float, width: float = 30, height: float = 8) -> str:
    """A table of equal cells with all its lines."""
    rows, columns = len(cells), max(map(len, cells))
    level = [path(f"M 0 0 L {columns * width} 0", x, y + row * height) for row in range(rows + 1)]
    upright = [path(f"M 0 0 L 0 {rows * height}", x + column * width, y) for column in range(columns + 1)]
    words = [
        text(cell, x + column * width + 2, y + row * height + 5.5)
        for row, line in enumerate(cells)
        for column, cell in enumerate(line)
        if cell
    ]
    return "".join((*level, *upright, *words))


def parts(*pages: str, title: str = "", namespace: str = NAMESPACE) -> dict[str, str | bytes]:
    """The parts of an OFD package with these objects on its pages."""
    listed = "".join(
        f'<ofd:Page ID="{number}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(len(pages))
    )
    found: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD xmlns:ofd="{namespace}" Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>1</ofd:DocID><ofd:Title>{title}</ofd:Title></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document xmlns:ofd="{namespace}"><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID>'
        "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/PublicRes.xml": f'<ofd:Res xmlns:ofd="{namespace}" BaseLoc="Res"><ofd:Fonts>'
        '<ofd:Font ID="1" FontName="宋体"/></ofd:Fonts></ofd:Res>',
    }
    for number, objects in enumerate(pages):
        found[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f'<ofd:Page xmlns:ofd="{namespace}"><ofd:Content><ofd:Layer ID="8" Type="Body">{objects}</ofd:Layer>'
            "</ofd:Content></ofd:Page>"
        )
    return found


def ofd(*pages: str, title: str = "") -> bytes:
    """An OFD file with these objects on its pages."""
    return packed(parts(*pages, title=title))
