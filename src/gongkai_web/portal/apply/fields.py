"""Fields of the public forms: text without what cannot be seen, numbers as people write them."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gongkai_web.common.typed import clean_text

__all__ = ["CodeField", "LineField", "LinesField", "MailField", "NumberField", "PhoneField", "codes_only"]


def codes_only(text: str) -> str:
    """Digits and letters as they stand in a number: narrow, in capitals, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


class LineField(forms.CharField):
    """A line of text."""

    def __init__(self, label: str, longest: int, *, required: bool = True, help_text: str = "", **said: Any) -> None:
        attrs = {key: said.pop(key) for key in ("autocomplete", "inputmode", "spellcheck") if key in said}
        said.setdefault("widget", forms.TextInput(attrs))
        super().__init__(
            label=label, max_length=longest, required=required, help_text=help_text,
            error_messages={"required": f"请填写{label}。"}, **said,
        )  # fmt: skip

    def to_python(self, value: Any) -> str:
        """The line."""
        return clean_text(str(value)) if value not in self.empty_values else ""

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What a page with errors shows again: cleaned, too."""
        return clean_text(data, lines=True) if isinstance(data, str) else data


class LinesField(LineField):
    """Text of several lines."""

    def __init__(self, label: str, longest: int, *, rows: int = 7, **said: Any) -> None:
        super().__init__(label, longest, widget=forms.Textarea({"rows": rows}), **said)

    def to_python(self, value: Any) -> str:
        """The lines."""
        return clean_text(str(value), lines=True) if value not in self.empty_values else ""


class MailField(forms.EmailField):
    """A mail address."""

    def to_python(self, value: Any) -> str:
        """The address."""
        return clean_text(str(value)) if value not in self.empty_values else ""

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What a page with errors shows again."""
        return clean_text(data) if isinstance(data, str) else data


class CodeField(LineField):
    """A number of digits and letters."""

    def to_python(self, value: Any) -> str:
        """The number."""
        return codes_only(super().to_python(value))


class NumberField(LineField):
    """The number of a request as it stands on a receipt: narrow, without blanks, with plain hyphens."""

    def to_python(self, value: Any) -> str:
        """The number."""
        text = "".join(unicodedata.normalize("NFKC", super().to_python(value)).split())
        return text.translate(dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-"))


class PhoneField(LineField):
    """A phone number: digits, blanks, hyphens, brackets, a plus at its head."""

    _SHAPE = re.compile(r"\+?[\d\-() ]{5,24}")

    def to_python(self, value: Any) -> str:
        """The number."""
        return unicodedata.normalize("NFKC", super().to_python(value)).replace("—", "-")

    def validate(self, value: str) -> None:
        """Raises ValidationError."""
        super().validate(value)
        digits = sum(one.isdigit() for one in value)
        if value and not (self._SHAPE.fullmatch(value) and 5 <= digits <= 20):
            raise ValidationError("请填写电话号码，如13800000000或者0571-88880000。")
