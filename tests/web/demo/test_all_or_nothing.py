"""A site is never half a demonstration."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai_web.accounts.models import User
from gongkai_web.demo import load as loading
from gongkai_web.organisations.models import Agency


@pytest.mark.django_db
def test_a_failure_leaves_nothing(monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    settings.GONGKAI_HOME = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(loading, "load_requests", lambda *_: [])  # takes long, and is not what fails here
    monkeypatch.setattr(loading, "load_beside", lambda *_: [])
    monkeypatch.setattr(loading, "_write_private", fail)
    with pytest.raises(OSError, match="disk full"):
        loading.load()
    assert not Agency.objects.exists()
    assert not User.objects.exists()
