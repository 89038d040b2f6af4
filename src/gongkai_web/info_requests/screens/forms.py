"""The forms of a case: one for each step of the procedure, and for acts that are no step. See ``screens/README.md``."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeVar
from uuid import uuid4

from django import forms
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from gongkai.law import procedure
from gongkai.law.clauses import clause
from gongkai_web.common.actor import Actor
from gongkai_web.common.typed import clean_text
from gongkai_web.info_requests.actions.steps import take
from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.info_requests.screens.asked import nobody_asked
from gongkai_web.info_requests.screens.opened import Case
from gongkai_web.staff.forms import name_blanks

__all__ = [
    "ActForm",
    "ActRule",
    "CaseForm",
    "DayField",
    "StepForm",
    "TidyForm",
    "act_form",
    "act_forms",
    "step_form",
    "step_forms",
]


class DayField(forms.DateField):
    """A day, chosen with the browser's own picker."""

    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class TidyForm(forms.Form):
    """A form whose texts are without what cannot be seen: control characters, marks that turn the direction."""

    def _clean_fields(self) -> None:
        super()._clean_fields()
        for name, value in list(self.cleaned_data.items()):
            if not isinstance(value, str):
                continue
            field = self.fields[name]
            told = clean_text(value, lines=isinstance(field.widget, forms.Textarea))
            self.cleaned_data[name] = told
            if value and not told and field.required:
                self.add_error(name, field.error_messages["required"])


class CaseForm(TidyForm):
    """A form of a case. Its own fields come first; version and token are hidden and answered for by the view."""

    label: ClassVar[str] = ""  # what is done, at the head of the page and on the button
    lead: ClassVar[str] = ""  # what it is for and what follows, in the statute's words
    template: ClassVar[str] = "info_requests/case/form.html"
    tries: ClassVar[bool] = False  # offers 试算: the act is run and rolled back, to show the day that would follow

    version = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        super().__init__(*args, **kwargs)
        name_blanks(self)
        self.initial.setdefault("version", case.row.version)
        self.initial.setdefault("token", uuid4().hex)

    def again(self) -> CaseForm | None:
        """The form to be shown once more with what was typed, where a button asked for more rows; None to do it."""
        return None

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Does it. ``row`` is locked, the view's transaction stands around it. Raises ValidationError."""
        raise NotImplementedError

    def told(self, result: Any) -> str:
        """What the person is told when it is done; ``result`` is what ``act`` returned."""
        return f"已办理：{self.label}。"

    def goes_to(self, result: Any) -> str:
        """The address shown next."""
        return self.case.row.get_absolute_url()

    def answer(self, request: HttpRequest, result: Any) -> HttpResponse | None:
        """A page of its own in place of the message and the next address, for what is shown only once."""
        return None

    def extra(self) -> dict[str, Any]:
        """What the template is given beside the form."""
        return {}


class StepForm(CaseForm):
    """A step of the procedure: the day, the fields of the form, a note for the file."""

    event: ClassVar[str] = ""  # set by ``step_form``
    kept: ClassVar[tuple[str, ...]] = ()  # fields that go into the data of the step; nothing personal
    words: ClassVar[str] = ""  # the field with what the applicant said, which is sealed

    on = DayField(label="日期", help_text="这件事发生的日期，期限从它算起；补录以前的事填当天的日期。")
    note = forms.CharField(
        label="说明", required=False, max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text="只在案卷里保存，不发给申请人。不要写申请人的证件号码、电话。",
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.initial.setdefault("on", timezone.localdate())
        self.fields["on"].widget.attrs["max"] = timezone.localdate().isoformat()
        names = [name for name in self.fields if name not in ("on", "note")]
        self.order_fields(["on", *names, "note"])

    @classmethod
    def refusal(cls, case: Case) -> str:
        """Why the step may not be taken although the table has it here; "" where it may. Then it is not offered.

        Of itself: that there is no party whose answer is waited for.
        """
        return nobody_asked(case, cls.event)

    def step_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """The data of the step: the fields named in ``kept`` as JSON values."""
        return {name: _json(data[name]) for name in self.kept if data.get(name) not in (None, "", [])}

    def act(self, row: InfoRequest, data: dict[str, Any], *, by: Actor, roles: Collection[str], token: str) -> Any:
        """Takes the step."""
        return take(
            row, self.event, on=data["on"], roles=roles, by=by, data=self.step_data(data),
            words=data.get(self.words, ""), note=data.get("note", ""), token=token,
        )  # fmt: skip


class ActForm(CaseForm):
    """Something put on file that is no step. ``act`` calls an action, which ends with ``touch_case``."""

    name: ClassVar[str] = ""  # set by ``act_form``

    @classmethod
    def refusal(cls, case: Case) -> str:
        """Why it may not be done here; "" where it may. Then it is not offered."""
        return ""


def _json(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Model):
        return value.pk
    return value


@dataclass(frozen=True, slots=True)
class ActRule:
    """Who may do an act in which states; ``offered`` narrows it for a case."""

    name: str
    form: type[ActForm]
    label: str
    roles: frozenset[str]
    states: frozenset[str] | None
    clause: str
    offered: Callable[[Case], bool] | None

    @property
    def citation(self) -> str:
        """The clause as it is cited; "" without one."""
        return clause(self.clause).citation if self.clause else ""

    def fits(self, case: Case) -> bool:
        """Whether the case is where this may be done."""
        return self.in_state(case) and (self.offered is None or self.offered(case)) and not self.form.refusal(case)

    def in_state(self, case: Case) -> bool:
        """Whether the state is one of those in which it may be done."""
        return self.states is None or case.row.state in self.states


_steps: dict[str, type[StepForm]] = {}
_acts: dict[str, ActRule] = {}
S = TypeVar("S", bound=type[StepForm])
A = TypeVar("A", bound=type[ActForm])


def step_form(event: str) -> Callable[[S], S]:
    """Registers the form of a step of the procedure. Raises KeyError for an event that the law does not know."""
    label = procedure.events()[event]

    def hang(form: S) -> S:
        form.event = event
        form.label = form.label or label
        _steps[event] = form
        return form

    return hang


def act_form(
    name: str,
    *,
    label: str,
    roles: Collection[str],
    states: Collection[str] | None = None,
    clause: str = "",
    offered: Callable[[Case], bool] | None = None,
) -> Callable[[A], A]:
    """Registers an act that is no step. ``states`` are those in which it may be done, None for any."""
    unknown = (set(roles) - set(procedure.roles())) | (set(states or ()) - set(procedure.states()))
    if unknown:
        raise KeyError(unknown)

    def hang(form: A) -> A:
        form.name, form.label = name, form.label or label
        where = None if states is None else frozenset(states)
        _acts[name] = ActRule(name, form, form.label, frozenset(roles), where, clause, offered)
        return form

    return hang


def step_forms() -> dict[str, type[StepForm]]:
    """Event → its form; a step without one is taken elsewhere (by the applicant, by the app of remedies)."""
    return _steps


def act_forms() -> dict[str, ActRule]:
    """Name → act."""
    return _acts
