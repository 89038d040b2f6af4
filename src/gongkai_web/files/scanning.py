"""ClamAV: a file is streamed to clamd (INSTREAM), which answers; without CLAMD_URL the state says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

import clamd
from django.conf import settings

from gongkai_web.files.states import ScanState

__all__ = ["Verdict", "is_configured", "scan"]

_SECONDS = 120
_PORT = 3310


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state, the name of what was found or why it failed, and engine with signatures as clamd names them."""

    state: ScanState
    finding: str = ""
    engine: str = ""


def is_configured() -> bool:
    """Whether there is a clamd to ask."""
    return bool(settings.GONGKAI_CLAMD_URL)


def _clamd() -> clamd.ClamdNetworkSocket:
    parts = urlsplit(settings.GONGKAI_CLAMD_URL)
    if parts.scheme == "unix":
        return clamd.ClamdUnixSocket(unquote(parts.path), timeout=_SECONDS)
    return clamd.ClamdNetworkSocket(parts.hostname or "127.0.0.1", parts.port or _PORT, timeout=_SECONDS)


def scan(content: BinaryIO) -> Verdict:
    """What clamd says about a file. Never raises: what goes wrong is a verdict."""
    if not is_configured():
        return Verdict(ScanState.NOT_CONFIGURED)
    server = _clamd()
    try:
        engine = server.version()[:120]
        state, finding = server.instream(content)["stream"]
    except clamd.BufferTooLongError:
        return Verdict(ScanState.FAILED, "文件超过ClamAV的上限，请系统管理员调大StreamMaxLength")
    except (clamd.ClamdError, OSError, KeyError, ValueError) as error:
        return Verdict(ScanState.FAILED, f"ClamAV没有回答（{type(error).__name__}）")
    finally:
        left = getattr(server, "clamd_socket", None)  # the library leaves it open where it could not connect
        if left is not None:
            left.close()
    if state == "FOUND":
        return Verdict(ScanState.INFECTED, finding[:200], engine)
    if state == "OK":
        return Verdict(ScanState.CLEAN, "", engine)
    return Verdict(ScanState.FAILED, str(finding)[:200], engine)
