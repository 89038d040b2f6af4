"""What somebody does to the rows behind the site's back is found, wherever he does it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from gongkai_web.audit import archive, archives, seals, triggers
from gongkai_web.audit.actions import record
from gongkai_web.audit.chain import GENESIS, hash_of
from gongkai_web.audit.models import ChainHead, Event
from gongkai_web.audit.verify import verify
from gongkai_web.common.actor import Actor

BY = Actor("qx-001", "测试张三", "QX-GX", "10.0.0.8")
NOW = datetime(2027, 3, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings, tmp_path: Path) -> None:
    settings.GONGKAI_HOME = tmp_path


def chain(*years: int) -> None:
    for year in years:
        record("test.it", by=BY, on=("thing", year, "事"), after={"年": year}, at=datetime(year, 6, 1, tzinfo=UTC))


def run(*statements: str) -> None:
    """As somebody who switched the triggers off and put them back afterwards."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    triggers.install(connection)


def found() -> list[str]:
    return [item.what for item in verify().breaks]


def test_a_whole_chain_holds() -> None:
    assert verify().holds
    chain(2026, 2026, 2026)
    assert verify().said() == "审计记录共3条，链条完整。"


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["UPDATE audit_event SET actor = 'x' WHERE number = 3"], ["第3条内容与摘要不符，被改动过"]),
        (["UPDATE audit_event SET after = '{}' WHERE number = 1"], ["第1条内容与摘要不符，被改动过"]),
        (["DELETE FROM audit_event WHERE number = 3"], ["缺少第3条"]),
        (["DELETE FROM audit_event WHERE number IN (2, 3)"], ["缺少第2条至第3条"]),
        (["DELETE FROM audit_event WHERE number >= 4"], ["末尾缺少：缺少第4条至第5条（链尾）"]),
        (["DELETE FROM audit_event"], ["末尾缺少：缺少第1条至第5条（链尾）"]),
        (
            ["DELETE FROM audit_event WHERE number = 5", "UPDATE audit_chainhead SET number = 4"],
            ["第4条的摘要与链尾不同"],
        ),
        (["UPDATE audit_chainhead SET number = 3"], ["第3条的摘要与链尾不同", "链尾之后多出第4条至第5条"]),
        (
            [
                "UPDATE audit_event SET number = 99 WHERE number = 2",
                "UPDATE audit_event SET number = 2 WHERE number = 3",
                "UPDATE audit_event SET number = 3 WHERE number = 99",
            ],
            [
                "第2条与前一条不衔接", "第2条内容与摘要不符，被改动过", "第3条与前一条不衔接",
                "第3条内容与摘要不符，被改动过", "第4条与前一条不衔接",
            ],
        ),
        (["UPDATE audit_event SET scheme = 'md5' WHERE number = 5"], ["第5条内容与摘要不符，被改动过"]),
    ],
)  # fmt: skip
def test_what_was_done_is_found(statements: list[str], told: list[str]) -> None:
    chain(*[2026] * 5)
    run(*statements)
    assert found() == told


def test_triggers_that_are_gone_are_told() -> None:
    triggers.remove(connection)
    assert [text for text in found() if "audit_event_no_update" in text]
    triggers.install(connection)
    assert found() == []


def rewritten() -> None:
    """The whole chain built anew, head included: nothing inside the database tells."""
    triggers.remove(connection)
    previous = GENESIS
    for event in list(Event.objects.order_by("number")):
        event.actor_name, event.previous_hash = "别人", previous
        event.hash = previous = hash_of(event)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE audit_event SET actor_name = %s, previous_hash = %s, hash = %s WHERE number = %s",
                [event.actor_name, event.previous_hash, event.hash, event.number],
            )
    ChainHead.objects.update(hash=previous)
    triggers.install(connection)


def test_a_chain_built_anew_does_not_fit_the_seal() -> None:
    chain(2026, 2026)
    sealed = seals.seal()
    assert sealed is not None
    assert seals.seal() is None
    chain(2026)
    assert found() == []
    rewritten()
    assert found() == [f"第2条与{sealed.at}封存的摘要不同，链条被重写"]


