"""A docx as the pages that somebody will print: a PDF made by LibreOffice, where it is installed, to look at.

LibreOffice runs in a profile and a folder of its own that are gone afterwards, with nothing of ours in its environment,
and is ended with all its children at the time limit. It is given the new file alone, in which nothing is left that
could run or lead elsewhere.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from gongkai.readers.limits import MAX_BYTES
from gongkai.readers.office import COMMANDS
from gongkai.writers.fonts import free_folder

__all__ = ["as_pages", "can_page"]

MAX_SECONDS = 60
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir><dir>{free}</dir><cachedir>{cache}</cachedir>
</fontconfig>
"""


def _command() -> str | None:
    return next((found for found in map(shutil.which, COMMANDS) if found), None)


def can_page() -> bool:
    """Whether LibreOffice is installed."""
    return _command() is not None


def as_pages(docx: bytes) -> bytes:
    """The PDF; b"" where LibreOffice is missing, or does not come to an end with it."""
    command = _command()
    if command is None:
        return b""
    with tempfile.TemporaryDirectory(prefix="gongkai-pages-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        (home / "paper.docx").write_bytes(docx)
        (home / "fonts.conf").write_text(_FONTS.format(free=free_folder(), cache=home / "fonts"), encoding="utf-8")
        kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if key in os.environ}
        own = {"HOME": str(home), "TMPDIR": str(home), "TEMP": str(home), "FONTCONFIG_FILE": str(home / "fonts.conf")}
        arguments = [
            command, f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
            "--nolockcheck", "--infilter=MS Word 2007 XML", "--convert-to", "pdf:writer_pdf_Export", "--outdir",
            str(home / "made"), str(home / "paper.docx"),
        ]  # fmt: skip
        _run(arguments, home, kept | own)
        made = home / "made" / "paper.pdf"
        return made.read_bytes() if made.is_file() and made.stat().st_size <= MAX_BYTES else b""


def _run(arguments: list[str], home: Path, environment: dict[str, str]) -> None:
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        process = subprocess.Popen(arguments, cwd=home, env=environment, start_new_session=True, **quiet)
    except OSError:
        return
    try:
        process.wait(MAX_SECONDS)
    except subprocess.TimeoutExpired:
        pass
    finally:
        if process.poll() is None:  # all it has started, too
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
