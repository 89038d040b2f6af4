"""An applicant at his browser, without scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from lxml import html

from tests.web.conftest import World

INFORMATION = {
    "title": "2025年度工业企业技术改造补助名单",
    "document_number": "",
    "content": "清溪县工业和信息化局2025年度技术改造补助资金安排的企业名单和金额。",
}
PERSON = {
    "kind": "natural_person",
    "name": "测试申请人",
    "identity_kind": "identity_card",
    "identity_number": "990101199001011234",
    "phone": "13800000001",
    "email": "ceshi@example.invalid",
    "address": "云岭省青川市清溪县测试路1号",
}
COMPANY = {
    "kind": "company",
    "org_name": "测试有限责任公司",
    "credit_code": "91990821MA00000001",
    "legal_representative": "测试法人",
    "contact_name": "测试联系人",
    "phone": "0571-88880000",
}
DELIVERY = {"form": "electronic", "route": "online", "assistance": ""}


def picture(name: str = "身份证.png") -> SimpleUploadedFile:
    """A small picture."""
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/png")


@dataclass
class Applicant:
    """Somebody who applies."""

    client: Client = field(default_factory=Client)

    def begin(self, code: str = "QX-GX") -> None:
        """A draft to an agency."""
        response = self.client.post(f"/apply/to/{code}/")
        assert response["Location"] == "/apply/information/"

    def fill(self, part: str, typed: dict[str, Any]) -> HttpResponse:
        """A step."""
        return self.client.post(f"/apply/{part}/", typed)

    def ready(self, **who: Any) -> None:
        """Everything but the sending."""
        self.begin()
        for part, typed in (("information", INFORMATION), ("applicant", who or PERSON), ("delivery", DELIVERY)):
            assert self.fill(part, typed).status_code == 302, part

    def sent(self) -> tuple[str, str]:
        """A whole application; its number and code as the receipt shows them."""
        self.ready()
        response = self.client.post("/apply/send/", follow=True)
        return shown(response)


def shown(response: HttpResponse) -> tuple[str, str]:
    """Number and code on a receipt."""
    page = html.document_fromstring(response.content.decode())
    number, code = (one.text_content().strip() for one in page.xpath("//*[@class='ticket']//dd"))
    return number, code if re.fullmatch(r"[2-9A-HJ-NP-Z]{10}", code) else ""


@pytest.fixture
def applicant(world: World, settings: Any, tmp_path: Any) -> Applicant:
    """A visitor without an account, at a county that exists."""
    return Applicant()
