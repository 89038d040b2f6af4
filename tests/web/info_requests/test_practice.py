"""Practice cases: one person plays all roles, nothing counts or tells, and emptying leaves nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.common.actor import Actor
from gongkai_web.files.models import StoredFile
from gongkai_web.info_requests.actions.papers import keep_paper
from gongkai_web.info_requests.actions.practice import (
    MOST,
    SAMPLES,
    begin_practice,
    empty_practice,
    forget_practice,
)
from gongkai_web.info_requests.actions.splitting import split
from gongkai_web.info_requests.models import Decision, InfoRequest, Letter, Paper, Party, SearchRecord, Sequence, Step
from gongkai_web.notify.models import Message
from tests.web.conftest import World
from tests.web.info_requests.conftest import BY, TestDesk
from tests.web.staff.conftest import Login, login

__all__ = ["login"]
URL = "/staff/requests/practice/"


@pytest.mark.parametrize("sample", SAMPLES)
def test_each_begins(world: World, sample: str) -> None:
    row = begin_practice(world.bureau, sample, user=world.person(Role.HANDLER), by=BY)
    assert row.number.startswith("练习-")
    assert row.due_on is not None
    assert not Message.objects.exists()


def test_one_person_plays_all_roles(world: World, desk: TestDesk, login: Login) -> None:
    handler = login(Role.HANDLER)
    assert handler.get(URL).status_code == 200
    response = handler.post(URL, {"agency": world.bureau.pk, "sample": "plain"})
    row = InfoRequest.objects.get(practice=True)
    assert response["Location"] == row.get_absolute_url()
    page = handler.get(row.get_absolute_url()).content.decode()
    assert "练习件" in page
    assert f"{row.get_absolute_url()}steps/assigned/" in page, "an office's step"
    assert "练习件" in handler.get(f"{row.get_absolute_url()}steps/assigned/").content.decode()
    real = desk.register()
    assert f"{real.get_absolute_url()}steps/assigned/" not in handler.get(real.get_absolute_url()).content.decode()
    listed = handler.get("/staff/requests/", {"list": "all"}).content.decode()
    assert real.number in listed
    assert row.get_absolute_url() not in listed
    assert Sequence.objects.get(series="request").last == 1


def test_one_that_is_typed_has_its_owner_too(world: World, login: Login) -> None:
    registrar, person = login(Role.REGISTRAR), world.person(Role.REGISTRAR)
    url = "/staff/requests/register/?practice"
    form = registrar.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    typed |= {
        "applicant_name": "测试申请人", "phone": "13800000001", "address": "练习用地址", "title": "练习的信息",
        "content": "练习。",
    }  # fmt: skip
    seen = registrar.post(url, {**typed, "review": "1"}).context["form"]["seen"].value()
    assert registrar.post(url, {**typed, "seen": seen, "register": "1"}).status_code == 200
    row = InfoRequest.objects.get()
    assert (row.practice, row.practice_of) == (True, person)
    assert row.number.startswith("练习-")
    split_off = split(row, [("拆出的信息", "练习。")], by=BY)[0].request
    assert split_off.practice_of == person
    page = registrar.get(URL).context
    assert {one.pk for one in page["mine"]} == {row.pk, split_off.pk}
    for _ in range(MOST - 2):
        begin_practice(world.bureau, "plain", user=person, by=BY)
    again = registrar.get(url).context["form"]["token"].value()
    seen = registrar.post(url, {**typed, "token": again, "review": "1"}).context["form"]["seen"].value()
    full = registrar.post(url, {**typed, "token": again, "seen": seen, "register": "1"})
    assert f"最多{MOST}件" in full.content.decode()
    assert InfoRequest.objects.count() == MOST
    registrar.post(f"{URL}empty/")
    assert not InfoRequest.objects.exists()


def _file() -> ContentFile[bytes]:
    return ContentFile("练习材料".encode(), name="练习.txt")


def test_emptying_leaves_nothing(world: World, desk: TestDesk, django_capture_on_commit_callbacks: Any) -> None:
    row = begin_practice(world.bureau, "third_party", user=world.person(Role.HANDLER), by=BY)
    other = begin_practice(world.bureau, "plain", user=world.person(Role.HANDLER), by=BY)
    InfoRequest.objects.filter(pk=other.pk).update(split_from=row)
    desk.walk(row, "assigned")
    keep_paper(row, _file(), kind="other", by=BY, from_applicant=True)
    SearchRecord.objects.create(
        request=row, on=timezone.localdate(), places="测", keywords="测", people="测", result="测"
    )
    Party.objects.create(request=row, key="p1", kind="third_party", name="测试第三方")
    Decision.objects.create(request=row, outcome="D2", facts="测试", drafted_on=timezone.localdate())
    Letter.objects.create(request=row, step=row.steps.last(), code="L01", title="测试")
    real = desk.register()
    stored = StoredFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        assert empty_practice([row, other, real], by=BY) == 2
    assert list(InfoRequest.objects.all()) == [real]
    assert not stored.original.storage.exists(stored.original.name)
    for model in (Paper, SearchRecord, Party, Decision, Letter, StoredFile):
        assert not model.objects.exists(), model
    assert set(Step.objects.values_list("request", flat=True)) == {real.pk}


def test_own_ones_only(world: World, login: Login) -> None:
    mine = begin_practice(world.bureau, "plain", user=world.person(Role.HANDLER), by=BY)
    theirs = begin_practice(world.bureau, "plain", user=world.person(Role.REGISTRAR), by=BY)
    client = login(Role.HANDLER)
    client.post(f"{URL}empty/", {"pick": [theirs.public_id]})
    assert InfoRequest.objects.count() == 2
    client.post(f"{URL}empty/", {"pick": [mine.public_id]})
    assert list(InfoRequest.objects.all()) == [theirs]
    assert forget_practice(timezone.now(), by=Actor.system("测试")) == 0
    assert forget_practice(timezone.now() + timedelta(days=31), by=Actor.system("测试")) == 1


def test_not_beyond_ones_agency(world: World, login: Login) -> None:
    client = login(Role.HANDLER)
    page = client.post(URL, {"agency": world.other_bureau.pk, "sample": "plain"})
    assert "agency" in page.context["form"].errors
    assert "sample" in client.post(URL, {"agency": world.bureau.pk, "sample": "x"}).context["form"].errors
    assert login(Role.SUPERVISOR).get(URL).status_code == 403
