"""Mailboxes of agencies, set up in the back office, against a real IMAP server: read in turn, told when they fail."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, TestCase
from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.info_requests.actions import fetching
from gongkai_web.info_requests.actions.fetching import fetch_all
from gongkai_web.info_requests.actions.mailboxes import add_mailbox, change_mailbox, remove_mailbox, try_mailbox
from gongkai_web.info_requests.intake.mailbox import MailError
from gongkai_web.info_requests.models import ALARM_AFTER, HELD, Mailbox, MailItem
from gongkai_web.jobs.often.mail_in import mail_in
from gongkai_web.jobs.registry import JobFailed
from gongkai_web.notify.models import Message
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.home import collect
from tests.web.conftest import BY, World, make_world
from tests.web.info_requests.test_mail import letter
from tests.web.mail_server import Server

PASSWORD = "ceshi-123"


@pytest.fixture(autouse=True)
def _storage(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.GONGKAI_SECOND_FACTOR = "nobody"


def values(server: Server, user: str, **changed: Any) -> dict[str, Any]:
    """What is typed for a box."""
    given: dict[str, Any] = {
        "host": "127.0.0.1", "port": server.port, "security": "imap", "account": user, "password": PASSWORD,
        "folder": "INBOX", "since": None, "active": True,
    }  # fmt: skip
    return given | changed


def box(server: Server, agency: Agency, user: str, **changed: Any) -> Mailbox:
    return add_mailbox(agency, values(server, user, **changed), by=BY)


def enter(world: World, who: Role | str) -> Client:
    client = Client()
    client.force_login(world.person(who), backend="gongkai_web.accounts.backend.AccountBackend")
    return client


def test_each_agencys_box_is_read_into_its_own_tray(world: World, server: Server, settings: Any) -> None:
    server.put("gx", letter("给工信局"))
    server.put("jy", letter("给教育局"), letter("再给教育局"))
    server.put("site", letter("给政府"))
    settings.GONGKAI_IMAP_URL, settings.GONGKAI_IMAP_AGENCY = server.url("site"), world.government.code
    box(server, world.bureau, "gx")
    box(server, world.other_bureau, "jy")
    box(server, world.elsewhere, "nobody-reads", active=False)
    done = mail_in(timezone.now())
    assert (done.count, done.message) == (4, "读取了3个邮箱。")
    read = {(item.agency_id, item.subject) for item in MailItem.objects.all()}
    assert read == {
        (world.bureau.pk, "给工信局"), (world.other_bureau.pk, "给教育局"), (world.other_bureau.pk, "再给教育局"),
        (world.government.pk, "给政府"),
    }  # fmt: skip
    assert mail_in(timezone.now()).count == 0
    assert all(row.read_at and not row.failures for row in Mailbox.objects.filter(active=True))


def test_one_that_fails_keeps_no_other_from_being_read(world: World, server: Server, settings: Any) -> None:
    server.put("good", letter("取得到"))
    settings.GONGKAI_IMAP_URL, settings.GONGKAI_IMAP_AGENCY = "imap://a:b@127.0.0.1:1/INBOX", world.government.code
    bad = box(server, world.bureau, "bad", password="wrong")
    box(server, world.other_bureau, "good")
    with pytest.raises(JobFailed, match="连不上") as failed:
        mail_in(timezone.now())
    assert "邮件仍在邮箱里" in str(failed.value)
    assert "口令不对" in str(failed.value)
    assert MailItem.objects.get().subject == "取得到"
    settings.GONGKAI_IMAP_URL = ""
    done = mail_in(timezone.now())
    assert "清溪县工业和信息化局（邮箱的用户名或者口令不对）" in done.message
    bad.refresh_from_db()
    assert (bad.failures, bad.error, bad.read_at) == (2, "邮箱的用户名或者口令不对", None)
    assert bad.failed_since is not None


def test_after_some_failures_the_alarm_and_after_many_a_rest(world: World, server: Server) -> None:
    row = box(server, world.bureau, "alarm", port=1)
    manager = world.person(Role.DISCLOSURE_OFFICE)

    def alarms() -> list[tuple[int | None, str]]:
        found = collect(Scope.of(manager), manager)
        rows = [one for section in found for one in section.lines]
        return [(one.count, one.note) for one in rows if one.label == "来件邮箱取信失败" and one.count]

    for _ in range(ALARM_AFTER - 1):
        fetch_all()
    assert not alarms()
    assert not Message.objects.filter(template="mail.box_failed").exists()
    fetch_all()
    fetch_all()
    assert [count for count, _ in alarms()] == [1]
    told = Message.objects.filter(template="mail.box_failed", user=manager)
    assert told.filter(channel="inbox").count() == 1  # once, and again after a day
    assert PASSWORD not in str(list(told.values()))
    page = enter(world, Role.DISCLOSURE_OFFICE).get("/staff/mailboxes/").content.decode()
    assert "连续4次没有取到" in page
    assert "连不上邮箱服务器" in page
    fetch_all()
    fetch_all()
    assert Mailbox.objects.get(pk=row.pk).failures == 6
    assert fetch_all().boxes == 0  # left alone for an hour
    Mailbox.objects.filter(pk=row.pk).update(
        tried_at=timezone.now() - timedelta(hours=1), told_at=timezone.now() - timedelta(days=2)
    )
    assert fetch_all().boxes == 1
    assert told.filter(channel="inbox").count() == 2
    change_mailbox(row, {"port": server.port, "password": PASSWORD}, by=BY)
    assert fetch_all().boxes == 1
    row.refresh_from_db()
    assert (row.failures, row.error, row.failed_since, row.told_at) == (0, "", None, None)
    assert not alarms()


def test_a_server_that_is_down_is_asked_once_a_round(world: World, server: Server) -> None:
    for agency, user in ((world.bureau, "one"), (world.other_bureau, "two")):
        box(server, agency, user, port=1)
    with mock.patch.object(fetching, "take_mail", wraps=fetching.take_mail) as asked:
        done = fetch_all()
    assert asked.call_count == 1
    assert len(done.failed) == 2
    assert [row.failures for row in Mailbox.objects.all()] == [1, 1]


def test_a_fault_of_the_program_is_kept_with_the_box(world: World, server: Server) -> None:
    server.put("fine", letter())
    box(server, world.bureau, "broken")
    box(server, world.other_bureau, "fine")
    take = fetching.take_mail

    def breaks(agency: Agency, *args: Any, **kwargs: Any) -> int:
        if agency == world.bureau:
            raise KeyError(PASSWORD)
        return take(agency, *args, **kwargs)

    with mock.patch.object(fetching, "take_mail", breaks):
        done = fetch_all()
    assert (done.taken, done.failed) == (1, ["清溪县工业和信息化局（程序出错：KeyError）"])


def test_old_mail_may_be_left_in_the_box(world: World, server: Server) -> None:
    server.put("old", letter("一月二日到的"))
    row = box(server, world.bureau, "old", since=date(2026, 1, 10))
    assert try_mailbox(row, by=BY) == (1, 0)
    assert fetch_all().taken == 0
    change_mailbox(row, {"since": date(2026, 1, 2)}, by=BY)
    row.refresh_from_db()
    assert try_mailbox(row, by=BY) == (1, 1)
    assert fetch_all().taken == 1


def test_another_box_begins_at_its_start(world: World, server: Server) -> None:
    server.put("before", letter("旧"), letter("旧二"))
    server.put("after", letter("新"))
    row = box(server, world.bureau, "before")
    assert fetch_all().taken == 2
    change_mailbox(row, {"account": "after", "password": PASSWORD}, by=BY)
    assert fetch_all().taken == 1
    row.refresh_from_db()
    assert row.name == f"after@127.0.0.1:{server.port}/INBOX"


def test_a_box_that_is_changed_while_it_is_read_is_not_marked_as_read(world: World, server: Server) -> None:
    server.put("during", letter("读着"))
    row = box(server, world.bureau, "during")
    store = fetching.take_mail.__globals__["store"]

    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        change_mailbox(row, {"account": "other-now", "password": PASSWORD}, by=BY)
        return store(*args, **kwargs)

    with mock.patch("gongkai_web.info_requests.actions.mail.store", meanwhile):
        fetch_all()
    row.refresh_from_db()
    assert (row.last, row.account) == (0, "other-now")


def test_the_password_goes_only_where_it_was_given_for(world: World, server: Server) -> None:
    row = box(server, world.bureau, "kept")
    for name, value in (("host", "localhost"), ("port", 143), ("account", "other"), ("security", "imaps")):
        with pytest.raises(ValidationError, match="重新填写口令"):
            change_mailbox(row, {name: value}, by=BY)
    change_mailbox(row, {"folder": "INBOX", "since": date(2026, 1, 1)}, by=BY)
    row.refresh_from_db()
    assert row.password == PASSWORD
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM info_requests_mailbox WHERE id = %s", [row.pk])
        assert PASSWORD not in str(cursor.fetchone())
    assert PASSWORD not in str(list(Event.objects.filter(object_kind="mailbox").values()))
    remove_mailbox(row, by=BY)
    assert not Mailbox.objects.exists()
    verbs = Event.objects.filter(object_kind="mailbox").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["mailbox.add", "mailbox.change", "mailbox.remove"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"host": ""}, "host"), ({"host": "a b"}, "host"), ({"host": "user@host"}, "host"), ({"host": "x/y"}, "host"),
        ({"host": "-x.invalid"}, "host"), ({"host": "x" * 201}, "host"), ({"port": 0}, "port"),
        ({"port": 70000}, "port"), ({"account": " "}, "account"), ({"password": ""}, "password"),
        ({"security": "http"}, "security"), ({"folder": "x" * 81}, "folder"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_box(world: World, server: Server, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        box(server, world.bureau, "x", **changed)
    assert field in refusal.value.error_dict


def test_a_box_is_set_up_once_and_only_on_the_servers_that_are_allowed(
    world: World, server: Server, settings: Any
) -> None:
    box(server, world.bureau, "once")
    with pytest.raises(ValidationError, match="已经设置过"):
        box(server, world.other_bureau, "once")
    settings.GONGKAI_IMAP_HOSTS = ("mail.example.invalid",)
    with pytest.raises(ValidationError, match=r"只允许使用mail\.example\.invalid"):
        box(server, world.bureau, "elsewhere")


def test_set_up_and_tested_on_its_pages(world: World, server: Server) -> None:
    server.put("page", letter())
    client = enter(world, Role.AGENCY_ADMINISTRATOR)
    assert "还没有设置邮箱" in client.get("/staff/mailboxes/").content.decode()
    form = client.get("/staff/mailboxes/add/").context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    typed |= {"host": "127.0.0.1", "port": server.port, "security": "imap", "account": "page", "since": "2026-01-01"}
    refused = client.post("/staff/mailboxes/add/", typed)
    assert "请填写口令" in refused.content.decode()
    assert 'value="page"' in refused.content.decode()
    wrong = client.post("/staff/mailboxes/add/", {**typed, "password": "wrong"}, follow=True).content.decode()
    assert "连接没有成功：邮箱的用户名或者口令不对" in wrong
    row = Mailbox.objects.get()
    url = f"/staff/mailboxes/{row.pk}/"
    page = client.post(url, {**typed, "password": PASSWORD}, follow=True).content.decode()
    assert "连接成功：文件夹里有1封邮件，其中1封等待取回" in page
    assert PASSWORD not in page
    assert "连接成功" in client.post(f"{url}test/", follow=True).content.decode()
    assert not MailItem.objects.exists()
    still = client.post(url, {**typed, "password": ""}, follow=True).content.decode()
    assert "连接成功" in still  # an empty field leaves the password as it is
    assert client.get(f"{url}test/").status_code == 405
    fetch_all()
    shown = client.get("/staff/mailboxes/").content.decode()
    assert "正常" in shown
    assert re.search(r"最近取信\">\d{4}-", shown)
    assert "保存的口令一并删除" in client.get(f"{url}remove/").content.decode()
    client.post(f"{url}remove/")
    assert not Mailbox.objects.exists()


def test_tests_are_counted(world: World, server: Server) -> None:
    row = box(server, world.bureau, "often", port=1)
    client = enter(world, Role.AGENCY_ADMINISTRATOR)
    answers = [client.post(f"/staff/mailboxes/{row.pk}/test/").status_code for _ in range(31)]
    assert answers[:30] == [302] * 30
    assert answers[30] == 429


def test_others_do_not_see_it(world: World, server: Server) -> None:
    row = box(server, world.bureau, "secret")
    for who in ("other", Role.REGISTRAR, Role.HANDLER, Role.SUPERVISOR, Role.SYSTEM_ADMINISTRATOR, "citizen"):
        client = enter(world, who)
        for address in ("", "remove/"):
            assert client.get(f"/staff/mailboxes/{row.pk}/{address}").status_code in (302, 403, 404), (who, address)
            assert client.post(f"/staff/mailboxes/{row.pk}/{address}").status_code in (302, 403, 404), (who, address)
        assert "secret@" not in client.get("/staff/mailboxes/", follow=True).content.decode()
    foreign = {"agency": world.bureau.pk, **values(server, "foreign", since="")}
    answer = enter(world, "other").post("/staff/mailboxes/add/", foreign)
    assert "agency" in answer.context["form"].errors
    assert Mailbox.objects.count() == 1


def test_the_sites_own_is_shown_with_its_outcome(world: World, server: Server, settings: Any) -> None:
    settings.GONGKAI_IMAP_URL = "imap://own:wrong@127.0.0.1:1/INBOX"
    settings.GONGKAI_IMAP_AGENCY = world.bureau.code
    for _ in range(ALARM_AFTER):
        with pytest.raises(JobFailed):
            mail_in(timezone.now())
    page = enter(world, Role.AGENCY_ADMINISTRATOR).get("/staff/mailboxes/").content.decode()
    assert "own@127.0.0.1/INBOX" in page
    assert "连续3次没有取到" in page
    assert "wrong" not in page
    assert "own@" not in enter(world, "other").get("/staff/mailboxes/").content.decode()


def test_the_line_of_a_box_that_is_lost_midway(world: World, server: Server) -> None:
    row = box(server, world.bureau, "gone")
    with mock.patch.object(fetching, "take_mail", side_effect=MailError("邮箱服务器中断了连接")):
        fetch_all()
    row.refresh_from_db()
    assert (row.failures, row.error) == (1, "邮箱服务器中断了连接")


def test_fetched_at_once(world: World, server: Server) -> None:
    server.put("now", letter("马上要取"))
    row = box(server, world.bureau, "now")
    client = enter(world, Role.DISCLOSURE_OFFICE)
    page = client.get(f"/staff/mailboxes/{row.pk}/").content.decode()
    assert "立即收取" in page
    assert "等待第一次取信" in page
    with TestCase.captureOnCommitCallbacks(execute=True):
        done = client.post(f"/staff/mailboxes/{row.pk}/fetch/", follow=True).content.decode()
        assert "已经开始收取" in done
    assert MailItem.objects.get().subject == "马上要取"
    row.refresh_from_db()
    assert (row.last_taken, row.asked_at, row.held_by, row.held_at) == (1, None, "", None)
    assert "取回1封新邮件" in client.get("/staff/mailboxes/").content.decode()
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(f"/staff/mailboxes/{row.pk}/fetch/")
    assert "没有新邮件" in client.get(f"/staff/mailboxes/{row.pk}/").content.decode()
    assert Event.objects.filter(verb="mailbox.fetch").count() == 2


def test_at_once_tells_what_went_wrong_and_wakes_a_box_that_rests(world: World, server: Server) -> None:
    row = box(server, world.bureau, "rests", port=1)
    Mailbox.objects.filter(pk=row.pk).update(failures=20, tried_at=timezone.now(), error="连不上")
    assert row.name not in str(fetch_all())
    client = enter(world, Role.DISCLOSURE_OFFICE)
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(f"/staff/mailboxes/{row.pk}/fetch/")
    assert "连续21次没有取到" in client.get(f"/staff/mailboxes/{row.pk}/").content.decode()
    row.refresh_from_db()
    assert (row.failures, row.held_by) == (21, "")


def test_whoever_does_not_manage_the_desk_fetches_nothing(world: World, server: Server) -> None:
    row = box(server, world.bureau, "mine")
    assert enter(world, "other").post(f"/staff/mailboxes/{row.pk}/fetch/").status_code == 404
    assert enter(world, Role.REGISTRAR).post(f"/staff/mailboxes/{row.pk}/fetch/").status_code == 403
    assert enter(world, Role.DISCLOSURE_OFFICE).get(f"/staff/mailboxes/{row.pk}/fetch/").status_code == 405
    off = box(server, world.bureau, "off", active=False)
    client = enter(world, Role.DISCLOSURE_OFFICE)
    assert "立即收取" not in client.get(f"/staff/mailboxes/{off.pk}/").content.decode()
    assert "已经停用" in client.post(f"/staff/mailboxes/{off.pk}/fetch/", follow=True).content.decode()


def test_a_box_is_read_by_one_at_a_time(world: World, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    row = box(server, world.bureau, "once")
    read: list[str] = []

    def reads(_agency: Agency, _url: str, name: str, **_: Any) -> int:
        read.append(name)
        if len(read) == 1:  # while it is being read, the clock and a second person come by
            assert fetch_all().boxes == 0
            assert fetching.fetch_one(row.pk).boxes == 0
            with pytest.raises(ValidationError, match="正在收取"):
                fetching.ask_fetch(row, by=BY)
            page = enter(world, Role.DISCLOSURE_OFFICE).get("/staff/mailboxes/").content.decode()
            assert "正在收取" in page
        return 0

    monkeypatch.setattr(fetching, "take_mail", reads)
    assert fetching.fetch_one(row.pk).boxes == 1
    assert read == [row.name]
    assert fetch_all().boxes == 1
    long_ago = timezone.now() - HELD - timedelta(seconds=1)
    Mailbox.objects.update(held_by="somebody", held_at=timezone.now())
    assert fetch_all().boxes == 0
    Mailbox.objects.update(held_at=long_ago)  # who read it is gone
    assert fetch_all().boxes == 1


def test_asked_twice_it_waits_once(world: World, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    row = box(server, world.bureau, "waits")
    queued: list[int] = []
    monkeypatch.setattr(fetching, "_queue", queued.append)
    client = enter(world, Role.DISCLOSURE_OFFICE)
    url = f"/staff/mailboxes/{row.pk}/fetch/"
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert "已经开始收取" in client.post(url, follow=True).content.decode()
        assert "没有重复排队" in client.post(url, follow=True).content.decode()
    assert queued == [row.pk]
    assert "等待收取" in client.get("/staff/mailboxes/").content.decode()
    fetch_all()  # the clock was quicker
    row.refresh_from_db()
    assert row.asked_at is None


def test_at_once_for_two(transactional_db: None, server: Server) -> None:
    world = make_world()
    told = box(server, world.bureau, "told")
    server.put("told", letter("立刻答复"))
    url = f"/staff/mailboxes/{told.pk}/fetch/"
    assert "已经收取：取回1封新邮件。" in enter(world, Role.DISCLOSURE_OFFICE).post(url, follow=True).content.decode()
    Mailbox.objects.filter(pk=told.pk).update(port=1)
    assert "没有取到：" in enter(world, Role.DISCLOSURE_OFFICE).post(url, follow=True).content.decode()
    MailItem.objects.all().delete()
    server.put("race", *(letter(f"第{n}封") for n in range(5)))
    row = box(server, world.bureau, "race")
    met = Barrier(2, timeout=30)

    def work() -> fetching.Fetched:
        try:
            met.wait()
            return fetching.fetch_one(row.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = [one.result() for one in [pool.submit(work), pool.submit(work)]]
    assert sum(one.taken for one in done) == MailItem.objects.count() == 5
    row.refresh_from_db()
    assert (row.held_by, row.failures) == ("", 0)
