"""A real clamd with a database of one signature: EICAR's."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from gongkai_web.accounts.roles import Role
from gongkai_web.common.actor import Actor
from gongkai_web.files import scanning
from gongkai_web.files.actions import publish_file, scan_file
from gongkai_web.files.models import StoredFile
from gongkai_web.files.queries import to_scan_again
from gongkai_web.files.states import CleaningState, ScanState
from gongkai_web.notify.models import Message
from tests.web.conftest import World
from tests.web.files import made
from tests.web.files.conftest import Upload

pytestmark = pytest.mark.slow

_PLACES = ("clamd", "/usr/sbin/clamd", "/usr/local/sbin/clamd")
_CONF = """
DatabaseDirectory {home}/db
LocalSocket {home}/clamd.sock
Foreground yes
LogFile {home}/clamd.log
TemporaryDirectory {home}
StreamMaxLength 1M
"""


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a clamd that knows one virus and takes a megabyte."""
    program = next((found for found in map(shutil.which, _PLACES) if found), None)
    if program is None:
        pytest.skip("clamd is not installed (Debian: clamav-daemon)")
    home = tmp_path_factory.mktemp("clamav")
    (home / "db").mkdir()
    eicar = made.EICAR.encode()
    (home / "db" / "test.hdb").write_text(
        f"{hashlib.md5(eicar, usedforsecurity=False).hexdigest()}:{len(eicar)}:Eicar-Test\n"
    )
    (home / "db" / "test.ndb").write_text(f"Eicar-Inside:0:*:{eicar.hex()}\n")
    (home / "clamd.conf").write_text(_CONF.format(home=home))
    process = subprocess.Popen([program, "--config-file", str(home / "clamd.conf")], stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            if Path(home / "clamd.sock").exists():
                break
            assert process.poll() is None, (home / "clamd.log").read_text()
            time.sleep(0.1)
        yield f"unix://{home}/clamd.sock"
    finally:
        process.terminate()
        process.wait(20)


def test_an_infected_file_is_locked_and_told(
    clamd: str, settings, upload: Upload, world: World, officer: Actor
) -> None:
    settings.GONGKAI_CLAMD_URL = clamd
    file = upload(made.EICAR.encode(), "测试病毒.txt")
    assert file.scan_state == ScanState.INFECTED
    assert "Eicar" in file.scan_finding
    assert file.scan_engine.startswith("ClamAV ")
    assert file.cleaning_state == CleaningState.WAITING
    assert not file.cleaned
    with pytest.raises(ValidationError, match="发现病毒"):
        publish_file(file, by=officer)
    told = {message.user_id for message in Message.objects.filter(template="file.infected")}
    assert told == {world.person(Role.HANDLER).pk, world.person(Role.AGENCY_ADMINISTRATOR).pk}


def test_a_clean_file_goes_on(clamd: str, settings, upload: Upload, officer: Actor) -> None:
    settings.GONGKAI_CLAMD_URL = clamd
    file = upload(made.plain_docx(), "通知.docx")
    assert file.scan_state == ScanState.CLEAN
    assert file.scanned_at is not None
    assert publish_file(file, by=officer).is_public


def test_a_virus_that_is_known_later_withdraws(clamd: str, settings, upload: Upload, officer: Actor) -> None:
    settings.GONGKAI_CLAMD_URL = ""
    file = upload(b"before " + made.EICAR.encode(), "甲.txt")
    assert file.scan_state == ScanState.NOT_CONFIGURED
    publish_file(file, by=officer)
    assert to_scan_again() == []
    settings.GONGKAI_CLAMD_URL = clamd
    assert to_scan_again() == [file.pk]
    scan_file(file.pk, by=Actor.system("复查"))
    file = StoredFile.objects.get()
    assert file.scan_state == ScanState.INFECTED
    assert not file.is_public
    assert file.withdrawn_reason


def test_what_clamd_does_not_take_is_no_verdict(clamd: str, settings) -> None:
    settings.GONGKAI_CLAMD_URL = clamd
    verdict = scanning.scan(ContentFile(bytes(2 * 2**20)))
    assert verdict.state is ScanState.FAILED
    assert verdict.finding


def test_a_clamd_that_is_away_is_no_verdict(settings, upload: Upload, officer: Actor) -> None:
    settings.GONGKAI_CLAMD_URL = "tcp://127.0.0.1:8179"
    file = upload(b"text", "甲.txt")
    assert file.scan_state == ScanState.FAILED
    assert "没有回答" in file.scan_finding
    with pytest.raises(ValidationError):
        publish_file(file, by=officer)
