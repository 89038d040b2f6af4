"""What keeps a site from starting is said in one line, without a traceback and without a password."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from gongkai_web.running.address import check_free, host_header, written
from gongkai_web.running.home import check_home, check_space, holder, locked
from gongkai_web.running.problems import CannotStart
from tests.web.running.site import run


def refused(home: Path, status: int = 1, **env: str) -> str:
    done = run("serve", "--port", "0" if status == 3 else "18431", home=home, env=env)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "geheim" not in done.stdout + done.stderr
    return done.stderr.splitlines()[-1]


def test_a_folder_that_cannot_be_written() -> None:
    assert refused(Path("/proc/gongkai")).startswith("数据文件夹/proc/gongkai不能写入")


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    assert "不是文件夹" in refused(tmp_path / "data")


def test_a_wrong_setting(tmp_path: Path) -> None:
    assert refused(tmp_path, 2, DATABASE_URL="oracle://u:geheim@h/x").startswith("环境变量DATABASE_URL不能用")


def test_a_slip_of_the_pen_does_not_stop(tmp_path: Path) -> None:
    done = run("manage", "settings_table", "--tsv", home=tmp_path / "data", env={"GONGKAI_HOST": "x"})
    assert done.returncode == 0
    assert "是不是GONGKAI_HOSTS" in done.stderr
    assert any(line.startswith("GONGKAI_HOME\t") for line in done.stdout.splitlines())


@pytest.mark.slow
def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    line = refused(tmp_path / "data", DATABASE_URL="postgresql://u:geheim@127.0.0.1:1/gk")
    assert line.startswith("用不了数据库（PostgreSQL 127.0.0.1:1/gk）")


@pytest.mark.slow
def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "gongkai.sqlite3").write_bytes(b"nothing of the kind" * 100)
    assert refused(tmp_path).startswith(f"用不了数据库（SQLite {tmp_path / 'gongkai.sqlite3'}）")


@pytest.mark.slow
def test_a_database_of_a_newer_version(home: Path) -> None:
    with sqlite3.connect(home / "gongkai.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('audit', '9999_later', '2999-01-01')"
        )
    assert "更新的版本建立的（audit.9999_later）" in refused(home)


@pytest.mark.slow
def test_a_migration_that_fails(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "gongkai.sqlite3") as database:
        database.execute("CREATE TABLE accounts_user (id INTEGER)")
    line = refused(tmp_path)
    assert line.startswith("升级数据库（SQLite")
    assert "accounts_user" in line
    assert "Traceback" in (tmp_path / "logs" / "prepare-database.log").read_text(encoding="utf-8")


def test_a_disk_without_room(tmp_path: Path) -> None:
    check_space(tmp_path, least=1)
    with pytest.raises(CannotStart, match="请先清出空间"):
        check_space(tmp_path, least=shutil.disk_usage(tmp_path).total + 1)


def test_who_holds_a_folder(tmp_path: Path) -> None:
    home = check_home(tmp_path / "a" / "b")
    assert holder(home) is None
    with locked(home):
        assert holder(home)
        with pytest.raises(CannotStart, match="正由另一个 gongkai 使用"), locked(home):
            pass
    assert holder(home) is None


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.host.invalid"])
def test_an_address_of_another_machine(host: str) -> None:
    with pytest.raises(CannotStart, match="不是本机的地址"):
        check_free(host, 0)


def test_addresses_for_people() -> None:
    assert written("0.0.0.0", 80) == "http://localhost:80/"
    assert written("fd00::7", 8000) == "http://[fd00::7]:8000/"
    assert [host_header(hosts) for hosts in ((), ("*",), (".a.cn",), ("b.cn", "c.cn"))] == [
        "localhost", "localhost", "a.cn", "b.cn",
    ]  # fmt: skip


@pytest.mark.parametrize("command", ["serve", "demo", "manage"])
def test_without_the_libraries_of_the_site(command: str) -> None:
    code = f"import sys; sys.modules['granian'] = None; import gongkai.cli as c; c.main(['{command}'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("网站所需的软件没有装全（缺 granian）")


def test_the_core_finds_the_commands_without_knowing_the_site() -> None:
    code = "import sys, gongkai.cli as c; c.main.list_commands(None); print([m for m in sys.modules if '_web' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    done = subprocess.run(
        [sys.executable, "-c", "import gongkai.cli as c; c.main()", "--help"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert {"serve", "demo", "manage", "report", "law"} <= set(done.stdout.split())


def test_a_command_on_a_database_without_tables_says_what_to_do(tmp_path: Path) -> None:
    done = run("manage", "audit", "verify", home=tmp_path)
    assert done.returncode == 1
    assert "gongkai manage migrate" in done.stderr
    assert "Traceback" not in done.stderr
