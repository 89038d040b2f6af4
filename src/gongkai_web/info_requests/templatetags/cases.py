"""How the pages of a case cite the law."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from gongkai.law.clauses import clause
from gongkai_web.info_requests.queries.strip import Day

__all__ = ["cited", "cited_in_full", "drawn", "strip_cells"]

register = template.Library()


@register.filter
def cited(clause_id: str) -> str:
    """A clause as officials say it: 条例第三十三条, or the title of another instrument with the clause."""
    if not clause_id:
        return ""
    one = clause(clause_id)
    return f"条例{one.title}" if one.instrument.id == "REG2019" else f"《{one.instrument.title}》{one.title}"


@register.filter
def cited_in_full(clause_id: str) -> str:
    """A clause as a letter cites it."""
    return clause(clause_id).citation if clause_id else ""


@register.simple_tag
def strip_cells(days: Iterable[Day]) -> SafeString:
    """The cells of a row of days; there may be hundreds, too many for the template language."""
    return mark_safe("".join(_cell(day) for day in days))  # what was not made here is escaped


@register.simple_tag
def drawn(name: str, **values: Any) -> SafeString:
    """A template of Jinja's that stands in the page of a case too, for a page of a form."""
    return render_to_string(name, values, using="jinja2")


def _cell(day: Day) -> str:
    if day.kind == "outside" and not day.mark:
        return "<td></td>"
    kind = f"is-{day.kind}{' is-past' if day.past else ''}{' has-mark' if day.mark else ''}"
    told = f"{day.on.isoformat()}{f'　第{day.count}个工作日' if day.count else ''}{f'　{day.text}' if day.text else ''}"
    shown = f"<b>{day.mark}</b>" if day.mark else str(day.on.day)
    return f'<td class="{kind}" title="{escape(told)}">{shown}</td>'
