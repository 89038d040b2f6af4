"""`gongkai demo`, `make run`, and the first start of a site of one's own."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
from pathlib import Path

import psutil
import pytest

from tests.web.running.site import ROOT, environment, free_port, gone, run, site

pytestmark = pytest.mark.slow


def accounts(home: Path) -> Path:
    return home / "demonstration-accounts.txt"


def test_the_demonstration(home: Path, prepared: Path, tmp_path: Path) -> None:
    with site(home, command="demo") as running:
        running.ready()
        assert any(str(accounts(home)) in line for line in running.lines)
        assert stat.S_IMODE(accounts(home).stat().st_mode) == 0o600
        page = running.get("/")
        assert page.status == 200
        assert "演示" in page.body.decode()
        words = accounts(home).read_text(encoding="utf-8").split()
        assert not any(word in line for word in words if word.endswith("-Yan8") for line in running.lines)
        assert running.stop() == 0
    with site(home, command="demo") as again:
        again.ready()
        assert accounts(home).read_text(encoding="utf-8").split() == words

    other = Path(shutil.copytree(prepared, tmp_path / "other"))
    with site(other, command="demo") as elsewhere:
        elsewhere.ready()
    passwords = {word for word in words if word.endswith("-Yan8")}
    assert len(passwords) > 5
    assert passwords.isdisjoint(accounts(other).read_text(encoding="utf-8").split())

    accounts(home).unlink()
    refused = run("demo", "--port", str(free_port()), home=home)
    assert refused.returncode == 1
    assert refused.stderr.startswith("数据库里已有别的站点的数据，不装入演示数据")


def test_the_first_start_tells_the_code_until_the_site_is_set_up(home: Path) -> None:
    with site(home) as running:
        running.ready()
        (line,) = (line for line in running.lines if "启用码" in line)
        assert f"http://localhost:{running.port}/setup/ " in line
        assert line.rpartition("：")[2] == (home / "setup-code").read_text(encoding="ascii").strip()
        assert running.get("/").url.endswith("/setup/")


def test_make_run_is_stopped_by_ctrl_c(home: Path) -> None:
    """As a person at a terminal: make, the supervisor and its processes all hear the Ctrl-C."""
    if not (ROOT / ".venv" / "run.stamp").is_file():
        pytest.skip("make run has not installed .venv here")
    process = subprocess.Popen(
        ["make", "-o", ".venv/run.stamp", "run", f"PORT={free_port()}"],
        env=environment(home),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    assert process.stdout is not None
    with process.stdout as console:
        said = []
        for line in console:
            said.append(line)
            if "按 Ctrl-C 停止" in line:
                break
        processes = psutil.Process(process.pid).children(recursive=True)
        os.killpg(process.pid, signal.SIGINT)
        said += list(console)
    assert process.wait(timeout=60) in (0, 2, 130, -signal.SIGINT)
    assert "已停止。\n" in said
    assert "Traceback" not in "".join(said)
    assert gone(processes, 5.0) == []
