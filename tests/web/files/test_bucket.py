"""Files in a bucket: a real S3 server (moto), nothing open to the world."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import boto3
import pytest
from django.test import Client
from moto.server import ThreadedMotoServer

from gongkai_web import config
from gongkai_web.common.actor import Actor
from gongkai_web.files import store
from gongkai_web.files.actions import publish_file
from gongkai_web.files.models import StoredFile
from gongkai_web.files.orphans import orphans
from tests.web.files import made
from tests.web.files.conftest import Upload

pytestmark = pytest.mark.slow


@pytest.fixture
def bucket(settings, tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an S3 server with a bucket, which is where files go."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        address = f"http://{host}:{port}"
        boto3.client("s3", endpoint_url=address, region_name="us-east-1").create_bucket(Bucket="gongkai")
        url = f"s3://gongkai/site?endpoint={address}&region=us-east-1"
        settings.STORAGES = {**settings.STORAGES, "default": config.storage(url, tmp_path)}
        yield address
    finally:
        server.stop()


def test_up_and_down(bucket: str, upload: Upload, officer: Actor, client: Client) -> None:
    data = made.plain_docx()
    file = publish_file(upload(data, "通知.docx"), by=officer)
    assert sorted(store.stored_names()) == sorted([file.original.name, file.cleaned.name])
    assert store.read(file.original.name) == data
    response = client.get(file.get_absolute_url())
    sent = b"".join(response.streaming_content)
    assert hashlib.sha256(sent).hexdigest() == file.cleaned_sha256
    part = client.get(file.get_absolute_url(), headers={"Range": "bytes=2-5"})
    assert b"".join(part.streaming_content) == sent[2:6]
    assert orphans() == []


def test_nothing_is_public_by_the_buckets_own_address(bucket: str, upload: Upload, officer: Actor) -> None:
    file = publish_file(upload(b"text", "甲.txt"), by=officer)
    rights = boto3.client("s3", endpoint_url=bucket, region_name="us-east-1").get_object_acl(
        Bucket="gongkai", Key=f"site/{file.cleaned.name}"
    )
    assert all("AllUsers" not in str(grant["Grantee"]) for grant in rights["Grants"])
    assert "Signature=" in file.cleaned.url  # the bare address is refused by a bucket without a policy


def test_a_bucket_that_is_away(bucket: str, upload: Upload, settings, tmp_path) -> None:
    url = "s3://gongkai/site?endpoint=http://127.0.0.1:8178&region=us-east-1"
    settings.STORAGES = {**settings.STORAGES, "default": config.storage(url, tmp_path)}
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="文件没有保存"):
        upload(b"text", "甲.txt")
    assert not StoredFile.objects.exists()
