"""A first start that is cut off while the database gets its tables: the next one begins again, nothing is lost."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Callable
from time import monotonic, sleep

from tests.web.processes import Site

MIGRATE = "from gongkai_web.running.database import migrate; print(migrate())"


def _applied(site: Site) -> int:
    try:
        with sqlite3.connect(f"file:{site.home / 'gongkai.sqlite3'}?mode=ro", uri=True) as database:
            return int(database.execute("SELECT count(*) FROM django_migrations").fetchone()[0])
    except sqlite3.Error:
        return 0


def test_a_first_start_that_was_cut_off_begins_again(new_site: Callable[..., Site]) -> None:
    site = new_site("sqlite", bare=True)
    begun = site.home / "gongkai.sqlite3.unfinished"
    process = site.start("-c", f"import django; django.setup()\n{MIGRATE}")
    until = monotonic() + 120
    while _applied(site) < 5 and monotonic() < until:
        sleep(0.02)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGTERM
    assert begun.exists()
    with sqlite3.connect(site.home / "gongkai.sqlite3") as database:
        # What kill -9 leaves within Wagtail's migration 0070, which is no single transaction.
        database.execute("CREATE TABLE wagtailcore_revision (id integer)")
    assert int(site.python(MIGRATE)) > 100
    assert not begun.exists()
    # Where somebody is in it, nothing is ever taken away, whatever stands beside it.
    site.python("from gongkai_web.accounts.models import User; User.objects.create_user('ceshi', None, name='测试')")
    begun.touch()
    assert int(site.python(MIGRATE)) == 0
    assert site.python("from gongkai_web.accounts.models import User; print(User.objects.count())").strip() == "1"
