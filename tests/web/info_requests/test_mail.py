"""Mail taken in from a real IMAP server: none is lost, none is there twice, and no mail breaks anything."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.info_requests.actions import mail as actions
from gongkai_web.info_requests.actions.mail import attachments_of, file_mail, put_aside, store, take_mail
from gongkai_web.info_requests.intake.mailbox import Box, MailError
from gongkai_web.info_requests.intake.message import read_mail
from gongkai_web.info_requests.models import InfoRequest, Mailbox, MailItem
from gongkai_web.jobs.often.mail_in import mail_in
from gongkai_web.jobs.registry import JobFailed
from gongkai_web.notify.models import Message
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.home import collect
from tests.web.conftest import World
from tests.web.info_requests.conftest import BY, PERSON, TestDesk
from tests.web.mail_server import Server

NOW = datetime(2026, 1, 2, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _storage(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.GONGKAI_SECOND_FACTOR = "nobody"


def letter(
    subject: str = "申请公开补助名单",
    text: str = "请公开。",
    sender: str = "测试人 <a@example.invalid>",
    **files: bytes,
) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "gongkai@example.invalid", subject
    message["Message-ID"] = f"<{abs(hash((subject, text)))}@example.invalid>"
    message.set_content(text)
    for name, content in files.items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name.replace("_", "."))
    return message.as_bytes().replace(b"\n", b"\r\n")


def test_from_the_box_to_the_tray(desk: TestDesk, server: Server, world: World) -> None:
    server.put("first", letter(), letter("第二封"))
    assert take_mail(desk.agency, server.url("first"), "box") == 2
    assert take_mail(desk.agency, server.url("first"), "box") == 0
    item = MailItem.objects.order_by("pk")[0]
    assert (item.subject, item.text, item.sender) == ("申请公开补助名单", "请公开。", "测试人 <a@example.invalid>")
    assert (item.received_at, item.state, item.message_id[:1]) == (NOW, "waiting", "<")
    with default_storage.open(item.raw.name) as file:
        assert file.read() == letter()
    with server.box("first") as box:  # nothing is deleted, nothing is read, what is taken is marked
        _, flags = box.uid("FETCH", "1:*", "(FLAGS)")
    assert len(flags) == 2
    assert all(b"GongkaiTaken" in one and b"Seen" not in one for one in flags)
    server.put("first", letter("第三封"))
    assert take_mail(desk.agency, server.url("first"), "box") == 1
    person = world.person(Role.REGISTRAR)
    told = [
        line for section in collect(Scope.of(person), person) for line in section.lines if line.label == "来件等待处理"
    ]
    assert [(one.count, one.kind) for one in told] == [(3, "late")]
    assert Message.objects.filter(template="mail.waiting", user=person).exists()
    assert "补助" not in str(list(Event.objects.filter(object_kind="mail").values("object_name", "after")))


class Crash(BaseException):
    """The process dies."""


@pytest.mark.parametrize("where", ["copy", "storage", "record", "mark", "save"])
def test_a_crash_anywhere_loses_nothing_and_doubles_nothing(
    desk: TestDesk, server: Server, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = f"crash-{where}"
    server.put(user, *(letter(one, where) for one in "一二三"))
    targets: dict[str, Any] = {
        "copy": mock.patch.object(Box, "copy", side_effect=[Crash]),
        "storage": mock.patch.object(type(default_storage._wrapped), "save", side_effect=Crash),
        "record": mock.patch.object(actions, "record", side_effect=Crash),
        "mark": mock.patch.object(Box, "mark", side_effect=Crash),
        "save": mock.patch.object(actions, "_passed", side_effect=Crash),
    }
    with targets[where], pytest.raises(Crash):
        take_mail(desk.agency, server.url(user), user)
    take_mail(desk.agency, server.url(user), user)
    assert sorted(item.subject for item in MailItem.objects.all()) == ["一", "三", "二"]


def test_a_box_that_numbers_anew_is_read_anew(desk: TestDesk, server: Server) -> None:
    server.put("anew", letter("一"))
    take_mail(desk.agency, server.url("anew"), "anew")
    Mailbox.objects.filter(name="anew").update(validity=1, last=4_000_000_000)
    server.put("anew", letter("二"))
    assert take_mail(desk.agency, server.url("anew"), "anew") == 1
    assert MailItem.objects.count() == 2


def test_half_a_file_left_by_a_crash(desk: TestDesk) -> None:
    data = letter()
    item, _ = store(desk.agency, io.BytesIO(data), received_at=NOW)
    name = item.raw.name
    MailItem.objects.all().delete()
    Path(default_storage.path(name)).write_bytes(data[:10])
    item, is_new = store(desk.agency, io.BytesIO(data), received_at=NOW)
    assert (is_new, item.raw.name) == (True, name)
    with default_storage.open(name) as kept:
        assert kept.read() == data


def test_a_full_disk_stops_and_goes_on_later(desk: TestDesk, server: Server, settings: Any) -> None:
    server.put("full", letter("磁盘满"))
    settings.GONGKAI_IMAP_URL, settings.GONGKAI_IMAP_AGENCY = server.url("full"), desk.agency.code
    full = mock.patch.object(type(default_storage._wrapped), "save", side_effect=OSError(28, "no space"))
    with full, pytest.raises(JobFailed, match="邮件仍在邮箱里"):
        mail_in(timezone.now())
    assert not MailItem.objects.exists()
    assert mail_in(timezone.now()).count == 1
    assert "ceshi-123" not in str(list(Mailbox.objects.values()))


def test_boxes_that_cannot_be_used(desk: TestDesk, server: Server, settings: Any) -> None:
    for url, told in (
        (server.url("x", folder="没有"), "文件夹"),
        ("imap://a:b@127.0.0.1:1/INBOX", "连不上"),
        (server.url("x", password="wrong"), "口令不对"),
    ):
        with pytest.raises(MailError, match=told) as error:
            take_mail(desk.agency, url, "x")
        assert "ceshi-123" not in str(error.value)
    settings.GONGKAI_IMAP_URL, settings.GONGKAI_IMAP_AGENCY = server.url("x"), "NOBODY"
    with pytest.raises(JobFailed, match="IMAP_AGENCY"):
        mail_in(timezone.now())
    settings.GONGKAI_IMAP_URL = ""
    assert mail_in(timezone.now()).count == 0


def deep(levels: int) -> bytes:
    head = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(levels))
    return b"Subject: deep\r\n" + head + b"Content-Type: text/plain\r\n\r\nhello\r\n"


HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "bytes": bytes(range(256)) * 40,
    "deep": deep(400),
    "headers": b"Subject: " + b"a" * 200_000 + b"\r\n\r\nx",
    "charset": "Subject: =?x-unknown?B?xOO6ww==?=\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n你好".encode(
        "gb18030"
    ),
    "gb": "Subject: =?gb2312?B?xOO6ww==?=\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n镕".encode("gb18030"),
    "raw": "From: 测试 <a@b.invalid>\r\nSubject: 直接写的中文\r\n\r\n正文".encode(),
    "surrogate": b"Subject: =?utf-8?B?7aCA?=\r\n\r\n\xed\xa0\x80\x00x",
    "html": b"Subject: h\r\nContent-Type: text/html\r\n\r\n<p>one<script>alert(1)</script></p><style>x</style>2 &lt;b>",
    "base64": b"Subject: b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!not base64",
    "boundary": b"Subject: m\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n--\r\nx",
    "date": b"Date: nonsense\r\nFrom: <<<>>>@@\r\n\r\nx",
    "bidi": "Subject: a\u202egnp.exe\r\n\r\n\u2066x\u2069".encode(),
    "nul": b"Subject: a\x00b\r\n\r\nc\x00d",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_is_kept_and_shown(desk: TestDesk, world: World, name: str) -> None:
    item, _ = store(desk.agency, io.BytesIO(HOSTILE[name]), received_at=NOW)
    item.refresh_from_db()
    with default_storage.open(item.raw.name) as file:
        assert file.read() == HOSTILE[name]
    client = Client()
    client.force_login(world.person(Role.REGISTRAR), backend="gongkai_web.accounts.backend.AccountBackend")
    shown = client.get(f"/staff/mail/{item.pk}/")
    assert shown.status_code == 200
    assert "<script>alert" not in shown.content.decode()
    assert client.get("/staff/mail/").status_code == 200
    assert client.get(f"/staff/mail/{item.pk}/register/", follow=True).status_code == 200
    original = client.get(f"/staff/mail/{item.pk}/original/")
    assert b"".join(original.streaming_content) == HOSTILE[name]
    assert original["Content-Disposition"].startswith("attachment")


def test_what_is_read() -> None:
    assert read_mail(HOSTILE["gb"]).subject == "你好"
    assert read_mail(HOSTILE["gb"]).text == "镕"  # not in GB 2312 itself
    assert read_mail(HOSTILE["charset"]).text == "你好"
    assert read_mail(HOSTILE["raw"]).subject == "直接写的中文"
    assert read_mail(HOSTILE["html"]).text == "one2 <b>"
    assert "\u202e" not in read_mail(HOSTILE["bidi"]).subject
    assert "\x00" not in read_mail(HOSTILE["nul"]).text
    message = EmailMessage()
    message["Subject"] = "附件"
    message.set_content("正文")
    message.add_alternative("<p>网页</p>", subtype="html")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="../../etc/测试\u202e.pdf")
    message.add_attachment(EmailMessage(), filename="转发.eml")
    read = read_mail(message.as_bytes())
    assert read.text == "正文"
    assert [one.name for one in read.attachments] == ["测试.pdf", "转发.eml"]


def test_a_huge_message_is_stored_whole(desk: TestDesk, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai_web.info_requests.actions.mail.MAX_READ", 1000)
    monkeypatch.setattr("gongkai_web.info_requests.intake.message.MAX_READ", 1000)
    big = letter("大邮件", "x" * 3_000_000)
    server.put("huge", big)
    take_mail(desk.agency, server.url("huge"), "huge")
    item = MailItem.objects.get()
    assert (item.size, item.subject, item.problem) == (len(big), "大邮件", "邮件过大，只读取了开头")
    with default_storage.open(item.raw.name) as file:
        assert file.read() == big


@pytest.mark.parametrize(
    ("sender", "subject", "state"),
    [
        (PERSON["email"], "关于{number}的补正", "filed"),
        (f"测试 <{PERSON['email'].upper()}>", "回复：{number}", "filed"),
        ("other@example.invalid", "关于{number}", "waiting"),
        (PERSON["email"], "没有编号", "waiting"),
    ],
)
def test_what_belongs_to_a_case(desk: TestDesk, sender: str, subject: str, state: str) -> None:
    request = desk.register()
    data = letter(subject.format(number=request.number), sender=sender, 补正_txt="补正的内容".encode())
    item, _ = store(desk.agency, io.BytesIO(data), received_at=NOW)
    item.refresh_from_db()
    assert item.state == state
    assert (item.request == request) == (state == "filed")
    assert request.papers.count() == (state == "filed")
    if subject != "没有编号":
        assert item.suggested == request


def test_two_cases_in_one_message_wait(desk: TestDesk) -> None:
    first, second = desk.register(), desk.register()
    data = letter(f"{first.number}和{second.number}", sender=PERSON["email"])
    assert store(desk.agency, io.BytesIO(data), received_at=NOW)[0].state == "waiting"


def test_attachments_that_lie_stay_in_the_message(desk: TestDesk) -> None:
    request = desk.register()
    macro = io.BytesIO()
    with zipfile.ZipFile(macro, "w") as archive:
        archive.writestr("word/vbaProject.bin", "x")
    data = letter(
        str(request.number), sender=PERSON["email"], a_pdf=b"MZ\x90", b_txt="真的".encode(), c_docx=macro.getvalue()
    )
    item, _ = store(desk.agency, io.BytesIO(data), received_at=NOW)
    assert item.state == "filed"
    assert request.papers.count() == 1
    assert "a.pdf" in item.reason
    assert len(attachments_of(item)) == 3


def registered(client: Client, item: MailItem, **changed: Any) -> tuple[Any, str]:
    """Registers a message as its form is filled in, with what is changed; the answer, and the form's address."""
    shown = client.get(f"/staff/mail/{item.pk}/register/", follow=True)
    url = shown.redirect_chain[-1][0]
    form = shown.context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None} | changed
    seen = client.post(url, {**typed, "review": "1"}).context["form"]
    assert not seen.errors, seen.errors
    assert not InfoRequest.objects.filter(mail_items=item).exists()
    return client.post(url, {**typed, "seen": seen["seen"].value(), "register": "1"}), url


