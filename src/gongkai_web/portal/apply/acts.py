"""Forms of somebody who comes back: number and code, an answer to the agency, a matter of another kind."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gongkai_web.info_requests.kinds import MatterKind
from gongkai_web.portal.apply.fields import CodeField, LineField, LinesField, NumberField

__all__ = ["AnswerForm", "MatterForm", "TrackForm"]


class _Form(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", auto_id="f-%s", **kwargs)

    def take(self, refusal: ValidationError) -> None:
        """Puts what an action refused beside its fields."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class TrackForm(_Form):
    """Number and code."""

    number = NumberField(
        "登记编号", 60, autocomplete="off", spellcheck="false", help_text="回执上的编号，如QX-GX-2026-00001。"
    )
    code = CodeField("查询码", 40, autocomplete="off", spellcheck="false", help_text="回执上的10位字母和数字。")


class AnswerForm(_Form):
    """What the applicant says when he was asked; the files come beside it."""

    text = LinesField("内容", 2000, required=False, rows=9)
    files = forms.FileField(label="附件", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)
    token = forms.CharField(widget=forms.HiddenInput, max_length=64, min_length=16)

    def again(self, version: int, token: str) -> AnswerForm:
        """The form with what was typed, for the state that is shown beside it."""
        if not self.is_bound:
            return AnswerForm(initial={"version": version, "token": token})
        data = self.data.copy()
        data["version"], data["token"] = str(version), token
        renewed = AnswerForm(data)
        renewed._errors = self._errors  # type: ignore[attr-defined]
        renewed.cleaned_data = self.cleaned_data
        return renewed


class MatterForm(_Form):
    """A correction, a suggestion or a complaint."""

    title = LineField("标题", 200)
    text = LinesField("内容", 5000)
    evidence = LinesField("证据", 2000, required=False, rows=4)
    name = LineField("您的姓名或者单位名称", 100, autocomplete="name")
    contact = LineField("联系电话或者电子邮箱", 120, autocomplete="off")
    token = forms.CharField(widget=forms.HiddenInput, max_length=64, min_length=16)

    _HELP = {
        MatterKind.CORRECTION: ("哪一件信息记录不准确", "现在怎样记录，应当怎样记录，与您本人有什么关系。"),
        MatterKind.SUGGESTION: (
            "建议主动公开什么信息",
            "为什么涉及公众利益、需要公众广泛知晓；依申请得到过的，写明登记编号更好。",
        ),
        MatterKind.COMPLAINT: ("投诉举报什么事", "哪个机关、什么时间、怎样做的，违反了什么规定，希望怎样处理。"),
    }

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"token": secrets.token_hex(16), **kwargs.pop("initial", {})}, **kwargs)
        label, hint = self._HELP[MatterKind(kind)]
        self.fields["title"].label = label
        self.fields["title"].error_messages["required"] = f"请写明{label}。"
        self.fields["text"].label, self.fields["text"].help_text = "具体情况", hint
        self.fields["text"].error_messages["required"] = "请写明具体情况。"
        if kind == MatterKind.CORRECTION:
            self.fields["evidence"].required = True
            self.fields[
                "evidence"
            ].help_text = "能够证明记录不准确的证据（条例第四十一条），如证件、判决书、登记资料；机关可能请您提供原件。"
            self.fields["evidence"].error_messages["required"] = "请写明证明信息记录不准确的证据（条例第四十一条）。"
        else:
            del self.fields["evidence"]
