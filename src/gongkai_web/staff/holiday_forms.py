"""What a clerk fills in of a holiday notice: its source, its sentences, and the days read from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict

from gongkai_web.calendars.models import HolidayNotice
from gongkai_web.calendars.reading import LONGEST, Reading
from gongkai_web.staff.forms import field_for

__all__ = ["NoticeForm", "WithdrawForm"]

_HOLIDAYS = 10
_MAKE_UP = 14
_LONGEST_DAYS = 20
_DAY = {"type": "date"}


def _field(name: str, **kwargs: Any) -> forms.Field:
    field = field_for(HolidayNotice._meta.get_field(name), **kwargs)
    if field is None:
        raise TypeError(name)
    return field


class NoticeForm(forms.Form):
    """A notice. ``data`` of a post in which no day is filled in may be given those of a reading by ``with_days``."""

    year = _field("year", help_text="放假安排是哪一年的。")
    title = _field("title")
    number = _field("number", help_text="如“国办发明电〔2025〕7号”。")
    published_on = _field("published_on")
    source = _field("source", help_text="中国政府网（www.gov.cn）上该通知的网址。")
    text = forms.CharField(
        label="通知原文",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 9}),
        help_text="粘贴通知全文，或者只粘贴写日子的各句，如“春节：2月15日至23日放假调休，共9天。2月14日（周六）、2月28日（周六）上班。”",
    )
    amends = forms.BooleanField(
        label="只调整个别日子",
        required=False,
        help_text="通知只改动该年已有安排中的几天（如延长春节假期）的，勾选此项；其余日子不变。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(_HOLIDAYS):
            self.fields[f"name_{n}"] = forms.CharField(label=f"第{n + 1}行节日", required=False, max_length=40)
            for end, label in (("first", "第一天"), ("last", "最后一天")):
                field = forms.DateField(
                    label=f"第{n + 1}行{label}", required=False, widget=forms.DateInput(_DAY, "%Y-%m-%d")
                )
                self.fields[f"{end}_{n}"] = field
        for n in range(_MAKE_UP):
            field = forms.DateField(label=f"上班日{n + 1}", required=False, widget=forms.DateInput(_DAY, "%Y-%m-%d"))
            self.fields[f"work_{n}"] = field

    @property
    def about(self) -> list[BoundField]:
        """The fields of the notice itself."""
        return [self[name] for name in ("year", "text", "amends", "title", "number", "published_on", "source")]

    @property
    def rows(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """The fields of a holiday, row by row."""
        return [(self[f"name_{n}"], self[f"first_{n}"], self[f"last_{n}"]) for n in range(_HOLIDAYS)]

    @property
    def make_up(self) -> list[BoundField]:
        """The fields of weekend days that are worked."""
        return [self[f"work_{n}"] for n in range(_MAKE_UP)]

    @staticmethod
    def has_days(data: QueryDict) -> bool:
        """Whether any day is filled in."""
        return any(data.get(f"first_{n}") for n in range(_HOLIDAYS)) or any(
            data.get(f"work_{n}") for n in range(_MAKE_UP)
        )

    @staticmethod
    def with_days(data: QueryDict, found: Reading) -> QueryDict:
        """The post with the days of a reading in place of those that it had."""
        filled = data.copy()
        for n in range(_HOLIDAYS):
            run = found.rest[n] if n < len(found.rest) else None
            filled[f"name_{n}"] = run.name if run else ""
            filled[f"first_{n}"] = run.first.isoformat() if run else ""
            filled[f"last_{n}"] = run.last.isoformat() if run else ""
        for n in range(_MAKE_UP):
            filled[f"work_{n}"] = found.work[n].isoformat() if n < len(found.work) else ""
        return filled

    def _off(self, told: dict[str, Any]) -> Iterator[tuple[date, str]]:
        for n in range(_HOLIDAYS):
            name, first, last = (told.get(f"{part}_{n}") for part in ("name", "first", "last"))
            if first is None:
                if last or name:
                    self.add_error(f"first_{n}", "请填写第一天。")
                continue
            last = last or first
            if not name:
                self.add_error(f"name_{n}", "请填写节日名称。")
            if not 0 <= (last - first).days < _LONGEST_DAYS:
                self.add_error(f"last_{n}", "起止不对。")
                continue
            yield from ((first + timedelta(day), name) for day in range((last - first).days + 1))

    def clean(self) -> dict[str, Any]:
        """What the action wants: ``rest`` and ``work`` in place of the rows."""
        told = super().clean() or {}
        rest: dict[date, str] = {}
        for day, name in self._off(told):
            if day in rest:
                raise ValidationError(f"{day.isoformat()}写了两次。")
            rest[day] = name
        work = {told[name] for name in told if name.startswith("work_") and told[name]}
        if not rest and not (told.get("amends") and work) and not self.errors:
            raise ValidationError("没有放假的日子：请粘贴通知原文，或者在下面填写。")
        about = ("year", "title", "number", "published_on", "source", "text", "amends")
        return {**{name: told[name] for name in about if name in told}, "rest": rest, "work": work}


class WithdrawForm(forms.Form):
    """Why it is withdrawn."""

    why = forms.CharField(label="撤回的原因", max_length=200, help_text="如“录错了日子”。记入审计记录，在清单中可见。")
