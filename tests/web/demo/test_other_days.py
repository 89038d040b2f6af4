"""The demonstration may be loaded on any day: in a year whose holidays are not known yet, around its beginning."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from gongkai_web.demo import load as loading
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.remedies.models import RemedyCase


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("day", [(2027, 1, 4), (2027, 2, 20), (2028, 6, 15)])
def test_it_loads(day: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path) -> None:
    settings.GONGKAI_HOME = tmp_path  # type: ignore[attr-defined]
    noon = datetime(*day, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    monkeypatch.setattr(timezone, "now", lambda: noon)
    assert loading.load() is not None
    assert InfoRequest.objects.real().filter(is_open=True).count() >= 10
    assert RemedyCase.objects.count() == 4
