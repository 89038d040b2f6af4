"""Reads many wrong documents of one format: ``python -m tests.readers.fuzz FORMAT FIRST COUNT``.

Prints the traceback of all that is raised but Unreadable, with the number that makes the same document again, and ends
with status 1. A reading of more than ``SECONDS`` ends the program with the traceback of where it is.
"""

from __future__ import annotations

import faulthandler
import re
import sys
import traceback
from functools import cache
from pathlib import Path

from gongkai import writers
from gongkai.readers import kind_of, ocr, read_as, read_outline_bytes
from gongkai.readers.errors import Unreadable
from gongkai.readers.outline import Outline, Paragraph
from gongkai.readers.recognise import recognise
from gongkai.readers.report import read_report_bytes
from tests import sample_reports
from tests.readers import ofd_file, web_page
from tests.readers.mutations import Mutator, without_compression

FORMATS = ("docx", "xlsx", "pdf", "ofd", "html", "txt", "json")
SECONDS = 20
MAX_MEGABYTES = 512
_NOT_HERE = ("office", "ocr")
"""Readers through LibreOffice and RapidOCR, too slow for thousands of files; they have tests of their own."""


@cache
def documents(kind: str) -> list[bytes]:
    """Right documents of that format, made by the project's writers where it has one."""
    reports = [sample_reports.quiet(), sample_reports.trial()]
    if kind == "txt":
        outlines = [read_outline_bytes(writers.render(report, "html")) for report in reports]
        return [_as_text(outlines[0], "\t", "\t").encode(), _as_text(outlines[1], "|", "|").encode("gb18030")]
    if kind == "ofd":
        return [_as_ofd(read_outline_bytes(data)) for data in documents("html")[:2]]
    made = [writers.render(report, kind) for report in reports]
    if kind == "html":
        made += [web_page.layout_tables(web_page.report()).encode("gb18030"), web_page.nameless("<p>甲").encode()]
    if kind == "pdf":
        made += [without_compression(data) for data in made]
    return made


def _as_text(outline: Outline, before: str, between: str) -> str:
    lines = []
    for block in outline.blocks:
        if isinstance(block, Paragraph):
            lines.append("#" * (block.level or 0) + block.text)
        else:
            lines += [before + between.join(c.text.replace("\n", "") for c in row) + before for row in block.rows]
    return "\n".join(lines)


def _as_ofd(outline: Outline) -> bytes:
    pages, objects, y = [], "", 20.0
    for block in outline.blocks:
        if isinstance(block, Paragraph):
            objects += ofd_file.text(block.text[:40], 20, y)
            y += 8
        else:
            cells = [[cell.text.replace("\n", "")[:8] for cell in row] for row in block.rows]
            objects += ofd_file.table(cells, 5, y, width=200 / max(map(len, cells)))
            y += 8 * len(cells) + 8
        if y > 200:
            pages, objects, y = [*pages, objects], "", 20.0
    return ofd_file.ofd(*pages, objects)


def _read(data: bytes, kind: str) -> None:
    """Read as the public function does, but without its last wall, which would hide what is looked for."""
    if kind == "json":
        read_report_bytes(data, "report.json")
        return
    found = kind_of(data)
    if found.reader not in _NOT_HERE:
        recognise(read_as(found, data))


def _most_memory() -> float:
    """The most memory this process ever had, in MB; getrusage would tell that of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024  # type: ignore[index]


def main() -> int:
    """Returns the exit status."""
    kind, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    ocr.available = lambda: False  # type: ignore[assignment]
    right = documents(kind)
    for data in right:
        _read(data, kind)
    failed = 0
    for number in range(first, first + count):
        data = Mutator(number, right).wrong(right[number % len(right)])
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        try:
            _read(data, kind)
        except Unreadable as error:
            if len(error.reason.splitlines()) != 1:
                print(f"{kind} {number}: not one line: {error.reason!r}")
                failed += 1
        except Exception:  # noqa: BLE001 - that is what is looked for
            print(f"{kind} {number}:\n{traceback.format_exc()}")
            failed += 1
    faulthandler.cancel_dump_traceback_later()
    megabytes = _most_memory()
    if megabytes > MAX_MEGABYTES:
        print(f"{kind}: {megabytes:.0f} MB")
        failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
