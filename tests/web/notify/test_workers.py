"""Processes that send: several at once, killed in the middle, on a real file and on a real server."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable

import pytest

from tests.web.conftest import KINDS
from tests.web.notify.conftest import MailServer
from tests.web.processes import Site

pytestmark = pytest.mark.slow

WRITE = """
from gongkai_web.common.actor import Actor
from gongkai_web.notify.actions import tell
values = {"job": "备份", "at": "三点", "error": "满了"}
for n in range(%d):
    print(tell(f"ceshi{n}@example.com", "job.failed", values, by=Actor.system())[0].pk)
"""
SEND = "from gongkai_web.notify.tasks import deliver_due; print(deliver_due.call())"
STATES = """
from gongkai_web.notify.models import Message
for row in Message.objects.order_by("pk"): print(row.state, row.attempts, row.identity)
"""
LEASE_OVER = """
from django.utils import timezone
from gongkai_web.notify.models import Message
print(Message.objects.filter(state="sending").update(claimed_until=timezone.now()))
"""


def site_with(server: MailServer, new_site: Callable[..., Site], kind: str) -> Site:
    site: Site = new_site(kind)
    site.variables |= {"EMAIL_URL": f"smtp://127.0.0.1:{server.port}", "GONGKAI_MAIL_FROM": "noreply@example.gov.cn"}
    return site


def start(site: Site) -> subprocess.Popen[str]:
    return site.start("-c", f"import django; django.setup()\n{SEND}")


@pytest.mark.parametrize("kind", KINDS)
def test_workers_share_the_work_and_send_nothing_twice(
    kind: str, mail_server: MailServer, new_site: Callable[..., Site]
) -> None:
    site = site_with(mail_server, new_site, kind)
    site.python(WRITE % 40)
    workers = [start(site) for _ in range(3)]
    done = [worker.communicate(timeout=120) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0], done
    assert sum(int(out) for out, _ in done) == 40
    assert sorted(envelope.rcpt_tos[0] for envelope in mail_server.got) == sorted(
        f"ceshi{n}@example.com" for n in range(40)
    )
    assert {line.split()[0] for line in site.python(STATES).splitlines()} == {"sent"}


@pytest.mark.parametrize("kind", KINDS)
def test_two_workers_at_the_same_message(kind: str, mail_server: MailServer, new_site: Callable[..., Site]) -> None:
    site = site_with(mail_server, new_site, kind)
    site.python(WRITE % 1)
    mail_server.waits = True
    first = start(site)
    assert mail_server.arrived.wait(60)
    assert site.python(SEND).strip() == "0"  # it is in the hands of the first
    mail_server.go_on.set()
    assert first.communicate(timeout=60)[0].strip() == "1"
    assert len(mail_server.got) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_worker_killed_while_it_sends_loses_nothing(
    kind: str, mail_server: MailServer, new_site: Callable[..., Site]
) -> None:
    site = site_with(mail_server, new_site, kind)
    site.python(WRITE % 1)
    mail_server.waits = True
    worker = start(site)
    assert mail_server.arrived.wait(60)
    worker.kill()
    worker.communicate()
    assert worker.returncode == -signal.SIGKILL
    mail_server.go_on.set()
    assert site.python(STATES).split()[0] == "sending"
    assert site.python(SEND).strip() == "0"  # its claim may still be good
    assert site.python(LEASE_OVER).strip() == "1"
    time.sleep(0.01)
    assert site.python(SEND).strip() == "1"
    state, attempts, identity = site.python(STATES).split()
    assert (state, attempts) == ("sent", "2")
    # Whatever of the first attempt reached the server is known as the same mail by its number.
    assert {mail["Message-ID"] for mail in mail_server.mails()} == {f"<{identity}@example.gov.cn>"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_written_before_the_process_died_is_sent_later(
    kind: str, mail_server: MailServer, new_site: Callable[..., Site]
) -> None:
    site = site_with(mail_server, new_site, kind)
    die = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    site.python(
        f"from gongkai_web.notify import actions; actions.queue = lambda pk: None{WRITE % 2}{die}", -signal.SIGKILL
    )
    assert site.python(SEND).strip() == "2"
    assert len(mail_server.got) == 2
