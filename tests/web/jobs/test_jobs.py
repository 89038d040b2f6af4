"""Each due run is made once, whoever asks; what failed or was missed is on record and told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from gongkai_web.accounts.models import Login
from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.common.actor import Actor
from gongkai_web.jobs import actions, registry, worker
from gongkai_web.jobs.daily.old_runs import old_runs
from gongkai_web.jobs.models import Beat, JobRun, State
from gongkai_web.jobs.queries import is_alive, missed, standing
from gongkai_web.jobs.registry import Done, Job, JobFailed, all_jobs
from gongkai_web.jobs.schedule import due_between, latest_due, next_due
from gongkai_web.jobs.scheduler import tick
from gongkai_web.notify.models import Message

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = datetime(2026, 3, 10, 12, 0, tzinfo=SHANGHAI)
BY = Actor("sys-1", "测试系统")


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch):
    """Makes one job the only one: ``only(work, "daily", at="02:00")``."""

    def make(work=lambda now: Done(1), every="daily", at="02:00", grace=timedelta(hours=1)) -> Job:
        job = Job("testing", "测试任务", every, at, "测试。", grace, timedelta(hours=6), work)
        all_jobs()
        monkeypatch.setattr(registry, "_jobs", {"testing": job})
        return job

    return make


def states() -> list[tuple[str, int]]:
    return [(run.state, run.attempt) for run in JobRun.objects.order_by("due", "attempt")]


def test_old_records_go_but_for_the_last_success(db: None) -> None:
    def run(job: str, days: int, state: State) -> JobRun:
        return JobRun.objects.create(
            job=job, due=DAY - timedelta(days=days), state=state, ended_at=DAY, started_at=DAY, attempt=1
        )

    kept = [run("one", 200, State.DONE), run("two", 10, State.DONE), run("two", 300, State.RUNNING),
            run("one", 100, State.FAILED)]  # fmt: skip
    for days in (201, 250):
        run("one", days, State.DONE)
    run("one", 190, State.FAILED)
    run("two", 260, State.MISSED)
    assert actions.forget_runs(DAY - timedelta(days=183)) == 4
    assert set(JobRun.objects.all()) == set(kept)
    assert old_runs(DAY).count == 0


@pytest.mark.parametrize(
    ("every", "at", "now", "latest", "following"),
    [
        ("often", "10", "2026-03-10 12:04", "2026-03-10 12:00", "2026-03-10 12:10"),
        ("often", "10", "2026-03-10 23:59", "2026-03-10 23:50", "2026-03-11 00:00"),
        ("often", "25", "2026-03-10 12:55", "2026-03-10 12:50", "2026-03-10 13:00"),
        ("often", "60", "2026-03-10 12:55", "2026-03-10 12:00", "2026-03-10 13:00"),
        ("often", "1", "2026-03-10 12:55", "2026-03-10 12:55", "2026-03-10 12:56"),
        ("hourly", "05", "2026-03-10 12:04", "2026-03-10 11:05", "2026-03-10 12:05"),
        ("hourly", "05", "2026-03-10 12:05", "2026-03-10 12:05", "2026-03-10 13:05"),
        ("hourly", "05", "2026-03-10 00:01", "2026-03-09 23:05", "2026-03-10 00:05"),
        ("daily", "02:00", "2026-03-01 01:59", "2026-02-28 02:00", "2026-03-01 02:00"),
        ("daily", "00:30", "2026-03-10 07:00", "2026-03-10 00:30", "2026-03-11 00:30"),
        ("yearly", "01-05 03:00", "2026-01-05 02:59", "2025-01-05 03:00", "2026-01-05 03:00"),
        ("yearly", "01-05 03:00", "2026-12-31 23:59", "2026-01-05 03:00", "2027-01-05 03:00"),
    ],
)
def test_when_a_job_is_due(only, every: str, at: str, now: str, latest: str, following: str) -> None:
    job = only(every=every, at=at)

    def local(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)

    for zone in (SHANGHAI, UTC):
        assert latest_due(job, local(now).astimezone(zone)) == local(latest)
        assert next_due(job, local(now).astimezone(zone)) == local(following)


def test_the_dues_of_a_downtime(only) -> None:
    job = only()
    start = latest_due(job, DAY)
    assert due_between(job, start, start + timedelta(days=3)) == [start + timedelta(days=n) for n in (1, 2)]


@pytest.mark.django_db
def test_a_due_run_is_made_once(only) -> None:
    only(lambda now: Done(7, "做了七件"))
    assert [run.state for run in tick(DAY)] == [State.DONE]
    assert tick(DAY + timedelta(hours=1)) == []
    run = JobRun.objects.get()
    assert (run.count, run.message, run.due) == (7, "做了七件", DAY.replace(hour=2))
    assert len(tick(DAY + timedelta(days=1))) == 1


@pytest.mark.django_db
def test_two_schedulers_make_one_run(only, monkeypatch: pytest.MonkeyPatch) -> None:
    job = only()
    due = latest_due(job, DAY)
    assert actions.claim(job, due, DAY) is not None
    monkeypatch.setattr(worker, "ME", "elsewhere:1:x")
    assert actions.claim(job, due, DAY) is None
    JobRun.objects.update(state=State.DONE, ended_at=DAY)
    assert actions.claim(job, due, DAY) is None


@pytest.mark.django_db
def test_after_a_downtime_it_runs_once_and_the_missed_are_told(only, world) -> None:
    only()
    tick(DAY)
    made = tick(DAY + timedelta(days=5))
    assert len(made) == 1
    assert states() == [("done", 1), ("missed", 1), ("done", 1)]
    row = JobRun.objects.get(state=State.MISSED)
    assert row.count == 4
    assert "错过4次" in row.message
    told = Message.objects.get(template="job.failed", channel="inbox")
    assert told.user == world.person(Role.SYSTEM_ADMINISTRATOR)


@pytest.mark.django_db
def test_an_accident_is_tried_three_times_and_told_once(only, world) -> None:
    def broken(now: datetime) -> Done:
        raise OSError("张三 110105194912310021")

    only(broken)
    due = latest_due(all_jobs()["testing"], DAY)
    run = tick(DAY)[0]
    assert run.retry_at == run.ended_at + timedelta(minutes=10)
    assert actions.claim(all_jobs()["testing"], due, run.retry_at - timedelta(seconds=1)) is None
    for number in (1, 2, 3):
        JobRun.objects.filter(retry_at__isnull=False).update(retry_at=DAY)
        assert len(tick(DAY + timedelta(minutes=11 * number))) == (number < 3)
    assert states() == [("failed", 1), ("failed", 2), ("failed", 3)]
    assert {run.message for run in JobRun.objects.all()} == {"程序出错：OSError"}
    assert Message.objects.filter(template="job.failed", channel="inbox").count() == 1


@pytest.mark.django_db
def test_a_finding_is_not_tried_again(only, world) -> None:
    def finding(now: datetime) -> Done:
        raise JobFailed("发现3处")

    only(finding)
    assert tick(DAY)[0].message == "发现3处"
    assert tick(DAY + timedelta(hours=2)) == []
    assert "发现3处" in Message.objects.get(template="job.failed", channel="inbox").text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "later", "dead"),
    [
        (f"{worker.HOST}:999999999:x", timedelta(minutes=1), True),  # no such process
        (f"{worker.HOST}:1:x", timedelta(minutes=1), False),  # there is one
        (worker.ME, timedelta(minutes=1), False),
        ("elsewhere:5:x", timedelta(hours=5), False),
        ("elsewhere:5:x", timedelta(hours=7), True),
    ],
    # Named, for both workers of a run must give a test the same name and who they are differs.
    ids=["no such process", "some process", "this process", "elsewhere of late", "elsewhere long ago"],
)
def test_a_dead_run_is_found(only, who: str, later: timedelta, dead: bool) -> None:
    job = only()
    run = JobRun.objects.create(
        job="testing", due=latest_due(job, DAY), state=State.RUNNING, started_at=DAY, worker=who
    )
    tick(DAY + later)
    run.refresh_from_db()
    assert (run.state == State.FAILED) is dead


@pytest.mark.django_db
def test_missed_is_told_after_the_grace(only) -> None:
    job = only()
    due = latest_due(job, DAY)
    assert missed(DAY) == []
    JobRun.objects.create(job="testing", due=due - timedelta(days=1), state=State.DONE, ended_at=due)
    assert missed(due + timedelta(minutes=59)) == []
    assert missed(due + timedelta(minutes=61)) == [job]
    assert standing(due + timedelta(minutes=61))[0].missed
    JobRun.objects.create(job="testing", due=due + timedelta(hours=1), state=State.DONE, ended_at=DAY, manual=True)
    assert missed(due + timedelta(hours=2)) == []


@pytest.mark.django_db
def test_a_run_by_hand(only) -> None:
    job = only()
    actions.ask(job, by=BY)
    with pytest.raises(ValidationError, match="已在排队"):
        actions.ask(job, by=BY)
    assert Event.objects.get(verb="job.run").actor == "sys-1"
    made = tick()
    assert made[0].manual
    assert made[0].state == State.DONE
    assert made[0].asked_by == "sys-1"


@pytest.mark.django_db
def test_a_sign_of_life() -> None:
    assert not is_alive(DAY)
    Beat.objects.create(host="h", at=DAY)
    assert is_alive(DAY + timedelta(minutes=1))
    assert not is_alive(DAY + timedelta(minutes=3))


def test_every_job_says_what_it_does() -> None:
    for job in all_jobs().values():
        assert job.text.endswith("。"), job.name
        assert len(job.title) <= 20


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(all_jobs()))
def test_every_job_runs_twice(name: str, settings, tmp_path: Path, world) -> None:
    settings.GONGKAI_HOME = tmp_path
    for _ in range(2):
        run = actions.run_now(all_jobs()[name], by=BY)
        assert run.state == State.DONE, run.message


@pytest.mark.django_db
def test_the_daily_backup_keeps_so_many(settings, tmp_path: Path, world) -> None:
    settings.GONGKAI_BACKUP_DIR, settings.GONGKAI_BACKUP_KEEP = str(tmp_path / "b"), 2
    work = all_jobs()["backup"].work
    for day in range(3):
        work(DAY + timedelta(days=day))
    kept = sorted(path.name for path in (tmp_path / "b").iterdir())
    assert kept == ["gongkai-daily-20260311-120000.zip", "gongkai-daily-20260312-120000.zip"]
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings.GONGKAI_BACKUP_DIR = str(blocked / "b")
    with pytest.raises(JobFailed, match="不能写入"):
        work(DAY)
    assert Message.objects.filter(template="backup.failed", channel="inbox").count() == 1


@pytest.mark.django_db
def test_a_missing_holiday_notice_is_told_from_december(world) -> None:
    work = all_jobs()["holiday_notice"].work
    years = __import__("gongkai.law.calendar", fromlist=["x"]).standard_calendar().years
    last = max(years)
    assert work(datetime(last, 11, 30, tzinfo=SHANGHAI)).count
    with pytest.raises(JobFailed, match=f"没有{last + 1}年"):
        work(datetime(last, 12, 1, tzinfo=SHANGHAI))
    assert Message.objects.filter(template="calendar.missing", channel="inbox").count() == 1


@pytest.mark.django_db
def test_old_logins_are_forgotten_and_counted(settings, world) -> None:
    settings.GONGKAI_LOGIN_MONTHS = 6
    user = world.person(Role.HANDLER)
    for at in ("2025-09-09 23:59", "2025-09-10 00:00", "2026-03-10 11:59"):
        Login.objects.create(
            user=user, tried="测试", kind="success", at=datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
        )
    work = all_jobs()["old_logins"].work
    assert (work(DAY).count, work(DAY).count) == (1, 0)
    assert Login.objects.count() == 2
    event = Event.objects.get(verb="login.forget")
    assert event.after["数量"] == 1
    assert work(datetime(2026, 8, 31, 5, 0, tzinfo=SHANGHAI)).count == 1  # six months before is the last of February


@pytest.mark.django_db
def test_a_broken_log_is_told_to_the_auditor(settings, tmp_path: Path, world) -> None:
    from django.db import connection

    from gongkai_web.audit import triggers

    settings.GONGKAI_HOME = tmp_path
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_event SET verb = 'x' WHERE number = 2")
    triggers.install(connection)
    run = actions.run_now(all_jobs()["audit_chain"], by=BY)
    assert run.state == State.FAILED
    assert "第2条内容与摘要不符" in run.message
    people = {m.user for m in Message.objects.filter(template="audit.broken", channel="inbox")}
    assert people == {world.person(Role.AUDITOR), world.person(Role.SYSTEM_ADMINISTRATOR)}
    assert not Message.objects.filter(template="job.failed").exists()
    assert Event.objects.get(verb="audit.verify").success is False


@pytest.mark.django_db
def test_the_command(only) -> None:
    only()
    call_command("run_jobs", "--once", "testing")
    call_command("run_jobs", "--due")
    call_command("run_jobs", "--list")
    with pytest.raises(CommandError, match="没有任务"):
        call_command("run_jobs", "--once", "other")
