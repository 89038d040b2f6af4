"""What a list of requests is narrowed by, as it lies in the address: so that a list can be kept as a bookmark.

The filters hang on what was chosen and on who works there, and most people choose nothing: they are read and drawn
once for each such choice. What is looked for is somebody's name, and is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from gongkai.law import procedure
from gongkai.law.outcomes import outcomes
from gongkai_web.info_requests.access import agencies_seen
from gongkai_web.info_requests.actions.handling import handler_names
from gongkai_web.info_requests.kinds import CHANNEL_CHOICES, ApplicantKind
from gongkai_web.info_requests.queries.lists import LISTS, SORTS
from gongkai_web.info_requests.screens.forms import DayField
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.scope import Scope

__all__ = ["LONGEST", "NEAR", "Filters", "Words", "filters_of"]

NEAR = [(5, "5个工作日内"), (3, "3个工作日内"), (1, "1个工作日内")]
LONGEST = 100
"""Characters that may be looked for."""
_SOUGHT = forms.CharField(label="查找", max_length=LONGEST, required=False, strip=True)
_KEPT = 256

Choices = tuple[tuple[Any, str], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for: as it was typed, as it is meant, and why it cannot be looked for."""

    typed: str
    text: str
    refused: str

    @classmethod
    def of(cls, typed: str) -> Words:
        """Read from the address."""
        try:
            return cls(typed, _SOUGHT.clean(typed), "")
        except ValidationError as told:
            return cls(typed, "", told.messages[0])


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters read and drawn: their values, whether one was refused, whether the list is of several agencies."""

    asked: dict[str, Any]
    refused: bool
    unfolded: bool
    several: bool
    drawn: SafeString


def filters_of(given: QueryDict, scope: Scope) -> Filters:
    """What the address says, against the people and agencies that the person may choose from."""
    seen = agencies_seen(scope)
    several = seen is None or len(seen) > 1
    if several:
        rows = Agency.objects.all() if seen is None else Agency.objects.filter(pk__in=seen)
        choices = tuple(rows.order_by("name").values_list("pk", "name"))
    else:
        choices = tuple(handler_names(agency_id=next(iter(seen or ()), 0)))
    told = ((name, given.get(name, "")) for name in FilterForm.base_fields)
    return _filters(tuple((name, value) for name, value in told if value), several, choices)


@lru_cache(maxsize=_KEPT)
def _filters(given: tuple[tuple[str, str], ...], several: bool, choices: Choices) -> Filters:
    form = FilterForm(dict(given), several=several, choices=choices)
    refused = not form.is_valid()
    unfolded = any(name not in ("list", "days") for name, _ in given)
    drawn = render_to_string("info_requests/lists/filters.html", {"form": form})
    return Filters(form.cleaned_data, refused, unfolded, several, drawn)


def _choices(rows: Any, nothing: str) -> list[tuple[Any, str]]:
    return [("", nothing), *rows]


class FilterForm(forms.Form):
    """The filters. Of one agency they know its people, of several the agencies."""

    list = forms.ChoiceField(choices=list(LISTS.items()), required=False, widget=forms.HiddenInput)
    days = forms.TypedChoiceField(choices=NEAR, coerce=int, required=False, empty_value=5, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=_choices([(s.id, s.label) for s in procedure.states().values()], "不限"),
    )
    stage = forms.ChoiceField(
        label="环节", required=False,
        choices=_choices([(s, s) for s in dict.fromkeys(s.stage for s in procedure.states().values())], "不限"),
    )  # fmt: skip
    channel = forms.ChoiceField(label="渠道", required=False, choices=_choices(CHANNEL_CHOICES, "不限"))
    kind = forms.ChoiceField(label="申请人类型", required=False, choices=_choices(ApplicantKind.choices, "不限"))
    outcome = forms.ChoiceField(
        label="办理结果",
        required=False,
        choices=_choices([(one.id, one.label) for one in outcomes()], "不限"),
    )
    handler = forms.TypedChoiceField(label="承办人", required=False, coerce=int, empty_value=None)
    agency = forms.TypedChoiceField(label="机关", required=False, coerce=int, empty_value=None)
    since = DayField(label="到达日期从", required=False)
    until = DayField(label="到达日期到", required=False)
    due_since = DayField(label="期限从", required=False)
    due_until = DayField(label="期限到", required=False)
    sort = forms.ChoiceField(
        label="排序",
        required=False,
        choices=_choices([(key, label) for key, (label, _) in SORTS.items()], "默认"),
    )

    def __init__(self, given: dict[str, str], *, several: bool, choices: Choices) -> None:
        super().__init__(given)
        del self.fields["handler" if several else "agency"]
        self.fields["agency" if several else "handler"].choices = _choices(choices, "不限")
