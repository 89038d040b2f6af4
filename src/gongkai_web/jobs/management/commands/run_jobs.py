"""``gongkai manage run_jobs``: the scheduler, one job by hand, or what is due now."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gongkai_web.common.actor import Actor
from gongkai_web.jobs.actions import run_now
from gongkai_web.jobs.models import State
from gongkai_web.jobs.queries import standing
from gongkai_web.jobs.registry import all_jobs
from gongkai_web.jobs.scheduler import run_forever, tick


class Command(BaseCommand):
    """Runs until SIGTERM or Ctrl-C; several may run at once, on one machine or many."""

    help = "定时任务：不带参数则一直运行；可以同时运行多个，每次任务只做一遍"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One of three other ways."""
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--once", metavar="任务", help="立即运行一个任务，失败时退出码为1")
        ways.add_argument("--due", action="store_true", help="做完现在到期的任务就退出，供系统的 cron 调用")
        ways.add_argument("--list", action="store_true", dest="as_list", help="列出任务、上次和下次运行时间")

    def handle(self, *_: Any, once: str | None, due: bool, as_list: bool, **__: Any) -> None:
        """Does it."""
        if as_list:
            self._list()
        elif once:
            self._once(once)
        elif due:
            for run in tick():
                self.stdout.write(f"{run.title}：{run.get_state_display()} {run.message}".rstrip())
        else:
            self._forever()

    def _list(self) -> None:
        for row in standing(timezone.now()):
            last = f"{row.last.get_state_display()} {_local(row.last.due)}" if row.last else "从未运行"
            late = "  【错过】" if row.missed else ""
            self.stdout.write(f"{row.job.name:<18}{row.job.title}  上次：{last}  下次：{_local(row.next_at)}{late}")

    def _once(self, name: str) -> None:
        job = all_jobs().get(name)
        if job is None:
            raise CommandError(f"没有任务“{name}”，有：{'、'.join(all_jobs())}", returncode=2)
        try:
            run = run_now(job, by=Actor.system("命令行"))
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from None
        if run.state != State.DONE:
            raise CommandError(f"{job.title}：{run.get_state_display()}。{run.message}")
        self.stdout.write(f"{job.title}：成功，处理{run.count}项。{run.message}")

    def _forever(self) -> None:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        self.stdout.write(f"定时任务已启动，共{len(all_jobs())}项。")
        self.stdout.flush()
        run_forever(stop)


def _local(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