def test_the_form_is_filled_in_from_the_message(desk: TestDesk, world: World) -> None:
    files = {"身份证_txt": b"1", "授权委托书_txt": b"2", "申请书_txt": b"3", "图_txt": b"4", "假_pdf": b"MZ\x90"}
    data = letter("回复：Re: 申请公开补助名单", "甲" * 6000, **files)
    item, _ = store(desk.agency, io.BytesIO(data), received_at=NOW)
    client = Client()
    client.force_login(world.person(Role.REGISTRAR), backend="gongkai_web.accounts.backend.AccountBackend")
    before = Event.objects.filter(verb="mail.open").count()
    shown = client.get(f"/staff/requests/register/?mail={item.pk}")
    assert Event.objects.filter(verb="mail.open").count() == before + 1
    form, page = shown.context["form"], shown.content.decode()
    assert (form["channel"].value(), form["arrived_on"].value()) == ("email", NOW.date())
    assert (form["title"].value(), form["content"].value()) == ("申请公开补助名单", "甲" * 5000)
    assert "超过5000字" in page
    kinds = {form[one.name].label: one.value() for one in form.attachments}
    assert kinds == {
        "身份证.txt": "identity",
        "授权委托书.txt": "authority",
        "申请书.txt": "application",
        "图.txt": "other",
    }
    assert "假.pdf" in page
    assert "不能收入案卷" in page
    answer, _ = registered(client, item, enclosed_3="", applicant_kind="natural_person")
    request = InfoRequest.objects.get()
    assert request.number in answer.content.decode()
    assert sorted(request.papers.values_list("kind", flat=True)) == ["application", "authority", "identity"]
    item.refresh_from_db()
    assert (item.state, item.request) == ("filed", request)
    assert not list(client.get("/staff/mail/?state=waiting").context["object_list"])


