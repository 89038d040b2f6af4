"""How the pages of a case cite the law."""

from __future__ import annotations

from django import template

from gongkai.law.clauses import clause

__all__ = ["cited", "cited_in_full"]

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
