"""MP3: tags before and behind the sound (ID3v1, ID3v2, APE) are cut off; the sound is not touched."""

from __future__ import annotations

from gongkai_web.files.cleaning.errors import CannotClean

__all__ = ["clean", "notices", "opens", "traces"]

_ID3_HEAD, _ID3_FOOTER, _ID3V1 = 10, 0x10, 128
_APE = b"APETAGEX"


def _sound(data: bytes) -> tuple[int, int]:
    """Where the sound starts and stops."""
    start, stop = 0, len(data)
    while data[start : start + 3] == b"ID3" and start + _ID3_HEAD <= stop:
        size = 0
        for byte in data[start + 6 : start + 10]:
            size = size << 7 | byte & 0x7F
        start += size + _ID3_HEAD * (2 if data[start + 5] & _ID3_FOOTER else 1)
    while True:
        if data[stop - _ID3V1 : stop - _ID3V1 + 3] == b"TAG":
            stop -= _ID3V1
        elif data[stop - 32 : stop - 24] == _APE:
            size = int.from_bytes(data[stop - 20 : stop - 16], "little")
            stop -= size + (32 if data[stop - 9] & 0x80 else 0)
        else:
            break
    while start < stop and data[start] == 0:  # padding of the tag
        start += 1
    return start, stop


def traces(data: bytes) -> list[str]:
    """What is written about the sound."""
    return ["音频标签（作者、时间、封面等）"] if _sound(data) != (0, len(data)) else []


def clean(data: bytes) -> bytes:
    """The sound alone. Raises CannotClean where there is none."""
    start, stop = _sound(data)
    if start >= stop:
        raise CannotClean("音频文件里没有声音")
    return data[start:stop]


def notices(data: bytes) -> list[str]:
    """What no program can hear."""
    return ["声音须由人员审听"]


def opens(data: bytes) -> None:
    """Raises CannotClean where no frame starts at the beginning."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE0 != 0xE0:
        raise CannotClean("音频文件的结构有误")
