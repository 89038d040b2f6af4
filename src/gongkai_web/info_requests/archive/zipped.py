"""A case as a zip: the list with digests, the records as PDF and JSON, every file, and sums to check it by."""

from __future__ import annotations

import csv
import hashlib
import json
import zipfile
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import IO

from gongkai_web.info_requests.archive.contents import Contents
from gongkai_web.info_requests.archive.printed import write_pdf

__all__ = ["write_zip"]

_PACKED = frozenset({"docx", "xlsx", "pptx", "jpg", "png", "gif", "webp", "mp4", "mp3", "zip", "ofd"})
_HEADS = ("序号", "类别", "名称", "日期", "文件", "大小（字节）", "SHA-256", "核对")


def write_zip(case: Contents, out: IO[bytes], *, told: Callable[[int, int], None] | None = None) -> list[str]:
    """Writes the zip; gives the problems. ``told`` hears how many of how many files are done."""
    sums: list[tuple[str, str]] = []
    total = len(case.entries)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:

        def put(path: str, data: bytes) -> None:
            ending = path.rpartition(".")[2].lower()
            info = zipfile.ZipInfo(path, case.made_at.timetuple()[:6])
            info.external_attr = 0o644 << 16
            how = zipfile.ZIP_STORED if ending in _PACKED else zipfile.ZIP_DEFLATED
            archive.writestr(info, data, compress_type=how)
            sums.append((hashlib.sha256(data).hexdigest(), path))

        for number, one in enumerate(case.entries, 1):
            data = one.read()
            if data is not None:
                put(one.path, data)
            if told is not None:
                told(number, total)
        printed = BytesIO()
        write_pdf(case, printed, with_files=False)
        put("案卷.pdf", printed.getvalue())
        put("案卷.json", _as_json(case))
        put("目录.csv", _list(case))
        archive.writestr("SHA256SUMS", "".join(f"{digest}  {path}\n" for digest, path in sums))
    return [f"{one.path}：{one.problem}" for one in case.entries if one.problem]


def _list(case: Contents) -> bytes:
    """The list, with the mark by which spreadsheets know UTF-8; no cell begins a formula."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEADS)
    for number, one in enumerate(case.entries, 1):
        row = [number, one.kind, one.title, one.on or "", one.path, one.size, one.found, one.problem or "相符"]
        writer.writerow([f"'{cell}" if str(cell)[:1] in "=+-@\t\r" and str(cell) else cell for cell in row])
    return ("\ufeff" + out.getvalue()).encode("utf-8", "replace")


def _as_json(case: Contents) -> bytes:
    told = {
        "登记编号": case.number,
        "机关": case.agency,
        "导出时间": case.made_at.isoformat(timespec="seconds"),
        "记录": {section.title: [dict(row) for row in section.rows] for section in case.sections},
        "文件": [
            {"文件": one.path, "类别": one.kind, "名称": one.title, "SHA-256": one.found, "登记的SHA-256": one.known,
             "核对": one.problem or "相符"}
            for one in case.entries
        ],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace")
