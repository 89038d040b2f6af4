"""A filled site goes into one file and comes back equal, row by row and byte by byte, to either kind of database."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.web.backup.filling import DUMP, NOT_COMPARED, files_of, fill, leftovers, tables_of
from tests.web.conftest import KINDS
from tests.web.processes import Site

pytestmark = pytest.mark.slow
NewSite = Callable[..., Site]


def rows_of(site: Site) -> dict[str, list[str]]:
    """Every row of every table as the site reads it, but for those that no back-up holds."""
    told: dict[str, list[str]] = json.loads(site.python(DUMP).splitlines()[-1])
    return {table: rows for table, rows in told.items() if table not in NOT_COMPARED}


def without_log_of_backups(rows: dict[str, list[str]]) -> dict[str, list[str]]:
    """Making and putting back are themselves in the log, after what was put in."""
    kept = [row for row in rows["audit_event"] if "'backup." not in row]
    return {**rows, "audit_event": kept, "audit_chainhead": []}


@pytest.fixture(scope="module")
def backup_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[NewSite, str], tuple[Site, Path]]:
    """A filled site and its back-up, made once for each kind."""
    made: dict[str, Path] = {}

    def backup(new_site: NewSite, kind: str) -> tuple[Site, Path]:
        site = new_site(kind)
        fill(site)
        file = tmp_path_factory.mktemp(kind) / "site.zip"
        said = site.manage("backup", str(file))
        assert "已备份到" in said
        assert "keys.json另行保管" in said
        made[kind] = file
        return site, file

    return backup


@pytest.mark.parametrize("target", KINDS)
@pytest.mark.parametrize("source", KINDS)
def test_it_comes_back_equal(
    source: str, target: str, new_site: NewSite, backup_of: Callable[..., tuple[Site, Path]]
) -> None:
    site, file = backup_of(new_site, source)
    other = new_site(target, bare=True)
    shutil.copyfile(site.home / "keys.json", other.home / "keys.json")
    said = other.manage("restore", str(file))
    assert "逐表核对与备份一致" in said
    assert "注意" not in said
    before, after = rows_of(site), rows_of(other)
    assert before.keys() == after.keys()
    for table, rows in without_log_of_backups(before).items():
        assert without_log_of_backups(after)[table] == rows, table
    assert any("13812345678" in row for row in after["accounts_user"])
    assert files_of(other) == files_of(site)
    assert len(files_of(other)) == 4
    assert "链条完整" in other.manage("audit", "verify")
    # New rows get numbers of their own, the log goes on, nobody may change it.
    other.python(
        "from gongkai_web.accounts.models import User\n"
        "from gongkai_web.audit import triggers\n"
        "from django.db import connection\n"
        "assert User.objects.create_user('new', name='新').pk > 0\n"
        "assert triggers.missing(connection) == []"
    )
    assert leftovers(other.home) == []


def test_keys_stay_out_unless_asked_for(
    new_site: NewSite, backup_of: Callable[..., tuple[Site, Path]], tmp_path: Path
) -> None:
    site, file = backup_of(new_site, "sqlite")
    assert b"13812345678" not in b"".join(zipfile.ZipFile(file).read(n) for n in zipfile.ZipFile(file).namelist())
    other = new_site("sqlite", bare=True)
    said = other.manage("restore", str(file))
    assert "项加密内容需要密钥" in said
    assert "keys.json" in said
    with_keys = tmp_path / "keys.zip"
    site.manage("backup", str(with_keys), "--with-keys")
    third = new_site("sqlite", bare=True)
    assert "需要密钥" not in third.manage("restore", str(with_keys))
    assert any("13812345678" in row for row in rows_of(third)["accounts_user"])
    assert with_keys.stat().st_mode & 0o777 == 0o600


def test_only_into_an_empty_place(site: Site, new_site: NewSite, tmp_path: Path) -> None:
    fill(site)
    file = tmp_path / "site.zip"
    site.manage("backup", str(file))
    kept = rows_of(site)
    assert "只恢复到空的站点" in site.manage("restore", str(file), status=1)
    assert rows_of(site) == kept
    site.python("from gongkai_web.accounts.models import User\nUser.objects.create_user('late', name='后来')")
    (site.home / "files" / "late.txt").write_text("后来")
    site.manage("restore", str(file), "--force")
    assert without_log_of_backups(rows_of(site)) == without_log_of_backups(kept)
    assert "files/late.txt" not in files_of(site)
    assert "会覆盖" in site.manage("backup", str(file), status=1)


def damage(file: Path, to: Path, how: str) -> Path:
    data = bytearray(file.read_bytes())
    if how == "cut":
        del data[-100:]
    elif how == "byte":
        with zipfile.ZipFile(file) as archive:
            info = archive.getinfo("tables/audit_event.jsonl")
        data[info.header_offset + 30 + len(info.filename.encode()) + info.compress_size // 2 + 20] ^= 0xFF
    elif how == "text":
        data = bytearray(b"not a zip")
    to.write_bytes(data)
    if how in ("row", "extra", "path", "newer", "format"):
        with zipfile.ZipFile(file) as old, zipfile.ZipFile(to, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if how == "row" and name == "tables/accounts_user.jsonl":
                    content = b"".join(content.splitlines(keepends=True)[1:])
                if name == "manifest.json":
                    told = json.loads(content)
                    if how == "path":
                        told["members"]["files/../../evil"] = {
                            "size": 0,
                            "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                        }
                    if how == "newer":
                        told["migrations"].append(["audit", "9999_future"])
                    if how == "format":
                        told["format"] = 99
                    content = json.dumps(told).encode()
                new.writestr(name, content)
            if how == "extra":
                new.writestr("files/extra", b"")
            if how == "path":
                new.writestr("files/../../evil", b"")
    return to


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("cut", "不是完整的备份文件"),
        ("text", "不是完整的备份文件"),
        ("byte", "tables/audit_event.jsonl"),
        ("row", "与摘要不符"),
        ("extra", "缺少或多出files/extra"),
        ("path", "不应有"),
        ("newer", "更新的版本"),
        ("format", "格式是99"),
    ],
)
def test_a_damaged_file_is_refused(
    how: str, told: str, damaged_source: Path, new_site: NewSite, tmp_path: Path
) -> None:
    other = new_site("sqlite", bare=True)
    harmed = damage(damaged_source, tmp_path / "harmed.zip", how)
    assert told in other.manage("restore", str(harmed), status=1)
    assert sorted(path.name for path in other.home.iterdir()) == ["keys.json"]


@pytest.fixture(scope="module")
def damaged_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.web.processes import bare_site

    site = bare_site(tmp_path_factory.mktemp("source"), "sqlite")
    site.manage("migrate", "-v0")
    fill(site)
    file = site.home.parent / "site.zip"
    site.manage("backup", str(file))
    assert "备份文件完整" in site.manage("restore", str(file), "--check")
    return file


def test_a_full_disk_is_told_and_older_backups_stay(site: Site, tmp_path: Path) -> None:
    fill(site)
    folder = tmp_path / "backups"
    site.manage("backup", str(folder / "old.zip"))
    old = (folder / "old.zip").read_bytes()

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    database = {"GONGKAI_BACKUP_DIR": str(folder)}
    site.variables = database
    said = site.manage("backup", str(folder / "new.zip"), status=1, preexec_fn=small_files)
    assert "备份没有完成" in said
    assert "Traceback" not in said
    assert sorted(path.name for path in folder.iterdir()) == ["old.zip"]
    assert (folder / "old.zip").read_bytes() == old


def test_killed_while_writing(site: Site, tmp_path: Path) -> None:
    fill(site)
    many = 300
    for number in range(many):
        (site.home / "files" / f"{number}.bin").write_bytes(os.urandom(200_000))
    file = tmp_path / "backups" / "site.zip"
    process = site.start("-m", "django", "backup", str(file))
    part = file.with_name(".site.zip.part")
    for _ in range(600):
        if part.exists() and part.stat().st_size > 1_000_000:
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not file.exists()
    assert part.exists()
    assert "不是完整的备份文件" in site.manage("restore", str(part), "--check", status=1)
    site.manage("backup", str(file))
    assert not part.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_killed_while_restoring(kind: str, damaged_source: Path, new_site: NewSite) -> None:
    site = new_site(kind)
    fill(site)
    kept, files = rows_of(site), files_of(site)
    process = site.start("-m", "django", "restore", str(damaged_source), "--force", "-v2")
    assert process.stderr is not None
    for line in process.stderr:
        if "表 audit_event" in line:
            break
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert rows_of(site) == kept
    assert files_of(site) == files
    site.manage("restore", str(damaged_source), "--force")
    assert leftovers(site.home) == []


def test_not_while_the_site_runs(damaged_source: Path, new_site: NewSite) -> None:
    site = new_site("sqlite")
    fill(site)
    kept = files_of(site)
    running = sqlite3.connect(site.home / "gongkai.sqlite3")
    running.execute("SELECT count(*) FROM accounts_user").fetchone()
    assert "请先停止站点" in site.manage("restore", str(damaged_source), "--force", status=1)
    running.close()
    assert files_of(site) == kept
    site.manage("restore", str(damaged_source), "--force")


def test_a_backup_made_while_others_write_is_one_moment(site: Site, tmp_path: Path) -> None:
    fill(site)
    writer = site.start(
        "-c",
        "import django; django.setup()\n"
        "from gongkai_web.audit.actions import record\n"
        "from gongkai_web.common.actor import Actor\n"
        "print('go', flush=True)\n"
        "while True: record('test.it', by=Actor('w'))",
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    try:
        for number in range(2):
            site.manage("backup", str(tmp_path / f"{number}.zip"))
    finally:
        writer.kill()
        writer.communicate()
    for number in range(2):
        with zipfile.ZipFile(tmp_path / f"{number}.zip") as archive:
            said = json.loads(archive.read("manifest.json"))
            last = archive.read("tables/audit_event.jsonl").splitlines()[-1]
        assert json.loads(last)[0] == said["audit"]["number"] == said["tables"]["audit_event"]["rows"]


def test_an_older_backup_is_brought_forward(new_site: NewSite, damaged_source: Path, tmp_path: Path) -> None:
    """A back-up of a version that had one migration less."""
    site = new_site("sqlite")
    site.manage("migrate", "jobs", "zero", "-v0")
    fill(site)
    file = tmp_path / "older.zip"
    assert "请先运行" in site.manage("backup", str(file), status=1)
    with zipfile.ZipFile(damaged_source) as old, zipfile.ZipFile(file, "w") as new:
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
    other = new_site("sqlite", bare=True)
    assert "逐表核对与备份一致" in other.manage("restore", str(file))
    assert "No planned migration operations" in other.manage("migrate", "--plan")
    if tables_of(other):
        assert "jobs_jobrun" in tables_of(other)