def test_a_message_that_is_dealt_with_or_lost(desk: TestDesk, world: World) -> None:
    client = Client()
    client.force_login(world.person(Role.REGISTRAR), backend="gongkai_web.accounts.backend.AccountBackend")
    item, _ = store(desk.agency, io.BytesIO(letter(申请_txt="申请书".encode())), received_at=NOW)
    url = f"/staff/requests/register/?mail={item.pk}"
    default_storage.delete(item.raw.name)
    assert "原始邮件在存储中找不到" in client.get(url).content.decode()
    answer, _ = registered(client, item)  # its words are in the table
    assert InfoRequest.objects.get().number in answer.content.decode()
    aside, _ = store(desk.agency, io.BytesIO(letter("广告")), received_at=NOW)
    put_aside(aside, reason="广告", by=BY)
    assert client.get(f"/staff/requests/register/?mail={aside.pk}")["Location"] == f"/staff/mail/{aside.pk}/"
    for wrong in ("x", "", "0", "9" * 30):
        assert client.get(f"/staff/requests/register/?mail={wrong}").status_code == 404, wrong
    foreign, _ = store(world.other_bureau, io.BytesIO(letter()), received_at=NOW)
    assert client.get(f"/staff/requests/register/?mail={foreign.pk}").status_code == 404


