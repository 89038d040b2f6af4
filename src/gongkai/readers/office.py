"""Old Word, WPS and Excel files, RTF and OpenDocument, turned into docx or xlsx by LibreOffice where it is installed.

LibreOffice runs in a profile and a folder of its own that are gone afterwards, with macros off and links to the
network or to other files not followed, and is ended with all its children at the time limit.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from gongkai.readers import docx, xlsx
from gongkai.readers.errors import Unreadable
from gongkai.readers.limits import MAX_BYTES
from gongkai.readers.ole import is_encrypted
from gongkai.readers.outline import Outline
from gongkai.readers.sniff import kind_of

__all__ = ["COMMANDS", "MAX_SECONDS", "read"]

COMMANDS = ("soffice", "libreoffice")
"""Names under which LibreOffice may be found on the PATH."""
MAX_SECONDS = 30
"""Seconds a conversion may take; the first one after a start of the machine takes some ten."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How LibreOffice reads a kind of file: the ending to save it under, the filter by name, what it becomes.

    The filter is named because LibreOffice reads as plain text what it does not recognise, and a damaged file would
    come back as a page of rubbish.
    """

    ending: str
    filter: str
    target: str


_WAYS = {
    "doc": _Way("doc", "MS Word 97", "docx"),
    "rtf": _Way("rtf", "Rich Text Format", "docx"),
    "odt": _Way("odt", "writer8", "docx"),
    "xls": _Way("xls", "MS Excel 97", "xlsx"),
    "ods": _Way("ods", "calc8", "xlsx"),
}
# By a mark near the beginning of the XML.
_FLAT_WAYS = {
    b"Excel.Sheet": _Way("xml", "MS Excel 2003 XML", "xlsx"),
    b"Word.Document": _Way("xml", "MS Word 2003 XML", "docx"),
    b"opendocument.spreadsheet": _Way("fods", "OpenDocument Spreadsheet Flat XML", "xlsx"),
    b"opendocument.text": _Way("fodt", "OpenDocument Text Flat XML", "docx"),
}

# Nothing in the file may run, and nothing outside it may be fetched.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""


def read(data: bytes) -> Outline:
    """The outline of a doc, wps, rtf, odt, xls, et, ods or Office XML file; its ``kind`` is what the file was.

    Raises Unreadable where LibreOffice is not installed, and for anything it cannot open.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(f"文件超过 {MAX_BYTES // 2**20} MB 的上限")
    kind = kind_of(data)
    if kind.id == "encrypted" or is_encrypted(data):
        raise Unreadable("文件已加密，请先去除密码")
    way = _WAYS.get(kind.id)
    if kind.id == "flat":
        way = next((way for mark, way in _FLAT_WAYS.items() if mark in data[:8192]), None)
    if way is None:
        raise Unreadable(f"内容是{kind.name}，不是旧版 Office 文件")
    converted = _convert(data, way, kind.name)
    outline = xlsx.read(converted) if way.target == "xlsx" else docx.read(converted)
    return replace(outline, kind=kind.id)


def _convert(data: bytes, way: _Way, name: str) -> bytes:
    """The file as LibreOffice saves it. ``name`` is what to call it in messages. Raises Unreadable."""
    command = next((found for found in map(shutil.which, COMMANDS) if found), None)
    if command is None:
        raise Unreadable(f"{name}需要 LibreOffice 才能读取，本机没有安装；请安装，或者另存为 docx、xlsx 或 PDF")
    with tempfile.TemporaryDirectory(prefix="gongkai-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        source = home / f"source.{way.ending}"
        source.write_bytes(data)
        settings = home / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        _run(
            [
                command,
                f"-env:UserInstallation={(home / 'profile').as_uri()}",
                "--headless",
                "--norestore",
                "--nologo",
                "--nolockcheck",
                f"--infilter={way.filter}",
                "--convert-to",
                way.target,
                "--outdir",
                str(home / "converted"),
                str(source),
            ],
            home,
            name,
        )
        result = home / "converted" / f"source.{way.target}"
        if not result.is_file():
            raise Unreadable(f"{name}已损坏，LibreOffice 打不开")
        if result.stat().st_size > MAX_BYTES:
            raise Unreadable(f"{name}转换后超过 {MAX_BYTES // 2**20} MB 的上限")
        return result.read_bytes()


def _run(command: list[str], home: Path, name: str) -> None:
    # Only what the program needs to start: nothing of ours, no display, its files in our folder.
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if key in os.environ}
    environment = kept | {"HOME": str(home), "TMPDIR": str(home), "TEMP": str(home)}
    try:
        process = subprocess.Popen(
            command,
            cwd=home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise Unreadable(f"{name}需要 LibreOffice 才能读取，但本机的 LibreOffice 无法启动") from error
    try:
        process.wait(MAX_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(f"LibreOffice 转换{name}超过 {MAX_SECONDS} 秒，已停止") from error
    finally:
        if process.poll() is None:  # all it has started, too
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
