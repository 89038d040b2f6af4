"""Uploads by an officer of the bureau."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai_web.accounts.roles import Role
from gongkai_web.common.actor import Actor
from gongkai_web.files.actions import upload_file
from gongkai_web.files.models import StoredFile
from tests.web.conftest import World

Upload = Callable[..., StoredFile]


@pytest.fixture(autouse=True)
def folder(tmp_path, settings) -> None:
    """Files of a test go into a folder of its own, and tasks run when the transaction ends."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files"), "base_url": None},
        },
    }


@pytest.fixture
def officer(world: World) -> Actor:
    """The handler of the bureau."""
    person = world.person(Role.HANDLER)
    return Actor(person.username, person.name, world.bureau.code, "127.0.0.1")


@pytest.fixture
def upload(world: World, officer: Actor, django_capture_on_commit_callbacks) -> Upload:
    """Uploads bytes under a name for the bureau, scanned and cleaned when it returns."""

    def do(data: bytes, name: str, **more: object) -> StoredFile:
        with django_capture_on_commit_callbacks(execute=True):
            file = upload_file(SimpleUploadedFile(name, data), **{"agency": world.bureau, "by": officer, **more})
        return StoredFile.objects.get(pk=file.pk)

    return do


def stored(name: str) -> bytes:
    """The bytes in the storage."""
    with default_storage.open(name) as file:
        return file.read()


def is_random(name: str) -> bool:
    """Whether a name says nothing of what was uploaded."""
    return bool(re.fullmatch(r"files/[0-9a-f]{2}/[0-9a-f]{32}", name))