def test_two_register_the_same_message(desk: TestDesk, world: World) -> None:
    client = Client()
    client.force_login(world.person(Role.REGISTRAR), backend="gongkai_web.accounts.backend.AccountBackend")
    item, _ = store(desk.agency, io.BytesIO(letter()), received_at=NOW)

    def quicker(found: MailItem, *args: Any, **kwargs: Any) -> Any:
        put_aside(found, reason="广告", by=BY)
        return actions.make_request(found, *args, **kwargs)

    with mock.patch("gongkai_web.info_requests.screens.registration.make_request", quicker):
        answer, _ = registered(client, item)
    assert answer["Location"] == f"/staff/mail/{item.pk}/"
    assert not InfoRequest.objects.exists()


def test_the_registrar(desk: TestDesk, world: World) -> None:
    item, _ = store(desk.agency, io.BytesIO(letter(申请_txt="申请书".encode())), received_at=NOW)
    client = Client()
    client.force_login(world.person(Role.REGISTRAR), backend="gongkai_web.accounts.backend.AccountBackend")
    answer, url = registered(client, item)
    request = InfoRequest.objects.get()
    assert request.number in answer.content.decode()
    again = client.post(url, {"register": "1"})
    assert again["Location"] == request.get_absolute_url()
    assert client.get(url)["Location"] == request.get_absolute_url()
    assert (request.title, request.content) == ("申请公开补助名单", "请公开。")
    assert (request.applicant_name, request.email) == ("测试人", "a@example.invalid")
    assert (request.channel, request.state, request.arrived_on) == ("email", "confirm_pending", NOW.date())
    assert request.papers.get().kind == "application"
    item.refresh_from_db()
    assert (item.state, item.request, item.reason) == ("filed", request, "")
    assert "2026-01-02 11:00" in client.get(request.get_absolute_url()).content.decode()
    with pytest.raises(ValidationError, match="不再办理"):
        put_aside(item, reason="广告", by=BY)
    second, _ = store(desk.agency, io.BytesIO(letter("广告")), received_at=NOW)
    assert "case-form" in client.post(f"/staff/mail/{second.pk}/aside/", {}).content.decode()
    client.post(f"/staff/mail/{second.pk}/aside/", {"reason": "广告"})
    second.refresh_from_db()
    assert (second.state, second.reason) == ("aside", "广告")
    third, _ = store(desk.agency, io.BytesIO(letter("补充")), received_at=NOW)
    assert "没有这个登记编号" in client.post(f"/staff/mail/{third.pk}/into_case/", {"number": "x"}).content.decode()
    client.post(f"/staff/mail/{third.pk}/into_case/", {"number": request.number})
    third.refresh_from_db()
    assert third.request == request


def test_others_do_not_see_it(desk: TestDesk, world: World) -> None:
    item, _ = store(desk.agency, io.BytesIO(letter()), received_at=NOW)
    for who in ("other", Role.HANDLER, Role.SUPERVISOR, "citizen"):
        client = Client()
        client.force_login(world.person(who), backend="gongkai_web.accounts.backend.AccountBackend")
        for address in ("", "original/", "register/", "into_case/", "aside/"):
            assert client.get(f"/staff/mail/{item.pk}/{address}").status_code in (403, 404), (who, address)


def test_another_agencys_case(desk: TestDesk, world: World) -> None:
    item, _ = store(world.other_bureau, io.BytesIO(letter()), received_at=NOW)
    with pytest.raises(ValidationError, match="不是本机关"):
        file_mail(item, desk.register(), by=BY)
