"""What forms of the back office share: choices limited to what the person sees, the browser's own date fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH

from gongkai_web.organisations.scope import Scope

__all__ = ["add_errors", "field_for", "limit_choices", "name_blanks"]

_DASHES = BLANK_CHOICE_DASH[0][1]


def name_blanks(form: forms.Form) -> None:
    """Says in words what Django shows as a row of dashes: nothing has been chosen."""
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField):
            if field.empty_label == _DASHES:
                field.empty_label = "请选择"
        elif isinstance(field, forms.ChoiceField) and tuple(next(iter(field.choices), ())) == ("", _DASHES):
            field.choices = [("", "请选择"), *list(field.choices)[1:]]


def limit_choices(form: forms.Form, scope: Scope) -> None:
    """Leaves in each field that chooses rows only those which the scope sees, where the model knows scopes."""
    for field in form.fields.values():
        queryset = getattr(field, "queryset", None)
        if queryset is not None and hasattr(queryset, "seen_by"):
            field.queryset = queryset.seen_by(scope)


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """Puts what an action refused on its fields, and what belongs to no field of the form at the head."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name != NON_FIELD_ERRORS and name in form.fields else None, errors)


def field_for(db_field: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """The form field of a column, with the browser's own pickers for days and instants."""
    if isinstance(db_field, models.DateTimeField):
        kwargs.setdefault("widget", forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
    elif isinstance(db_field, models.DateField):
        kwargs.setdefault("widget", forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    elif isinstance(db_field, models.URLField):
        kwargs.setdefault("assume_scheme", "https")
    elif isinstance(db_field, models.TextField):
        kwargs.setdefault("widget", forms.Textarea({"rows": 5}))
    return db_field.formfield(**kwargs)
