"""`gongkai serve` as an operator meets it: from nothing to a site that answers, and to a clean end."""

from __future__ import annotations

import json
import re
import signal
import stat
from pathlib import Path

import psutil
import pytest

from tests.web.running.site import Site, eventually, gone, run, site

pytestmark = pytest.mark.slow


def ended_cleanly(running: Site, number: signal.Signals, *, group: bool = False) -> None:
    processes = running.processes()
    assert len(processes) >= 4
    assert running.stop(number, group=group) == 0, running.told()
    said = running.rest()
    assert said.splitlines()[-1] == "已停止。"
    assert "Traceback" not in running.told()
    assert gone(processes, 1.0) == []


def test_from_an_empty_folder(tmp_path: Path) -> None:
    home = tmp_path / "new" / "data"
    with site(home) as running:
        running.ready()
        assert f"网站已启动：http://localhost:{running.port}/" in running.lines
        told = running.health()
        assert told["status"] in ("ok", "degraded")
        assert told["behind"]["database"] == {"kind": "sqlite", "status": "ok"}

        manifest = json.loads((home / "static" / "staticfiles.json").read_text(encoding="utf-8"))
        name = next(path for plain, path in manifest["paths"].items() if plain.endswith(".css"))
        response = running.get(f"/static/{name}", {"Accept-Encoding": "br"})
        assert re.search(r"\.[0-9a-f]{12}\.css$", name)
        assert response.headers["Content-Encoding"] == "br"
        assert "immutable" in response.headers["Cache-Control"]

        for path in home.rglob("*"):
            if path.is_file() and "static" not in path.parts:
                assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        ended_cleanly(running, signal.SIGINT)
        collected = (home / "static" / "staticfiles.json").stat().st_mtime_ns
    with site(home) as again:
        again.ready()
        assert (home / "static" / "staticfiles.json").stat().st_mtime_ns == collected
        ended_cleanly(again, signal.SIGTERM)


def test_ctrl_c_in_a_terminal_reaches_everybody_once(home: Path) -> None:
    with site(home) as running:
        running.ready()
        ended_cleanly(running, signal.SIGINT, group=True)


def test_ctrl_c_while_it_prepares(tmp_path: Path) -> None:
    with site(tmp_path / "data") as running:
        running.wait_for("正在准备")
        eventually("a step starts", running.processes)
        processes = running.processes()
        assert running.stop(signal.SIGINT, group=True) == 0
        assert "Traceback" not in running.rest()
        assert gone(processes, 5.0) == []


def test_nothing_is_left_when_it_is_killed(home: Path) -> None:
    with site(home) as running:
        processes = running.ready().processes()
        assert running.stop(signal.SIGKILL) == -signal.SIGKILL
        assert gone(processes) == []
    with site(home) as again:
        again.ready()


def test_what_crashes_is_started_again(home: Path) -> None:
    with site(home) as running:
        running.ready()
        before = running.child("queue")
        before.kill()
        assert "1秒后重新启动" in running.wait_for("后台任务进程被信号9终止", 10)
        eventually("there is another", lambda: len(psutil.Process(running.process.pid).children()) == 3)
        assert running.child("queue").pid != before.pid

        web = running.child("web")
        one, other = web.children()
        one.kill()
        # A connection that was waiting at the dead worker is lost with it; the next goes to the other one.
        eventually("the other worker answers", lambda: answers(running))
        eventually("the server replaces its worker", lambda: len(web.children()) == 2)

        web.kill()
        running.wait_for("网站进程被信号9终止", 10)
        assert gone([other]) == []
        eventually("the site answers again", lambda: answers(running))


def answers(running: Site) -> bool:
    try:
        return bool(running.get("/health").status == 200)
    except OSError:
        return False


def test_one_site_on_a_data_folder_and_on_a_port(home: Path, tmp_path: Path) -> None:
    with site(home) as running:
        running.ready()
        second = run("serve", "--port", str(running.port + 1), home=home, timeout=60)
        assert (second.returncode, second.stdout) == (1, "")
        (line,) = second.stderr.splitlines()
        assert f"（进程号{running.process.pid}）" in line

        third = run("serve", "--port", str(running.port), home=tmp_path / "other", timeout=60)
        assert third.returncode == 1
        assert third.stderr == f"端口{running.port}已被别的程序占用；请先停止它，或用 --port 另选一个端口。\n"
