"""The form of registration: how it came in, who applies, for what, and how he wants it (arts 29, 31)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files import File
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from gongkai.law.events import CHANNELS
from gongkai_web.info_requests.kinds import CHANNEL_CHOICES, ApplicantKind, Form, IdentityKind, PaperKind, Route
from gongkai_web.info_requests.models.requests import MAX_CONTENT
from gongkai_web.info_requests.screens.forms import DayField, TidyForm
from gongkai_web.info_requests.screens.scans import ScansField
from gongkai_web.info_requests.screens.tray import Enclosed
from gongkai_web.organisations.models import Agency

__all__ = ["RegistrationForm"]

_CARD = re.compile(r"\d{17}[\dX]")
_CREDIT = re.compile(r"[0-9A-Z][0-9A-Z-]{4,29}")
_POSTCODE = re.compile(r"[0-9A-Za-z -]{4,10}")
_PHONE = re.compile(r"\+?[\d\-() ]{5,30}")
_AGENT = ("agent_name", "agent_identity", "agent_phone")
_ORGANISATION = ("legal_representative", "contact_name")
_ENCLOSED = "enclosed_"
_LEFT = ("", "不收入案卷，留在原始邮件里")
_HOW = ("channel", "arrived_on", "confirmed_on")
_SCANS = {
    "application_scan": PaperKind.APPLICATION, "identity_scan": PaperKind.IDENTITY,
    "authority_scan": PaperKind.AUTHORITY, "other_scan": PaperKind.OTHER,
}  # fmt: skip


def _line(label: str, longest: int, *, required: bool = False, **said: Any) -> forms.CharField:
    said.setdefault("widget", forms.TextInput({"autocomplete": "off"}))
    return forms.CharField(label=label, max_length=longest, required=required, **said)


class RegistrationForm(TidyForm):
    """All of it on one page. Fields of organisations and of agents are shown where they are chosen, without scripts."""

    agency = forms.ModelChoiceField(label="受理机关", queryset=Agency.objects.none(), empty_label=None)
    channel = forms.ChoiceField(label="收到的渠道", choices=CHANNEL_CHOICES, initial="in_person")
    arrived_on = DayField(
        label="到达日期",
        help_text="当面提交的填提交日，邮寄的填签收日，口头的填代写完成并经申请人确认之日，其他填到达日。",
    )
    confirmed_on = DayField(
        label="双方确认日期", required=False,
        help_text="平常信函、互联网、传真、电子邮件提交的，以双方确认之日为收到申请之日；还没有确认的留空，期限不起算。",
    )  # fmt: skip
    mail_number = _line("邮件号码", 40, help_text="挂号信、特快专递的号码。")

    applicant_kind = forms.ChoiceField(
        label="申请人类型", choices=ApplicantKind.choices, widget=forms.RadioSelect,
        initial=ApplicantKind.NATURAL_PERSON,
    )  # fmt: skip
    applicant_name = _line("姓名或者名称", 200, required=True)
    identity_kind = forms.ChoiceField(
        label="证件类型", choices=IdentityKind.choices, initial=IdentityKind.IDENTITY_CARD,
        help_text="组织填统一社会信用代码证书或者其他登记证书。",
    )  # fmt: skip
    identity_number = _line(
        "证件号码或者统一社会信用代码", 40, help_text="没有提供的留空，可以通知补正（条例第二十九条）。"
    )
    identity_note = _line("身份核验", 200, help_text="核对了什么、怎样核对的，如“核对身份证原件，与本人一致”。")
    legal_representative = _line("法定代表人或者负责人", 100)
    contact_name = _line("联系人", 100)
    phone = _line("联系电话", 30)
    email = forms.EmailField(
        label="电子邮箱", required=False, max_length=254, widget=forms.EmailInput({"autocomplete": "off"})
    )
    address = _line("通信地址", 200)
    postcode = _line("邮政编码", 10)
    has_agent = forms.BooleanField(label="由代理人代为申请", required=False)
    agent_name = _line("代理人姓名", 100)
    agent_identity = _line("代理人证件号码", 40)
    agent_phone = _line("代理人电话", 30)

    title = _line("信息名称", 200, required=True, help_text="一件申请写一件事；一份申请书写了几件的，登记后拆分。")
    document_number = _line("文号", 100)
    content = forms.CharField(
        label="其他特征性描述", max_length=MAX_CONTENT, required=False, widget=forms.Textarea({"rows": 6}),
        help_text="照申请书原文录入。条例不要求说明用途，不要询问。",
    )  # fmt: skip
    form = forms.ChoiceField(label="获取信息的形式", choices=Form.choices, initial=Form.PAPER)
    route = forms.ChoiceField(label="获取信息的途径", choices=Route.choices, initial=Route.POST)
    assistance = _line("需要的帮助", 200, help_text="阅读困难或者视听障碍的，提供必要帮助（条例第四十三条）。")

    application_scan = ScansField(label="申请书扫描件", required=False)
    identity_scan = ScansField(label="身份证明扫描件", required=False)
    authority_scan = ScansField(label="授权委托书扫描件", required=False)
    other_scan = ScansField(label="其他材料", required=False, help_text="信封、传真件、邮件等。")

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    PARTS = (
        ("收到", "", ("agency", *_HOW, "mail_number")),
        (
            "申请人", "applicant",
            ("applicant_kind", "applicant_name", "identity_kind", "identity_number", "identity_note", *_ORGANISATION,
             "phone", "email", "address", "postcode", "has_agent", *_AGENT),
        ),
        ("申请的信息", "", ("title", "document_number", "content", "form", "route", "assistance")),
    )  # fmt: skip

    def __init__(
        self, *args: Any, agencies: QuerySet[Agency], enclosed: Sequence[Enclosed] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = [_LEFT, *((kind.value, kind.label) for kind in _SCANS.values())]
        for one in enclosed:
            if not one.refusal:
                self.fields[f"{_ENCLOSED}{one.place}"] = forms.ChoiceField(
                    label=one.name, choices=kinds, required=False, initial=one.guess,
                    help_text=filesizeformat(one.size),
                )  # fmt: skip
        self.refused = [one for one in enclosed if one.refusal]
        self.fields["agency"].queryset = agencies
        if len(agencies) == 1:
            self.initial.setdefault("agency", agencies[0].pk)
            self.fields["agency"].widget = forms.HiddenInput()
        self.initial.setdefault("token", uuid4().hex)
        self.initial.setdefault("arrived_on", timezone.localdate())
        for name in ("arrived_on", "confirmed_on"):
            self.fields[name].widget.attrs["max"] = timezone.localdate().isoformat()

    @property
    def parts(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fieldsets: legend, class, fields."""
        return [
            (legend, kind, [self[name] for name in names if not self[name].is_hidden])
            for legend, kind, names in self.PARTS
        ]

    @property
    def scans(self) -> list[forms.BoundField]:
        """The fields of files."""
        return [self[name] for name in _SCANS]

    @property
    def attachments(self) -> list[forms.BoundField]:
        """The fields of the attachments of the message that is registered."""
        return [self[name] for name in self.fields if name.startswith(_ENCLOSED)]

    def enclosed(self) -> dict[int, str]:
        """The kinds of the attachments that are put on file, by their place in the message."""
        chosen = ((one.name, self.cleaned_data[one.name]) for one in self.attachments)
        return {int(name.removeprefix(_ENCLOSED)): kind for name, kind in chosen if kind}

    def values(self) -> dict[str, Any]:
        """The fields of the request."""
        enclosed = {one.name for one in self.attachments}
        left_out = {"agency", *_HOW, "has_agent", "token", "seen", *_SCANS, *enclosed}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}

    def papers(self) -> list[tuple[str, File]]:
        """The files with their kinds."""
        return [(kind, one) for name, kind in _SCANS.items() for one in self.cleaned_data[name]]

    def clean(self) -> dict[str, Any]:
        """What belongs together."""
        data = super().clean() or self.cleaned_data
        person = data.get("applicant_kind") == ApplicantKind.NATURAL_PERSON
        for name in (*(_ORGANISATION if person else ()), *(() if data.get("has_agent") else _AGENT)):
            self._errors.pop(name, None)
            data[name] = ""
        self._who(data, person=person)
        self._reach(data)
        if not data.get("content") and not data.get("document_number") and "content" not in self.errors:
            self.add_error(
                "content", "请录入特征性描述或者文号（条例第二十九条）；申请书没有写的，照原样写“未写明”并通知补正。"
            )
        self._days(data)
        return data

    def _who(self, data: dict[str, Any], *, person: bool) -> None:
        for name in ("identity_number", "agent_identity"):
            data[name] = "".join(unicodedata.normalize("NFKC", data.get(name) or "").upper().split())
        if not person and data.get("identity_kind") != IdentityKind.OTHER:
            data["identity_kind"] = IdentityKind.CREDIT_CODE  # no organisation has a person's papers
        number, kind = data["identity_number"], data.get("identity_kind")
        if person and kind == IdentityKind.CREDIT_CODE:
            self.add_error("identity_kind", "自然人不用统一社会信用代码证书，请选择个人的证件。")
        if number and kind == IdentityKind.IDENTITY_CARD and not _CARD.fullmatch(number):
            self.add_error("identity_number", "居民身份证号码是18位：前17位是数字，末位是数字或者X。")
        if number and kind == IdentityKind.CREDIT_CODE and not _CREDIT.fullmatch(number):
            self.add_error("identity_number", "统一社会信用代码由18位数字和大写字母组成，请对照证书核对。")
        if not number:
            data["identity_kind"] = ""
        if data.get("has_agent") and not data.get("agent_name"):
            self.add_error("agent_name", "请填写代理人姓名。")

    def _reach(self, data: dict[str, Any]) -> None:
        for name in ("phone", "agent_phone"):
            data[name] = unicodedata.normalize("NFKC", data.get(name) or "").replace("—", "-")
            if data[name] and not _PHONE.fullmatch(data[name]):
                self.add_error(name, "请填写电话号码，如13800000000或者0597-1234567。")
        if data.get("postcode") and not _POSTCODE.fullmatch(data["postcode"]):
            self.add_error("postcode", "邮政编码是6位数字。")
        reached = [data.get(name) for name in ("phone", "email", "address")]
        if not any(reached) and not {"phone", "email", "address"} & set(self.errors):
            self.add_error("phone", "电话、电子邮箱、通信地址至少录入一项。")
        if data.get("route") == Route.POST and not data.get("address"):
            self.add_error("address", "选择邮寄的，应当有通信地址。")
        if data.get("route") == Route.EMAIL and not data.get("email"):
            self.add_error("email", "选择电子邮件的，应当有电子邮箱。")

    def _days(self, data: dict[str, Any]) -> None:
        channel = CHANNELS.get(data.get("channel", ""))
        if channel is not None and not channel.confirmed and "confirmed_on" not in self.errors:
            data["confirmed_on"] = None
