"""A full disk, a file that is too large on its way, a process that dies between the file and its row."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone

from gongkai_web.files import store
from gongkai_web.files.models import StoredFile
from gongkai_web.files.orphans import orphans
from gongkai_web.files.uploads import Unreceived
from tests.web.files.conftest import Upload


def posted(name: str, data: bytes):
    """A file as a form receives it."""
    request = RequestFactory().post("/", {"file": SimpleUploadedFile(name, data), "title": "标题"})
    return request.POST, request.FILES["file"]


def test_a_file_within_the_limit_is_received(settings) -> None:
    settings.GONGKAI_UPLOAD_BYTES = 100_000
    _, file = posted("a.txt", b"x" * 100_000)
    assert not isinstance(file, Unreceived)
    with file:
        assert file.read() == b"x" * 100_000


def test_a_file_above_the_limit_keeps_what_was_typed(settings) -> None:
    settings.GONGKAI_UPLOAD_BYTES = 100_000
    typed, file = posted("a.txt", b"x" * 100_001)
    assert isinstance(file, Unreceived)
    assert "上限" in file.why
    assert typed["title"] == "标题"


def _with_file_limit(size: int, work) -> None:
    """Runs with writes of files above a size refused by the system, as a full disk refuses them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        work()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_a_full_disk_while_receiving_is_told() -> None:
    seen: list[object] = []
    _with_file_limit(50_000, lambda: seen.append(posted("a.txt", b"x" * 300_000)[1]))
    assert isinstance(seen[0], Unreceived)
    assert "磁盘空间不足" in seen[0].why


def test_a_full_disk_while_storing_leaves_no_half(db: None) -> None:
    from django.core.files.base import ContentFile

    def work() -> None:
        with pytest.raises(ValidationError, match="磁盘空间不足"):
            store.put(ContentFile(b"x" * 300_000))

    _with_file_limit(50_000, work)
    assert list(store.stored_names()) == []


_DYING = """
    import os, sys
    import django
    django.setup()
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
    from django.core.files.uploadedfile import SimpleUploadedFile
    from gongkai_web.common.actor import Actor
    from gongkai_web.files import actions
    from gongkai_web.organisations.actions import create_agency, create_region
    by = Actor.system("测试")
    region = create_region(code="990000", name="云岭省", level="province", by=by)
    agency = create_agency(code="QX", name="清溪县人民政府", kind="government", level="county", region=region, by=by)
    actions._save_new = lambda *_args, **_more: os.kill(os.getpid(), 9)
    actions.upload_file(SimpleUploadedFile("a.txt", b"lost"), agency=agency, by=by)
"""


@pytest.mark.slow
def test_a_process_killed_between_file_and_row(tmp_path: Path, settings, db: None) -> None:
    environment = {
        **os.environ,
        "GONGKAI_HOME": str(tmp_path / "home"),
        "DJANGO_SETTINGS_MODULE": "gongkai_web.settings",
        "DATABASE_URL": "",
    }
    environment.pop("DATABASE_URL")
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_DYING)], env=environment, check=False, capture_output=True
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    left = [path for path in (tmp_path / "home" / "files").rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in left] == [b"lost"]
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "home" / "files")},
        },
    }
    assert orphans(before=timezone.now() + timezone.timedelta(seconds=5)) == [
        str(left[0].relative_to(tmp_path / "home" / "files"))
    ]
    assert not StoredFile.objects.exists()


def test_an_upload_that_was_not_received_is_refused(upload: Upload) -> None:
    with pytest.raises(ValidationError):
        upload(b"", "a.txt")
