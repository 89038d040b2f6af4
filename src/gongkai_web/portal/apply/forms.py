"""The parts of an application as forms (arts 29, 43). None asks what the information is wanted for."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from gongkai_web.common.typed import clean_text
from gongkai_web.info_requests.kinds import ApplicantKind, Form, IdentityKind, Route
from gongkai_web.info_requests.models.requests import MAX_CONTENT
from gongkai_web.portal.apply.fields import CodeField, LineField, LinesField, MailField, PhoneField

__all__ = ["FORMS", "ApplicantForm", "DeliveryForm", "InformationForm", "PartForm"]

_CARD = re.compile(r"\d{17}[\dX]")
_CREDIT = re.compile(r"[0-9A-Z][0-9A-Z\-]{4,29}")
_OF_PEOPLE = [choice for choice in IdentityKind.choices if choice[0] != IdentityKind.CREDIT_CODE]
_ROUTES = (Route.ONLINE, Route.EMAIL, Route.POST, Route.PICK_UP, Route.ON_THE_SPOT)


class PartForm(forms.Form):
    """A part of the application. Errors stand beside their fields and, together, at the head of the page."""

    use_required_attribute = False  # the server says what is missing, in the same words with scripts and without

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", auto_id="f-%s", **kwargs)

    def typed(self) -> dict[str, Any]:
        """What stands in the fields, whether it holds or not, each within its limit."""
        found: dict[str, Any] = {}
        for name, field in self.fields.items():
            value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            if isinstance(field, forms.BooleanField):
                found[name] = bool(value)
            elif isinstance(value, str):
                text = field.to_python(value) if isinstance(field, LineField) else clean_text(value)
                found[name] = text[: getattr(field, "max_length", None) or 254]
        return found


class InformationForm(PartForm):
    """What is asked for (art. 29, second item)."""

    title = LineField("信息的名称", 200, help_text="文件、名单、合同、批复……写您知道的叫法就可以。")
    document_number = LineField(
        "文号", 100, required=False, help_text="知道的话写上，如“国办发〔2021〕30号”；不知道就空着。"
    )
    content = LinesField(
        "其他特征性描述", MAX_CONTENT, required=False,
        help_text="便于机关查找的线索：时间、地点、项目、涉及的事项或者单位。一份申请写一件事，办理更快。不必说明用途。",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The name alone finds little: with it a number or a description."""
        told = super().clean() or {}
        if not self.errors and not (told.get("content") or told.get("document_number")):
            self.add_error("content", "请写几句便于查找的描述，或者写明文号（条例第二十九条）。")
        return told


