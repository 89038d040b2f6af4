"""What officers enter about reviews and lawsuits."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from gongkai.law.proceedings import RESULTS_OF
from gongkai_web.files.forms import ReceivedFileField
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.organisations.models import Agency
from gongkai_web.remedies.kinds import PaperKind
from gongkai_web.remedies.models import RemedyCase
from gongkai_web.staff.forms import field_for

__all__ = ["ChangeForm", "DecideForm", "LedgerForm", "OpenForm", "PaperForm", "ReopenForm"]

_BEGINS = (
    "group", "request_number", "review", "organ", "number", "procedure", "party", "subject", "claim", "filed_on",
    "accepted_on", "notified_on", "reply_set",
)  # fmt: skip
_OF_FILES = {"required": "请选择文件。", "empty": "文件是空的，请检查后重新上传。"}
_HELP = {
    "number": "没有案号的可以以后补填。",
    "procedure": "政府信息公开案件可以适用简易程序（行政复议法第五十三条、行政诉讼法第八十二条）。",
    "subject": "争议的处理决定，或者逾期未答复等；经验教训按它归集。",
    "notified_on": "收到申请书、起诉状副本之日，提交答复的期限从它算起。",
    "reply_set": "复议机构、法院另行指定的；不填则按法律规定推算。",
}


class _CaseForm(forms.ModelForm):
    """Fields of a case; the request is named by its number."""

    request_number = forms.CharField(
        label="所涉申请的登记编号", max_length=60, required=False,
        help_text="本机关办理过的申请；不涉及已登记申请的（如本系统启用以前的）留空。",
    )  # fmt: skip

    class Meta:
        model = RemedyCase
        fields: ClassVar[tuple[str, ...]] = ()
        formfield_callback = field_for

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in _HELP.items():
            if name in self.fields:
                self.fields[name].help_text = text
        if "party" in self.fields:
            self.fields["party"] = forms.CharField(label="申请人或者原告", max_length=200, required=False)
        if "review" in self.fields:
            found = RemedyCase.objects.filter(group="review").only("id", "group", "number", "filed_on")
            self.fields["review"].queryset = found
            self.fields["review"].help_text = "复议后起诉的填写。"

    def clean(self) -> dict[str, Any]:
        """The request in place of its number."""
        data = super().clean()
        number = (data.get("request_number") or "").strip()
        agency = self.instance.agency if self.instance.pk else data.get("agency")
        data["request"] = None
        if number and agency is not None:
            data["request"] = InfoRequest.objects.real().filter(agency=agency, number=number).first()
            if data["request"] is None:
                self.add_error("request_number", "本机关没有这个登记编号的申请，请核对。")
        data.pop("request_number", None)
        return data

    def _post_clean(self) -> None:
        """Nothing: the action checks the case as a whole."""


class OpenForm(_CaseForm):
    """A new case."""

    class Meta(_CaseForm.Meta):
        fields = ("agency", *(name for name in _BEGINS if name != "request_number"))

    field_order = ("agency", *_BEGINS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.active()
        self.fields["agency"].empty_label = None


class ChangeForm(_CaseForm):
    """What has become known since."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta(_CaseForm.Meta):
        fields = (
            *(name for name in _BEGINS if name != "request_number"), "replied_on", "hearing_on", "first_result",
            "first_decided_on", "first_received_on", "appealed_on", "appeal_number", "costs", "lesson",
        )  # fmt: skip

    field_order = _BEGINS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.initial["request_number"] = self.instance.request.number if self.instance.request_id else ""
        self.initial["party"] = ""
        self.fields["party"].help_text = "已加密保存，不填则不改。" if self.instance.party else ""
        if self.instance.is_review:
            for name in ("first_result", "first_decided_on", "first_received_on", "appealed_on", "appeal_number"):
                del self.fields[name]
        else:
            mine = RESULTS_OF[self.instance.group]
            self.fields["first_result"].choices = [
                one for one in self.fields["first_result"].choices if not one[0] or one[0] in mine
            ]

    def clean(self) -> dict[str, Any]:
        """Without the party where nothing was typed."""
        data = super().clean()
        if not data.get("party"):
            data.pop("party", None)
        return data


class _OfCase(forms.ModelForm):
    """A form on the page of a case."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = RemedyCase
        fields: ClassVar[tuple[str, ...]] = ()
        formfield_callback = field_for

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def _post_clean(self) -> None:
        """Nothing: the action checks the case as a whole."""


class DecideForm(_OfCase):
    """The final result."""

    class Meta(_OfCase.Meta):
        fields = ("result", "decided_on", "received_on", "must_redo", "redo_by", "fault", "lesson", "costs")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = RESULTS_OF[self.instance.group]
        self.fields["result"].choices = [
            one for one in self.fields["result"].choices if not one[0] or one[0] in mine
        ]  # fmt: skip
        self.fields["result"].required = self.fields["decided_on"].required = True
        self.fields["must_redo"].help_text = "决定、判决责令本机关重新答复或者履行的，登记后可以对申请重新作出处理。"
        self.fields["redo_by"].help_text = "决定、判决写明的期限，作为重新处理的答复期限。"


class ReopenForm(_OfCase):
    """The day on which the request is taken up again."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    on = forms.DateField(label="重新处理的日期", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["on"] = timezone.localdate()


class PaperForm(forms.Form):
    """A file of a case."""

    kind = forms.ChoiceField(label="类别", choices=PaperKind.choices)
    title = forms.CharField(label="名称", max_length=200, required=False, help_text="不填则用类别的名称。")
    file = ReceivedFileField(label="文件", max_length=255, error_messages=_OF_FILES)


class LedgerForm(forms.Form):
    """A ledger."""

    agency = forms.ModelChoiceField(Agency.objects.active(), label="机关", empty_label=None)
    file = ReceivedFileField(
        label="文件", max_length=255, error_messages=_OF_FILES,
        widget=forms.FileInput({"accept": ".xlsx"}), help_text="Excel工作簿（xlsx），不超过5MB、5000行。",
    )  # fmt: skip
