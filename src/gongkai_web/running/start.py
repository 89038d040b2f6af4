"""`gongkai serve` and `gongkai demo`: checks, prepares, starts, says that the site is ready, stays until stopped."""

from __future__ import annotations

import os
import queue
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongkai_web import config
from gongkai_web.keys import keep_keys
from gongkai_web.running import address
from gongkai_web.running.children import Child, Spec
from gongkai_web.running.home import check_home, check_space, locked
from gongkai_web.running.preparing import prepare
from gongkai_web.running.problems import Stopped
from gongkai_web.running.supervisor import Supervisor, signals_to

__all__ = ["DEMO_HOME", "Console", "Wanted", "run"]

DEMO_HOME = Path("demo-data")
Events = queue.SimpleQueue[Child | signal.Signals]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line."""

    host: str = "127.0.0.1"
    port: int = 8000
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Console:
    """Where the person reads: ``say`` what happens, ``warn`` what is wrong."""

    say: Say
    warn: Say


def environment(wanted: Wanted, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of the site's processes: what was given, and what follows from the command line."""
    given = dict(environ)
    given["DJANGO_SETTINGS_MODULE"] = "gongkai_web.settings"
    # The log is read while the site runs.
    given["PYTHONUNBUFFERED"] = "1"
    if wanted.demo:
        given["GONGKAI_DEMO"] = "1"
    follows = {"GONGKAI_URL": address.written(wanted.host, wanted.port).rstrip("/")}
    if wanted.demo:
        follows["GONGKAI_HOME"] = str(DEMO_HOME)
    return given | {name: text for name, text in follows.items() if not given.get(name, "").strip()}


def specs(wanted: Wanted, values: Mapping[str, Any]) -> list[Spec]:
    """The processes of a site."""
    workers = values["GONGKAI_WORKERS"] or len(os.sched_getaffinity(0))
    web = (wanted.host, str(wanted.port), str(workers), str(values["GONGKAI_THREADS"]))
    return [
        Spec("web", "网站进程", (*web, "1" if values["GONGKAI_ACCESS_LOG"] else "0")),
        Spec("queue", "后台任务进程"),
        Spec("clock", "定时任务进程"),
    ]


def run(wanted: Wanted, environ: Mapping[str, str], console: Console) -> None:
    """Runs a site until it is asked to stop. Raises CannotStart or ConfigError."""
    events: Events = queue.SimpleQueue()
    os.umask(0o077)
    with signals_to(events):
        for line in config.warnings(environ):
            console.warn(line)
        given = environment(wanted, environ)
        values = config.read(given)
        home = check_home(values["GONGKAI_HOME"])
        given["GONGKAI_HOME"] = str(home)
        check_space(home)
        with locked(home) as lock:
            address.check_free(wanted.host, wanted.port)
            keep_keys(home)
            (home / "logs").mkdir(mode=0o700, exist_ok=True)
            with suppress(Stopped):
                _Run(wanted, values, given, home, lock, events, console).serve()
            console.say("已停止。")


@dataclass(frozen=True, slots=True)
class _Run:
    """A site on its own data folder, from preparing to the end."""

    wanted: Wanted
    values: Mapping[str, Any]
    given: Mapping[str, str]
    home: Path
    lock: int
    events: Events
    console: Console

    def serve(self) -> None:
        """Returns when the site has been stopped. Raises CannotStart, Stopped."""
        what = "演示站点" if self.wanted.demo else "站点"
        self.console.say(f"正在准备{what}，数据文件夹 {self.home}（首次约需一分钟）……")
        logs = self.home / "logs"
        told = prepare(self.given, logs=logs, lock=self.lock, events=self.events)
        supervisor = Supervisor(
            specs(self.wanted, self.values),
            logs=logs,
            environ=self.given,
            lock=self.lock,
            events=self.events,
            say=self.console.warn,
        )
        name = address.host_header(self.values["GONGKAI_HOSTS"])
        supervisor.start(lambda: address.answers(self.wanted.host, self.wanted.port, name))
        self._announce(told)
        supervisor.watch()

    def _announce(self, told: list[str]) -> None:
        url = address.written(self.wanted.host, self.wanted.port)
        lines = [f"网站已启动：{url}", f"工作后台：  {url}staff/", *told]
        if not address.is_local(self.wanted.host) and not self.given.get("GONGKAI_HOSTS", "").strip():
            lines.append("要让别的机器访问，还须用环境变量GONGKAI_HOSTS写明网站的域名。")
        for line in (*lines, f"日志在 {self.home / 'logs'}，按 Ctrl-C 停止。"):
            self.console.say(line)
