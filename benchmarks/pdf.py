"""pdf beside what the same files cost in pypdfium2 alone and in pdfplumber."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pypdfium2

from benchmarks.files import made, real
from benchmarks.page import Part
from benchmarks.peers import Peers
from benchmarks.timing import Times, measure, number, times, verdict
from gongkai.readers.report import read_report_bytes

TARGET_RATIO = 4.0


def run(folder: Path, count: int, repeats: int, peers: Peers) -> Part:
    """Measures ``count`` made files and the real ones."""
    part = Part(
        "读取 PDF",
        ("文件", "页数", "本程序读取 ms", "pypdfium2 取文字 ms", "倍数", f"目标 ≤ {TARGET_RATIO:g} 倍", "逐字及位置 ms",
         "pdfplumber 取表 ms"),
        before=["本程序一列从字节到读出全部表格和文字；同一文件、同一次运行。括号内为最快和最慢的一次。"],
    )  # fmt: skip
    for file in [*real("pdf"), *made(folder, "pdf", count)]:
        data = file.path.read_bytes()
        calls = [partial(read_report_bytes, data, "a.pdf"), partial(_text, data), partial(_boxes, data)]
        ours, text, boxes = measure(calls, repeats)
        ratio = ours.median / text.median
        part.rows.append((
            file.name, str(_pages(data)), str(ours), str(text), number(ratio), verdict(ratio, TARGET_RATIO), str(boxes),
            _tables(peers, file.path, repeats),
        ))  # fmt: skip
    return part


def _tables(peers: Peers, path: Path, repeats: int) -> str:
    answer = peers.read("pdfplumber", [path], max(3, repeats // 4))
    if answer is None:
        return "未安装"
    seconds: Times = times(answer[path.name].seconds)
    return str(seconds)


def _pages(data: bytes) -> int:
    with pypdfium2.PdfDocument(data) as document:
        return len(document)


def _text(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        texts = []
        for page in document:
            textpage = page.get_textpage()
            texts.append(textpage.get_text_range())
            textpage.close()
            page.close()
        return texts


def _boxes(data: bytes) -> int:
    with pypdfium2.PdfDocument(data) as document:
        count = 0
        for page in document:
            textpage = page.get_textpage()
            for index in range(textpage.count_chars()):
                textpage.get_charbox(index)
                count += 1
            textpage.close()
            page.close()
        return count
