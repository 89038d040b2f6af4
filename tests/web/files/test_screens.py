"""The screen of files: upload, look, publish, withdraw; each only where one may."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.files.models import StoredFile
from tests.web.conftest import World
from tests.web.files import made
from tests.web.files.conftest import Upload
from tests.web.files.test_downloads import as_person


def test_an_officer_uploads_looks_publishes_withdraws(
    world: World, django_capture_on_commit_callbacks, settings
) -> None:
    client = as_person(world.person(Role.HANDLER))
    page = client.get(reverse("files:add"))
    assert page.status_code == 200
    assert "原件不改动" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        sent = {"agency": world.bureau.pk, "title": "", "file": SimpleUploadedFile("通知.docx", made.dirty_docx())}
        assert client.post(reverse("files:add"), sent).status_code == 302
    file = StoredFile.objects.get()
    assert file.uploaded_by == world.person(Role.HANDLER).username
    where = reverse("files:inspect", args=[file.pk])
    text = client.get(where).content.decode()
    assert "副本里已清除的内容" in text
    assert "修订痕迹" in text
    assert "可以公开" in text
    client.post(reverse("files:publish", args=[file.pk]))
    assert StoredFile.objects.get().is_public
    client.post(reverse("files:withdraw", args=[file.pk]), {"reason": ""})
    assert StoredFile.objects.get().is_public
    client.post(reverse("files:withdraw", args=[file.pk]), {"reason": "内容有误"})
    assert not StoredFile.objects.get().is_public
    assert "内容有误" in client.get(where).content.decode()
    assert "通知" in client.get(reverse("files:index")).content.decode()
    renamed = client.post(reverse("files:edit", args=[file.pk]), {"title": "新标题"})
    assert renamed.status_code == 302
    assert StoredFile.objects.get().title == "新标题"


def test_what_is_refused_is_said_in_the_form(world: World, settings) -> None:
    client = as_person(world.person(Role.HANDLER))

    def post(data: bytes, name: str) -> str:
        sent = {"agency": world.bureau.pk, "title": "打好的标题", "file": SimpleUploadedFile(name, data)}
        page = client.post(reverse("files:add"), sent)
        assert page.status_code == 200
        return page.content.decode()

    text = post(made.plain_docx("机密★5年"), "a.docx")
    assert "国家秘密" in text
    assert "打好的标题" in text
    assert Event.objects.filter(verb="file.refuse").count() == 1
    settings.GONGKAI_UPLOAD_BYTES = 2**20
    assert "超过1MB的上限" in post(b"x" * (2**20 + 1), "a.txt")


def test_nobody_touches_another_agencys_files(world: World, upload: Upload) -> None:
    file = upload(b"text", "甲.txt")
    other = as_person(world.person("other"))
    assert other.get(reverse("files:inspect", args=[file.pk])).status_code == 404
    assert other.post(reverse("files:publish", args=[file.pk])).status_code in (403, 404)
    supervisor = as_person(world.person(Role.SUPERVISOR))
    assert supervisor.get(reverse("files:inspect", args=[file.pk])).status_code == 200
    assert supervisor.post(reverse("files:publish", args=[file.pk])).status_code == 403
    handler = as_person(world.person(Role.HANDLER))
    sent = {"agency": world.other_bureau.pk, "title": "", "file": SimpleUploadedFile("a.txt", b"text")}
    assert handler.post(reverse("files:add"), sent).status_code == 200
    assert StoredFile.objects.count() == 1
    assert not StoredFile.objects.get().is_public


@pytest.mark.parametrize("verb", ["publish", "withdraw", "keep-seal", "break-seal"])
def test_steps_are_posted(verb: str, world: World, upload: Upload) -> None:
    file = upload(b"text", "甲.txt")
    assert as_person(world.person(Role.HANDLER)).get(reverse(f"files:{verb}", args=[file.pk])).status_code == 405
