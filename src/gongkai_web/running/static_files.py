"""Static files collected into the data folder, compressed, a fingerprint in each name; anew when they changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

__all__ = ["collect", "fingerprint"]


def _sources() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            about = path.stat()
            yield f"{name} {path} {about.st_size} {about.st_mtime_ns}"


def fingerprint() -> str:
    """A hash over name, size and time of every static file, and over what compresses them."""
    told = hashlib.sha256()
    for part in (version("whitenoise"), settings.STORAGES["staticfiles"]["BACKEND"], *sorted(_sources())):
        told.update(part.encode() + b"\n")
    return told.hexdigest()


def collect(stamp: Path) -> bool:
    """Collects the static files unless ``stamp`` says that they are there already; True when it did."""
    found = fingerprint()
    folder = Path(settings.STATIC_ROOT)
    if (folder / "staticfiles.json").is_file() and stamp.is_file() and stamp.read_text(encoding="ascii") == found:
        return False
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=folder.is_dir(), verbosity=0)
    stamp.write_text(found, encoding="ascii")
    return True
