"""MP4 (ISO 14496-12): boxes that tell of the making are blanked where they stand, so that nothing else moves."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_web.files.cleaning.errors import CannotClean

__all__ = ["clean", "notices", "opens", "traces"]

_PARENTS = frozenset((b"moov", b"trak", b"mdia", b"minf", b"edts", b"stbl", b"mvex", b"moof", b"traf"))
_TOLD = {b"udta": "拍摄地点、设备等说明", b"meta": "拍摄地点、设备等说明", b"uuid": "编辑记录（XMP）或其他附加数据"}
_TIMED = frozenset((b"mvhd", b"tkhd", b"mdhd"))
_MAX_DEPTH = 8


def _boxes(data: bytes | bytearray, start: int, stop: int, depth: int = 0) -> Iterator[tuple[bytes, int, int, int]]:
    """Name, start, start of the content and end of each box, parents before what they hold."""
    at = start
    while at + 8 <= stop:
        size, name, body = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8]), at + 8
        if size == 1:
            size, body = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        elif size == 0:
            size = stop - at
        if size < body - at or at + size > stop:
            raise CannotClean("视频文件的结构有误")
        yield name, at, body, at + size
        if name in _PARENTS and depth < _MAX_DEPTH:
            yield from _boxes(data, body, at + size, depth + 1)
        at += size


def _stamps(data: bytes | bytearray, body: int) -> slice:
    """Where a header keeps the times of making and changing."""
    return slice(body + 4, body + (20 if data[body] == 1 else 12))


def traces(data: bytes) -> list[str]:
    """What the film tells of its making."""
    found: list[str] = []
    for name, _, body, _stop in _boxes(data, 0, len(data)):
        if name in _TOLD:
            found.append(_TOLD[name])
        elif name in _TIMED and any(data[_stamps(data, body)]):
            found.append("拍摄和修改时间")
        elif name == b"hdlr" and data[body + 8 : body + 12] == b"meta":
            found.append("随时间记录的数据轨（可能含行程）")
    return list(dict.fromkeys(found))


def clean(data: bytes) -> bytes:
    """The same sound and pictures. Raises CannotClean where a track records a journey, which blanking cannot reach."""
    result = bytearray(data)
    for name, start, body, stop in list(_boxes(data, 0, len(data))):
        if name == b"hdlr" and data[body + 8 : body + 12] == b"meta":
            raise CannotClean("视频带有随时间记录的数据轨（可能含行程），请用剪辑软件重新导出后上传")
        if name in _TOLD:
            result[start + 4 : start + 8] = b"free"
            result[body:stop] = bytes(stop - body)
        elif name in _TIMED:
            where = _stamps(data, body)
            result[where] = bytes(where.stop - where.start)
    return bytes(result)


def notices(data: bytes) -> list[str]:
    """What no program can see."""
    return ["画面和声音须由人员审看"]


def opens(data: bytes) -> None:
    """Raises CannotClean where the film has no list of its tracks."""
    if not any(name == b"moov" for name, *_ in _boxes(data, 0, len(data))):
        raise CannotClean("视频文件不完整")