class ApplicantForm(PartForm):
    """Who applies, and who for him (art. 29, first item). The fields are those of the kind that is chosen."""

    kind = forms.ChoiceField(
        label="申请人", choices=ApplicantKind.choices, widget=forms.RadioSelect, initial=ApplicantKind.NATURAL_PERSON
    )
    name = LineField("姓名", 100, required=False, autocomplete="name", help_text="与身份证件一致。")
    identity_kind = forms.ChoiceField(label="证件类型", choices=_OF_PEOPLE, required=False)
    identity_number = CodeField("证件号码", 40, required=False, autocomplete="off", spellcheck="false")
    org_name = LineField("名称", 200, required=False, autocomplete="organization", help_text="与证书、执照一致。")
    credit_code = CodeField("统一社会信用代码", 30, required=False, autocomplete="off", spellcheck="false")
    legal_representative = LineField("法定代表人或者负责人", 100, required=False, autocomplete="off")
    contact_name = LineField("联系人", 100, required=False, autocomplete="off")
    phone = PhoneField("联系电话", 30, required=False, autocomplete="tel", inputmode="tel")
    email = MailField(
        label="电子邮箱", required=False, max_length=254, widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": "请填写电子邮箱，如name@example.com。"},
        help_text="电话和电子邮箱至少填一项：机关要用它与您确认收到申请。",
    )  # fmt: skip
    address = LineField(
        "通信地址", 200, required=False, autocomplete="street-address", help_text="选择邮寄文书的，必须填写。"
    )
    postcode = LineField("邮政编码", 10, required=False, autocomplete="postal-code", inputmode="numeric")
    has_agent = forms.BooleanField(label="由代理人代为申请", required=False)
    agent_name = LineField("代理人姓名", 100, required=False, autocomplete="off")
    agent_identity = CodeField("代理人身份证件号码", 40, required=False, autocomplete="off", spellcheck="false")
    agent_phone = PhoneField("代理人联系电话", 30, required=False, autocomplete="off", inputmode="tel")

    PERSON = ("name", "identity_kind", "identity_number")
    ORGANISATION = ("org_name", "credit_code", "legal_representative", "contact_name")
    CONTACT = ("phone", "email", "address", "postcode")
    AGENT = ("agent_name", "agent_identity", "agent_phone")

    def clean(self) -> dict[str, Any]:
        """What the kind that was chosen asks for."""
        told = super().clean() or {}
        person = told.get("kind") == ApplicantKind.NATURAL_PERSON
        for name in self.ORGANISATION if person else self.PERSON:
            self._errors.pop(name, None)  # what does not concern this kind is not on the page
            told[name] = ""
        if person:
            self._ask(told, "name", "identity_number")
            self._card(told)
        else:
            self._ask(told, "org_name", "credit_code", "legal_representative", "contact_name")
            code = told.get("credit_code", "")
            if code and not _CREDIT.fullmatch(code):
                self.add_error("credit_code", "统一社会信用代码由18位数字和大写字母组成，请对照证书核对。")
        if not told.get("phone") and not told.get("email") and not {"phone", "email"} & set(self.errors):
            self.add_error("phone", "联系电话和电子邮箱至少填写一项。")
        code = told.get("postcode", "")
        if code and not re.fullmatch(r"[0-9A-Za-z \-]{4,10}", code):
            self.add_error("postcode", "邮政编码是6位数字。")
        if told.get("has_agent"):
            self._ask(told, "agent_name", "agent_identity")
        else:
            for name in self.AGENT:
                self._errors.pop(name, None)
                told[name] = ""
        return told

    def _ask(self, told: dict[str, Any], *names: str) -> None:
        for name in names:
            if not told.get(name) and name not in self.errors:
                self.add_error(name, f"请填写{self.fields[name].label}。")

    def _card(self, told: dict[str, Any]) -> None:
        number = told.get("identity_number", "")
        if number and told.get("identity_kind") == IdentityKind.IDENTITY_CARD and not _CARD.fullmatch(number):
            self.add_error("identity_number", "居民身份证号码是18位：前17位是数字，末位是数字或者X。")


class DeliveryForm(PartForm):
    """In which form and over which way (art. 29, third item; art. 40), and what help is needed (art. 43)."""

    form = forms.ChoiceField(
        label="信息的形式", choices=Form.choices, widget=forms.RadioSelect, initial=Form.ELECTRONIC,
        error_messages={"required": "请选择信息的形式。"},
    )  # fmt: skip
    route = forms.ChoiceField(
        label="获取的途径", choices=[(one.value, one.label) for one in _ROUTES], widget=forms.RadioSelect,
        initial=Route.ONLINE, error_messages={"required": "请选择获取的途径。"},
    )  # fmt: skip
    assistance = LineField(
        "需要的帮助", 200, required=False,
        help_text="阅读有困难或者有视听障碍的，机关提供必要的帮助（条例第四十三条），如大字版、电话说明、请人陪同查阅。",
    )  # fmt: skip


FORMS: dict[str, type[PartForm]] = {
    "information": InformationForm,
    "applicant": ApplicantForm,
    "delivery": DeliveryForm,
}
"""Part of a draft → its form."""
