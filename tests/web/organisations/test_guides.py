"""A guide is drafted from the statute, refused while art. 12 is not answered, and never changes once published."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from gongkai_web.audit.models import Event
from gongkai_web.organisations.actions import discard_draft, dissolve_agency, edit_draft, publish_guide, start_draft
from gongkai_web.organisations.actions.guides import CONTENT
from gongkai_web.organisations.models import Guide
from gongkai_web.organisations.queries import current_guide, draft_guide, guide_versions, missing
from tests.web.conftest import BY, World

OFFICE = {
    "office_name": "清溪县工业和信息化局办公室",
    "office_address": "清溪县测试路1号",
    "office_hours": "工作日8:30—12:00，14:30—17:30",
    "phone": "0000-1234567",
    "fax": "无",
    "internet": "test@example.org",
}


def _published(world: World) -> Guide:
    return publish_guide(edit_draft(start_draft(world.bureau, by=BY), by=BY, **OFFICE), by=BY)


def test_a_draft_begins_with_the_words_of_the_statute(world: World) -> None:
    draft = start_draft(world.bureau, by=BY)
    assert start_draft(world.bureau, by=BY) == draft
    assert [one.field for one in missing(draft)] == list(OFFICE)
    assert "财政预算、决算信息" in draft.classification
    assert "市政建设" in draft.classification
    assert draft.complaint_office == "清溪县人民政府"


def test_publishing_says_field_by_field_what_is_missing(world: World) -> None:
    draft = start_draft(world.bureau, by=BY)
    edit_draft(draft, by=BY, classification="  ", phone="0000-1234567")
    with pytest.raises(ValidationError) as refused:
        publish_guide(draft, by=BY)
    lacking = refused.value.message_dict
    assert set(lacking) == {*OFFICE, "classification"} - {"phone"}
    assert lacking["fax"] == ["条例第十二条要求写明传真号码。"]
    assert current_guide(world.bureau) is None


def test_versions_are_numbered_and_never_change(world: World) -> None:
    first = _published(world)
    assert (first.number, first.version, draft_guide(world.bureau)) == (1, "第1版", None)
    draft = start_draft(world.bureau, by=BY)
    assert all(getattr(draft, name) == getattr(first, name) for name in CONTENT)
    with pytest.raises(ValidationError, match="没有差别"):
        publish_guide(draft, by=BY)
    edit_draft(draft, by=BY, phone="0000-7654321", change_note="更新联系电话")
    second = publish_guide(draft, by=BY)
    assert [one.number for one in guide_versions(world.bureau)] == [2, 1]
    assert current_guide(world.bureau) == second
    assert list(Guide.objects.current()) == [second]
    first.refresh_from_db()
    assert first.phone == "0000-1234567"
    for refused in (lambda: edit_draft(first, by=BY, phone="1"), lambda: discard_draft(first, by=BY)):
        with pytest.raises(ValidationError):
            refused()
    first.phone = "1"
    with pytest.raises(TypeError):
        first.save()
    with pytest.raises(TypeError):
        first.delete()
    with pytest.raises(TypeError):
        Guide.objects.all().delete()


def test_the_database_refuses_to_change_a_published_guide(world: World) -> None:
    guide = _published(world)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        Guide.objects.filter(pk=guide.pk).update(phone="1")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE organisations_guide SET number = NULL WHERE id = %s", [guide.pk])


def test_there_is_one_draft_and_it_can_be_discarded(world: World) -> None:
    draft = start_draft(world.bureau, by=BY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Guide.objects.bulk_create([Guide(agency=world.bureau)])
    discard_draft(draft, by=BY)
    assert draft_guide(world.bureau) is None
    verbs = Event.objects.filter(object_kind="guide").order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["guide.draft", "guide.discard"]


def test_an_ended_agency_publishes_nothing_more(world: World) -> None:
    draft = edit_draft(start_draft(world.bureau, by=BY), by=BY, **OFFICE)
    dissolve_agency(world.bureau, on=date(2024, 1, 1), basis="测试文件", by=BY)
    with pytest.raises(ValidationError, match="不再更新"):
        publish_guide(draft, by=BY)
