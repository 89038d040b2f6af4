"""Files that no row names are found in every folder and deleted after a day; those of rows and drafts are not."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.common.actor import Actor
from gongkai_web.files import orphans as module
from gongkai_web.files.orphans import orphans, sweep
from gongkai_web.info_requests.actions.applications import attach, begin, values_of
from gongkai_web.info_requests.actions.letters import issue, prepare
from gongkai_web.info_requests.letters import kept
from gongkai_web.info_requests.models import Letter
from gongkai_web.jobs.daily.stored_files import stored_files
from gongkai_web.jobs.registry import JobFailed
from gongkai_web.staff.models import LongWork
from tests.web.conftest import World
from tests.web.files.conftest import Upload
from tests.web.info_requests.conftest import BY as OFFICER
from tests.web.info_requests.conftest import TestDesk
from tests.web.info_requests.letter_cases import case_for


@pytest.fixture
def desk(world: World) -> TestDesk:
    """The desk of the bureau."""
    return TestDesk(world.bureau)


BY = Actor.system("核对文件")


def age(*names: str, hours: int = 25) -> None:
    """Makes stored files as old as that."""
    then = (timezone.now() - timedelta(hours=hours)).timestamp()
    for name in names:
        os.utime(default_storage.path(name), (then, then))


def everything() -> set[str]:
    """Every name in the storage."""
    root = Path(default_storage.location)
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def test_a_letter_whose_transaction_was_rolled_back(desk: TestDesk) -> None:
    case = case_for(desk, "L01")
    draft = prepare(case.about, "L01", party=case.party, step=case.step, extra=case.extra, by=OFFICER)
    with transaction.atomic():
        issue(draft, on=date(2026, 10, 12), by=OFFICER)
        transaction.set_rollback(True)
    left = everything()
    assert len(left) == 2
    assert not Letter.objects.get(pk=draft.pk).is_issued
    letter = issue(draft, on=date(2026, 10, 12), by=OFFICER)
    assert orphans() == []  # a day is left to whatever is under way
    age(*everything())
    assert set(orphans()) == left
    assert sweep(by=BY).gone == 2
    assert everything() == {letter.docx.name, letter.pdf.name}
    told = Event.objects.get(verb="file.sweep")
    assert "2" in str(told.after)
    assert sweep(by=BY).gone == 0
    assert Event.objects.filter(verb="file.sweep").count() == 1


def test_what_a_row_or_a_draft_names_stays(world: World, upload: Upload) -> None:
    file = upload(b"text", "甲.txt")
    draft, _ = begin(world.bureau)
    draft = attach(draft, ContentFile("申请".encode(), name="申请.txt"), "other")
    work = LongWork(title="测试", started_by=world.person(Role.HANDLER))
    work.file.save("x.xlsx", ContentFile(b"x"))
    mail = default_storage.save("mail/1/ab/abc.eml", ContentFile(b"mail"))
    lost = [kept.put(b"letter"), default_storage.save("redaction/abc", ContentFile(b"x")),
            default_storage.save("work/2026/01/y.xlsx", ContentFile(b"y")),
            default_storage.save("drafts/ab/abc", ContentFile(b"z"))]  # fmt: skip
    age(*everything())
    kept_ones = {file.original.name, file.cleaned.name, values_of(draft)["files"][0]["stored"], work.file.name, mail}
    assert set(orphans()) == set(lost)
    sweep(by=BY)
    assert everything() == kept_ones - {""}


def test_very_many_are_a_sign_that_rows_are_missing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MANY", 3)
    names = [kept.put(b"letter") for _ in range(4)]
    age(*names)
    assert sweep(by=BY).held_back == 4
    assert len(everything()) == 4
    with pytest.raises(JobFailed, match="换回了旧的备份"):
        stored_files(timezone.now())
    monkeypatch.setattr(module, "_MANY", 4)
    assert "清除了4个没有登记的文件" in stored_files(timezone.now()).message
    assert not everything()


def test_one_that_is_taken_up_meanwhile_stays(world: World, upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = kept.put(b"letter")
    age(lost)
    asked: list[Any] = []
    named = module._named

    def meanwhile(names: list[str]) -> set[str]:
        asked.append(names)
        return named(names) if len(asked) == 1 else set(names)

    monkeypatch.setattr(module, "_named", meanwhile)
    assert sweep(by=BY).gone == 0
    assert everything() == {lost}
