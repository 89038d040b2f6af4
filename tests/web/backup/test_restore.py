"""A back-up comes back equal, row by row and byte by byte, to either kind of database; or all stays as it was."""

from __future__ import annotations

import json
import resource
import shutil
import signal
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai_web.backup.swap import swapping
from tests.web.backup.filling import Filled, files_of, leftovers, rows_of, without_log_of_backups
from tests.web.conftest import KINDS
from tests.web.processes import Site

NewSite = Callable[..., Site]
KIND = KINDS[-1]
"""Whole restores cost the time of all migrations: the run with PostgreSQL does them there."""


@pytest.mark.slow
def test_there_and_back(filled: Callable[[str], Filled], new_site: NewSite) -> None:
    """SQLite to SQLite; with a server SQLite to PostgreSQL to SQLite."""
    site, file = filled("sqlite").site, filled("sqlite").file
    before = rows_of(site)
    for target in ["sqlite"] if KINDS == ["sqlite"] else ["postgresql", "sqlite"]:
        other = new_site(target, bare=True)
        said = other.manage("restore", str(file))
        assert "逐表核对与备份一致" in said
        assert "项加密内容需要密钥" in said
        shutil.copyfile(site.home / "keys.json", other.home / "keys.json")
        after = rows_of(other)
        assert before.keys() == after.keys()
        for table, rows in without_log_of_backups(before).items():
            assert without_log_of_backups(after)[table] == rows, table
        assert any("13812345678" in row for row in after["accounts_user"])
        assert files_of(other) == files_of(site)
        assert len(files_of(other)) == 4
        # New rows get numbers of their own, the log goes on, nobody may change it.
        other.python(
            "from gongkai_web.accounts.models import User\n"
            "from gongkai_web.audit import triggers\n"
            "from gongkai_web.audit.verify import verify\n"
            "from django.db import connection\n"
            "from gongkai_web.search.models import Entry\n"
            "assert verify().holds and Entry.objects.exists()\n"
            "assert User.objects.create_user('new', name='新').pk > 0\n"
            "assert triggers.missing(connection) == []\n"
            "User.objects.filter(username='new').delete()"
        )
        assert leftovers(other.home) == []
        file = other.home.parent / f"{target}.zip"
        other.manage("backup", str(file))


@pytest.mark.slow
def test_a_restore_happens_whole_or_not_at_all(
    filled: Callable[[str], Filled], copied: Callable[[str], Site], tmp_path: Path
) -> None:
    file = tmp_path / "with-keys.zip"
    source = copied(KIND)
    source.manage("backup", str(file), "--with-keys")
    assert file.stat().st_mode & 0o777 == 0o600
    site = copied(KIND)
    site.python("from gongkai_web.accounts.models import User\nUser.objects.create_user('late', name='后来')")
    (site.home / "files" / "late.txt").write_text("后来")
    kept, files = rows_of(site), files_of(site)
    process = site.start("-m", "django", "restore", str(file), "--force", "-v2")
    assert process.stderr is not None
    assert any("表 audit_event" in line for line in process.stderr)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert rows_of(site) == kept
    assert files_of(site) == files
    (site.home / "keys.json").unlink()
    if not site.database:  # a damaged database is a reason to put a back-up back
        (site.home / "gongkai.sqlite3").write_bytes(b"damaged" * 5000)
    assert "只恢复到空的站点" in site.manage("restore", str(file), status=1)
    assert "需要密钥" not in site.manage("restore", str(file), "--force")
    assert without_log_of_backups(rows_of(site)) == without_log_of_backups(rows_of(filled(KIND).site))
    assert "files/late.txt" not in files_of(site)
    assert leftovers(site.home) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_not_while_the_site_runs(kind: str, copied: Callable[[str], Site], filled: Callable[[str], Filled]) -> None:
    site = copied(kind)
    kept, files = rows_of(site), files_of(site)
    running = site.start(
        "-c",
        "import django, sys, time; django.setup()\n"
        "from gongkai_web.accounts.models import User\n"
        "User.objects.count(); print('go', flush=True); time.sleep(300)",
    )
    assert running.stdout is not None
    running.stdout.readline()
    try:
        assert "请先停止站点" in site.manage("restore", str(filled(kind).file), "--force", status=1)
    finally:
        running.kill()
        running.communicate()
    assert rows_of(site) == kept
    assert files_of(site) == files
    assert leftovers(site.home) == []


@pytest.mark.slow
def test_an_older_backup_is_brought_forward(filled: Callable[[str], Filled], new_site: NewSite, tmp_path: Path) -> None:
    """A back-up of a version that had no tables of jobs yet."""
    file = tmp_path / "older.zip"
    with zipfile.ZipFile(filled(KIND).file) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("tables/jobs_"):
                continue
            if name == "manifest.json":
                told = json.loads(content)
                told["migrations"] = [node for node in told["migrations"] if node[0] != "jobs"]
                told["members"] = {n: m for n, m in told["members"].items() if not n.startswith("tables/jobs_")}
                told["tables"] = {n: t for n, t in told["tables"].items() if not n.startswith("jobs_")}
                content = json.dumps(told).encode()
            new.writestr(name, content)
    other = new_site(KIND, bare=True)
    assert "逐表核对与备份一致" in other.manage("restore", str(file))
    assert "No planned migration operations" in other.manage("migrate", "--plan")
    other.python("from gongkai_web.jobs.models import JobRun\nassert JobRun.objects.count() == 0")


@pytest.mark.slow
def test_a_full_disk_leaves_the_site_as_it_was(filled: Callable[[str], Filled], copied: Callable[[str], Site]) -> None:
    """Full while files are unpacked, then while the database is filled."""
    site = copied("sqlite")
    kept, files = rows_of(site), files_of(site)
    for room, told in ((60_000, "没有恢复，不能写入"), (200_000, "不能写入")):

        def small_files(room: int = room) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

        said = site.manage("restore", str(filled("sqlite").file), "--force", status=1, preexec_fn=small_files)
        assert told in said
        assert "Traceback" not in said
        assert files_of(site) == files
        assert leftovers(site.home) == []
    assert rows_of(site) == kept


def test_files_come_back_when_something_fails(tmp_path: Path) -> None:
    for name, text in (("files", "old"), ("fresh", "new")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a").write_text(text)
    (tmp_path / "keys.new").write_text("new")

    def failing() -> None:
        with swapping() as put:
            put(tmp_path / "fresh", tmp_path / "files")
            put(tmp_path / "keys.new", tmp_path / "keys.json")
            assert (tmp_path / "files" / "a").read_text() == "new"
            raise OSError("late")

    with pytest.raises(OSError, match="late"):
        failing()
    assert (tmp_path / "files" / "a").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["files"]
    (tmp_path / "fresh").mkdir()
    with swapping() as put:
        put(tmp_path / "fresh", tmp_path / "files")
    assert list((tmp_path / "files").iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["files"]
