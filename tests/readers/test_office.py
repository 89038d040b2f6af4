"""Old Office files through LibreOffice, and what is said without it."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import time
from pathlib import Path

import pytest

from gongkai.readers import docx, office
from gongkai.readers.errors import Unreadable
from gongkai.readers.ole import is_encrypted
from gongkai.readers.outline import Grid
from tests.readers.test_xlsx import saved, sheet_of
from tests.readers.word_file import whole_report

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def ole(name: str, stream: bytes) -> bytes:
    """An OLE file of one stream, as far as it is needed to find the stream: header, stream, directory."""
    body = stream.ljust(4096, b"\0")
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    struct.pack_into("<H", header, 30, 9)
    entry = bytearray((name + "\0").encode("utf-16-le").ljust(128, b"\0"))
    struct.pack_into("<I", entry, 116, 0)
    return bytes(header) + body + "Root Entry\0".encode("utf-16-le").ljust(128, b"\0") + bytes(entry)


def fib(flags: int) -> bytes:
    return struct.pack("<H8xH", 0xA5EC, flags)


def records(*kinds: int) -> bytes:
    return b"".join(struct.pack("<HH", kind, 2) + b"\0\0" for kind in kinds)


@pytest.mark.parametrize(
    ("data", "encrypted"),
    [
        (ole("EncryptedPackage", b""), True),
        (ole("WordDocument", fib(0x0100)), True),
        (ole("WordDocument", fib(0x0A00)), False),
        (ole("Workbook", records(0x0809, 0x0042, 0x002F)), True),
        (ole("Book", records(0x0809, 0x0042, 0x000A)), False),
        (ole("Workbook", b"\x2f\0"), False),
        (ole("WordDocument", fib(0x0100))[:600], False),
        (b"", False),
    ],
)
def test_encryption_is_found(data: bytes, encrypted: bool) -> None:
    assert is_encrypted(data) is encrypted


def test_an_encrypted_file_is_told_without_libreoffice() -> None:
    for data in (ole("EncryptedPackage", b""), ole("WordDocument", fib(0x0100))):
        with pytest.raises(Unreadable, match="加密"):
            office.read(data)


def test_without_libreoffice_the_reader_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unreadable, match="需要 LibreOffice") as caught:
        office.read(b"{\\rtf1 x}")
    assert "\n" not in caught.value.reason


@pytest.mark.parametrize("data", [b"", b"plain text", b"%PDF-1.7", b"PK\x03\x04", b'<?xml version="1.0"?><a/>'])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        office.read(data)


def test_a_conversion_that_hangs_is_ended_with_its_children(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started = tmp_path / "started"
    command = tmp_path / "soffice"
    command.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {started}\nwait\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(office, "MAX_SECONDS", 0.5)
    with pytest.raises(Unreadable, match="已停止"):
        office.read(b"{\\rtf1 x}")
    child = int(started.read_text())
    for _ in range(50):
        if not _alive(child):
            return
        time.sleep(0.05)
    pytest.fail("the child of the conversion still runs")


def _alive(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def by_libreoffice(data: bytes, ending: str, target: str, folder: Path) -> bytes:
    """The file saved by LibreOffice in another format."""
    (folder / f"a.{ending}").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(folder / "out")]
    subprocess.run([*command, str(folder / f"a.{ending}")], check=True, capture_output=True, timeout=120)
    return (folder / "out" / f"a.{target}").read_bytes()


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("target", ["doc", "rtf", "odt", "fodt"])
def test_documents(target: str, tmp_path: Path) -> None:
    made = whole_report()
    expected = docx.read(made)
    outline = office.read(by_libreoffice(made, "docx", target, tmp_path))
    assert outline.kind == {"fodt": "flat"}.get(target, target)
    assert len(outline.blocks) == len(expected.blocks)
    for found, block in zip(outline.blocks, expected.blocks, strict=True):
        if isinstance(block, Grid):
            assert isinstance(found, Grid)
            assert [[c.text for c in row] for row in found.rows] == [[c.text for c in row] for row in block.rows]
        else:
            assert found == block


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("target", ["xls", "ods"])
def test_spreadsheets(target: str, tmp_path: Path) -> None:
    book, _ = sheet_of(["题"], [], ["甲", 1, "=B3+1"], ["乙", 2.5, None])
    outline = office.read(by_libreoffice(saved(book), "xlsx", target, tmp_path))
    _, grid = outline.blocks
    assert outline.kind == target
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows] == [["甲", "1", "2"], ["乙", "2.5", ""]]


@pytest.mark.slow
@needs_libreoffice
def test_a_damaged_file_is_not_read_as_plain_text(tmp_path: Path) -> None:
    data = by_libreoffice(whole_report(), "docx", "doc", tmp_path)
    with pytest.raises(Unreadable):
        office.read(data[: len(data) // 2])
