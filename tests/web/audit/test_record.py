"""The log: one unbroken chain, the same in both databases, with no person's numbers in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from gongkai_web.audit.actions import record
from gongkai_web.audit.chain import Walk, hash_of
from gongkai_web.audit.models import ChainHead, Event
from gongkai_web.common.actor import Actor

BY = Actor("qx-001", "测试张三", "QX-GX", "10.0.0.8")


def whole() -> list[str]:
    walk = Walk()
    found = list(walk.over(Event.objects.order_by("number").iterator()))
    head = ChainHead.objects.get()
    found += walk.must_reach(head.number, head.hash, "链尾")
    return [item.what for item in found]


@pytest.mark.django_db
def test_an_event_is_the_same_after_the_round_trip() -> None:
    shanghai = datetime(2026, 3, 1, 8, 30, 0, 5, tzinfo=timezone(timedelta(hours=8)))
    event = record(
        "test.it",
        by=BY,
        on=("agency", 7, "清溪县教育局"),
        before={"b": [1, 2.50, None, True, Decimal("1e30")], "a": {"嵌套": "“引号”\n\t😀"}},
        after={"when": shanghai, "大数": 10**17, "e": 1e300, "zero": -0.0, "nul": "a\0b\ud800"},
        at=shanghai,
    )
    again = Event.objects.get()
    assert hash_of(again) == hash_of(event) == event.hash
    assert again.at == datetime(2026, 3, 1, 0, 30, 0, 5, tzinfo=UTC)
    assert again.after["nul"] == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"
    assert whole() == []


@pytest.mark.django_db
def test_every_field_is_sealed() -> None:
    event = record("test.it", by=BY, on=("agency", 7, "局"), before={"a": 1}, after={"a": 2})
    for field in Event._meta.concrete_fields:
        if field.attname == "hash":
            continue
        changed = Event.objects.get()
        old = getattr(changed, field.attname)
        new = {
            "at": event.at + timedelta(microseconds=1),
            "number": 2,
            "success": False,
            "before": {"a": "1"},
            "after": {},
            "scheme": "sha256",
        }.get(field.attname, f"{old}x")
        setattr(changed, field.attname, new)
        assert hash_of(changed) != event.hash, field.attname


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("11010519491231002X", "110**************X"),
        ("身份证号11010519491231002x，本人", "身份证号110**************X，本人"),
        ("１１０１０５１９４９１２３１００２Ｘ", "110**************X"),
        ("110105194912310021", "110105194912310021"),  # its check digit is wrong: no identity number
        ("13812345678", "138****5678"),
        ("电话：138 1234 5678、+86-139-1234-5678", "电话：138****5678、139****5678"),
        ("138****5678", "138****5678"),
        ("0597-3842123", "0597-3842123"),
        ("91350823MA2XN1234A", "91350823MA2XN1234A"),  # a social credit code
        ("a13812345678bcdef0", "a13812345678bcdef0"),  # within a digest
        (13812345678, "138****5678"),
        (20260115, 20260115),
    ],
)
def test_numbers_of_persons_are_masked(given: object, kept: object) -> None:
    record("test.it", by=BY, on=("letter", 1, str(given)), before={"号": given}, after={"list": [{"x": given}]})
    event = Event.objects.get()
    assert event.before == {"号": kept}
    assert event.after == {"list": [{"x": kept}]}
    assert event.object_name == str(kept)


@pytest.mark.django_db
def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        record("test.it", by=BY, after={"x": object()})
    with pytest.raises(ValueError, match="not a name"):
        record("v" * 81, by=BY)


@pytest.mark.django_db
def test_no_way_to_change_or_delete() -> None:
    event = record("test.it", by=BY)
    for refused in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(verb="x"),
        lambda: Event.objects.bulk_update([event], ["verb"]),
        lambda: Event.objects.bulk_create([Event(number=9)]),
    ):
        with pytest.raises(TypeError, match="append-only"):
            refused()
    for statement in (
        "UPDATE audit_event SET verb = 'x'",
        "DELETE FROM audit_event",
        "UPDATE audit_chainhead SET number = 0",
        "UPDATE audit_chainhead SET archived_number = 9",
        "DELETE FROM audit_chainhead",
        *(["TRUNCATE audit_event"] if connection.vendor == "postgresql" else []),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert whole() == []


@pytest.mark.django_db
def test_what_fails_leaves_neither_deed_nor_record() -> None:
    with transaction.atomic():
        record("test.it", by=BY)
        transaction.set_rollback(True)
    record("test.it", by=BY)
    assert [event.number for event in Event.objects.all()] == [1]
    assert whole() == []
