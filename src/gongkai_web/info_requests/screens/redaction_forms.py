"""What an officer adds to the marks by hand: a text, lines or paragraphs, an area of a page."""

from __future__ import annotations

from typing import Any

from django import forms

from gongkai.law.outcomes import exemptions

__all__ = ["GROUNDS", "MarkForm", "grounds_of", "split_ground"]

_MM = 72 / 25.4


def grounds_of() -> list[tuple[str, str]]:
    """The grounds for withholding with their kinds, as choices: ``E15:个人隐私``."""
    rows: list[tuple[str, str]] = []
    for one in exemptions():
        rows += [(f"{one.id}:{sub}", f"{one.label}（{sub}）") for sub in one.sub] or [(f"{one.id}:", one.label)]
    return rows


GROUNDS = grounds_of()
_FIRST = "E15:个人隐私"


def split_ground(value: str) -> tuple[str, str]:
    """The id and the kind of a choice."""
    ground, _, detail = value.partition(":")
    return ground, detail


class MarkForm(forms.Form):
    """All three ways in one form, for the marks on the page are saved with it; ``do`` says which is meant."""

    text = forms.CharField(
        label="要遮盖的文字", required=False, max_length=500, strip=True,
        help_text="空格、换行、全角半角和大小写的不同不影响查找。6个字以上的，跨单元格、跨页也能找到。",
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    tick = forms.BooleanField(label="全部选中", required=False, initial=True, help_text="不选的，只列出来逐处选择。")
    first = forms.IntegerField(label="从第几行", required=False, min_value=1)
    last = forms.IntegerField(label="到第几行", required=False, min_value=1, help_text="只遮一行的不填。")
    left = forms.FloatField(label="距左边", required=False, min_value=0)
    top = forms.FloatField(label="距上边", required=False, min_value=0)
    wide = forms.FloatField(label="宽", required=False, min_value=1)
    high = forms.FloatField(label="高", required=False, min_value=1)
    ground = forms.ChoiceField(label="不予公开的情形", choices=GROUNDS, initial=_FIRST)

    def __init__(self, *args: Any, what: str = "", paragraphs: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.what = what
        if paragraphs:
            self.fields["first"].label, self.fields["last"].label = "从第几段", "到第几段"
            self.fields["last"].help_text = "只遮一段的不填。"

    def clean(self) -> dict[str, Any]:
        """Only what is meant must be there."""
        data = super().clean() or {}
        if self.what == "text" and not data.get("text"):
            self.add_error("text", "请输入要遮盖的文字。")
        if self.what == "lines":
            if not data.get("first"):
                self.add_error("first", "请填写行号。" if "行" in str(self.fields["first"].label) else "请填写段号。")
            elif data.get("last") and data["last"] < data["first"]:
                self.add_error("last", "不能小于前一个数。")
        if self.what == "area":
            for name in ("left", "top", "wide", "high"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, "请填写毫米数。")
        return data

    def box(self, width: float, height: float) -> tuple[float, float, float, float]:
        """The area in points, within the page."""
        data = self.cleaned_data
        left, top = min(data["left"] * _MM, width), min(data["top"] * _MM, height)
        box = (left, top, min(left + data["wide"] * _MM, width), min(top + data["high"] * _MM, height))
        return tuple(round(value, 2) for value in box)  # type: ignore[return-value]