def test_a_chain_cut_before_the_seal_is_found() -> None:
    chain(2026, 2026)
    seals.seal()
    run(
        "DELETE FROM audit_event WHERE number = 2",
        f"UPDATE audit_chainhead SET number = 1, hash = '{Event.objects.get(number=1).hash}'",
    )
    assert [text.partition("封存")[2] for text in found()] == ["时有第2条，现在没有"]


def test_years_go_into_archives_and_the_chain_runs_on() -> None:
    chain(2024, 2024, 2025, 2026, 2027)
    before = {event.number: event.hash for event in Event.objects.all()}
    assert archive.ripe_years(NOW) == [2024, 2025]
    for year in (2024, 2025):
        assert archive.archive_year(year, by=BY, now=NOW)
    assert archive.archive_year.__doc__
    assert list(Event.objects.order_by("number").values_list("number", flat=True)) == [4, 5, 6, 7]
    kept = {e.number: e.hash for one in archives.listed() for e in archives.read(one)}
    assert kept == {n: before[n] for n in (1, 2, 3)}
    proof = verify()
    assert (proof.archived, proof.kept, proof.breaks) == (3, 4, [])
    chain(2027)
    assert found() == []
    with pytest.raises(ValueError, match="还不能归档"):
        archive.archive_year(2026, by=BY, now=NOW)


def test_a_late_row_of_an_archived_year_does_not_overwrite_the_archive() -> None:
    chain(2024)
    archive.archive_year(2024, by=BY, now=NOW)
    first = archives.listed()[0]
    run("UPDATE audit_chainhead SET number = number")
    record("test.it", by=BY, at=datetime(2024, 7, 1, tzinfo=UTC))
    run("DELETE FROM audit_event WHERE number = 2")  # the record of archiving, so that the late row is next
    assert found() == ["缺少第2条"]
    assert archives.write(2024, 3, iter(list(Event.objects.all()))).file == "audit-2024-2.jsonl.gz"
    assert archives.digest_of(first.path) == first.sm3


@pytest.mark.parametrize("harm", ["gone", "changed", "cut", "manifest"])
def test_a_harmed_archive_is_told(harm: str) -> None:
    chain(2024, 2025, 2027)
    archive.archive_year(2025, by=BY, now=NOW)
    made = archives.listed()[0]
    if harm == "gone":
        made.path.unlink()
    elif harm == "changed":
        made.path.write_bytes(b"x" + made.path.read_bytes())
    elif harm == "cut":
        made.path.write_bytes(made.path.read_bytes()[:-40])
    else:
        (archives.folder() / "audit-2025.json").write_text("{}")
    assert len(found()) == 1
    assert "归档" in found()[0]


def test_an_archive_written_anew_does_not_fit_the_head() -> None:
    chain(2024, 2027)
    archive.archive_year(2024, by=BY, now=NOW)
    made = archives.listed()[0]
    event = next(iter(archives.read(made)))
    event.actor_name = "别人"
    event.hash = hash_of(event)
    archives.write(2024, 1, [event])
    assert found() == ["第1条的摘要与归档记载不同"]


def test_a_broken_year_is_not_archived() -> None:
    chain(2024, 2024, 2027)
    run("UPDATE audit_event SET actor = 'x' WHERE number = 2")
    with pytest.raises(archive.BrokenChain, match="第2条"):
        archive.archive_year(2024, by=BY, now=NOW)
    assert Event.objects.count() == 3
    assert archives.listed() == []


def test_an_interrupted_archiving_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    chain(2024, 2027)
    with monkeypatch.context() as patch:
        patch.setattr(archive, "_remove", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            archive.archive_year(2024, by=BY, now=NOW)
    assert found() == []
    assert archive.archive_year(2024, by=BY, now=NOW)
    assert found() == []
    assert len(archives.listed()) == 1


def test_the_command_ends_with_its_status(tmp_path: Path) -> None:
    chain(2026, 2026)
    out = StringIO()
    call_command("audit", "verify", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"archived": 0, "kept": 2, "breaks": []}
    run("UPDATE audit_event SET verb = 'x' WHERE number = 2")
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify", stdout=out)
    assert ended.value.code == 1
    assert "第2条内容与摘要不符" in out.getvalue()
