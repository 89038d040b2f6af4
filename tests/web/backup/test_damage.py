"""A back-up that is not whole, or not ours, is refused before anything is touched."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai_web.accounts.models import User
from gongkai_web.backup.errors import BackupError
from gongkai_web.backup.restore import restore
from gongkai_web.common.actor import Actor
from tests.web.backup.filling import Filled
from tests.web.processes import Site

NOTHING = {"size": 0, "sha256": hashlib.sha256().hexdigest()}


def damage(file: Path, to: Path, how: str) -> Path:
    """Writes a damaged copy."""
    data = bytearray(file.read_bytes())
    if how == "cut":
        del data[-100:]
    elif how == "text":
        data = bytearray(b"not a zip")
    elif how.endswith(("jsonl", "bin")):  # one byte of that member
        with zipfile.ZipFile(file) as archive:
            info = archive.getinfo(how)
        data[info.header_offset + 30 + len(info.filename.encode()) + info.compress_size // 2 + 20] ^= 0xFF
    to.write_bytes(data)
    if how in _CHANGES:
        with zipfile.ZipFile(file) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        told = json.loads(members["manifest.json"])
        _CHANGES[how](members, told)
        if "manifest.json" in members:
            members["manifest.json"] = json.dumps(told).encode()
        with zipfile.ZipFile(to, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
    return to


def _row(members: dict[str, bytes], _told: dict) -> None:
    members["tables/accounts_user.jsonl"] = b"".join(
        members["tables/accounts_user.jsonl"].splitlines(keepends=True)[1:]
    )


def _path(members: dict[str, bytes], told: dict) -> None:
    members["files/../../evil"] = b""
    told["members"]["files/../../evil"] = NOTHING


_CHANGES: dict[str, Callable[[dict[str, bytes], dict], object]] = {
    "row": _row,
    "path": _path,
    "extra": lambda members, _told: members.update({"files/extra": b""}),
    "gone": lambda members, _told: members.pop("files/b.bin"),
    "manifest": lambda members, _told: members.pop("manifest.json"),
    "newer": lambda _members, told: told["migrations"].append(["audit", "9999_future"]),
    "format": lambda _members, told: told.update(format=99),
}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("cut", "不是完整的备份文件"),
        ("text", "不是完整的备份文件"),
        ("manifest", "不是本系统的备份文件"),
        ("tables/audit_event.jsonl", "tables/audit_event.jsonl已损坏"),
        ("files/b.bin", "files/b.bin已损坏"),
        ("row", "与摘要不符"),
        ("extra", "缺少或多出files/extra"),
        ("gone", "缺少或多出files/b.bin"),
        ("path", "不应有"),
        ("newer", "更新的版本"),
        ("format", "格式是99"),
    ],
)
def test_refused_before_anything_is_touched(
    how: str, told: str, filled: Callable[[str], Filled], tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.GONGKAI_HOME = tmp_path / "home"
    settings.GONGKAI_HOME.mkdir()
    monkeypatch.setattr("gongkai_web.backup.restore.require_stopped", lambda: pytest.fail("went on"))
    User.objects.create_user("kept", name="留")
    harmed = damage(filled("sqlite").file, tmp_path / "harmed.zip", how)
    with pytest.raises(BackupError, match=told):
        restore(harmed, by=Actor.system("测试"), force=True)
    assert User.objects.get().username == "kept"
    assert list(settings.GONGKAI_HOME.iterdir()) == []


@pytest.mark.slow
def test_the_command_ends_with_status_1(
    filled: Callable[[str], Filled], new_site: Callable[..., Site], tmp_path: Path
) -> None:
    other = new_site("sqlite", bare=True)
    harmed = damage(filled("sqlite").file, tmp_path / "harmed.zip", "files/b.bin")
    said = other.manage("restore", str(harmed), status=1)
    assert "files/b.bin已损坏" in said
    assert "Traceback" not in said
    assert sorted(path.name for path in other.home.iterdir()) == ["keys.json"]
