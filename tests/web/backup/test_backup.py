"""Making a back-up: of one moment while the site runs, without keys, and never half a file under its name."""

from __future__ import annotations

import json
import os
import resource
import signal
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.web.backup.filling import Filled
from tests.web.conftest import KINDS
from tests.web.processes import Site

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_reads_a_person_in_it(kind: str, filled: Callable[[str], Filled]) -> None:
    with zipfile.ZipFile(filled(kind).file) as archive:
        assert not [name for name in archive.namelist() if name.endswith("keys.json")]
        assert not [name for name in archive.namelist() if b"13812345678" in archive.read(name)]
    assert filled(kind).file.stat().st_mode & 0o777 == 0o600


def test_no_back_up_of_another_structure(new_site: Callable[..., Site], tmp_path: Path) -> None:
    site = new_site("sqlite", bare=True)
    assert "请先运行" in site.manage("backup", str(tmp_path / "site.zip"), status=1)
    assert not (tmp_path / "site.zip").exists()


def test_a_full_disk_is_told_and_older_backups_stay(copied: Callable[[str], Site], tmp_path: Path) -> None:
    site = copied("sqlite")
    folder = tmp_path / "backups"
    site.manage("backup", str(folder / "old.zip"))
    old = (folder / "old.zip").read_bytes()

    (site.home / "files" / "large.bin").write_bytes(os.urandom(300_000))
    for room in (100_000, 20_000):  # too little for the file; for the database's own index of its journal

        def small_files(room: int = room) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

        said = site.manage("backup", str(folder / "new.zip"), status=1, preexec_fn=small_files)
        assert "备份没有完成" in said
        assert "Traceback" not in said
    assert "会覆盖" in site.manage("backup", str(folder / "old.zip"), status=1)
    assert sorted(path.name for path in folder.iterdir()) == ["old.zip"]
    assert (folder / "old.zip").read_bytes() == old


def test_killed_while_writing(copied: Callable[[str], Site], tmp_path: Path) -> None:
    site = copied("sqlite")
    for number in range(150):
        (site.home / "files" / f"{number}.bin").write_bytes(os.urandom(200_000))
    file = tmp_path / "backups" / "site.zip"
    process = site.start("-m", "django", "backup", str(file))
    part = file.with_name(".site.zip.part")
    while process.poll() is None and not (part.exists() and part.stat().st_size > 1_000_000):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not file.exists()
    assert part.exists()
    assert "不是完整的备份文件" in site.manage("restore", str(part), "--check", status=1)
    site.manage("backup", str(file))
    assert not part.exists()
    assert "备份文件完整" in site.manage("restore", str(file), "--check")


@pytest.mark.parametrize("kind", KINDS)
def test_made_while_others_write_it_is_one_moment(kind: str, copied: Callable[[str], Site], tmp_path: Path) -> None:
    site = copied(kind)
    writer = site.start(
        "-c",
        "import django; django.setup()\n"
        "from gongkai_web.audit.actions import record\n"
        "from gongkai_web.common.actor import Actor\n"
        "record('test.it', by=Actor('w')); print('go', flush=True)\n"
        "while True: record('test.it', by=Actor('w'))",
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    try:
        site.manage("backup", str(tmp_path / "site.zip"))
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.communicate()
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        said = json.loads(archive.read("manifest.json"))
        last = archive.read("tables/audit_event.jsonl").splitlines()[-1]
    assert json.loads(last)[0] == said["audit"]["number"] == said["tables"]["audit_event"]["rows"]
