"""What somebody types into the search of a list: a number, a person, or words.

Each way is looked for by its own index and the keys are put together: with OR between them both databases read all
requests of the agency, with everything that stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value

from gongkai_web.info_requests.models import InfoRequest
from gongkai_web.info_requests.word_index import holds, holds_anywhere, looks_anywhere, pairs_anywhere, pairs_of, whole

__all__ = ["found_by", "read", "searched"]

_OF_PERSON = re.compile(r"^(\+?\d[\d -]{6,19}|\d{17}X|[0-9A-Z]{18})$")
"""A phone, an identity, a credit code: looked up by its keyed hash alone, which goes by an index."""
_NUMBER = re.compile(r"^(练习-)?[A-Z0-9][A-Z0-9-]*-\d{4}(-\d{0,9})?$")
_NUMBER_AND_YEAR = re.compile(r"^(\d{4})-(\d{1,9})$")
_MOST_WORDS = 6
_MOST_AGENCIES = 20
"""For more, and for all, each pair is looked up at every agency, by one key of the query."""

Agencies = frozenset[int] | None
"""Whose requests somebody may see; None for all."""


class _Like(Func):
    """A column against a pattern, which may be a blank of a query that is kept."""

    arg_joiner = " LIKE "
    template = "(%(expressions)s)"
    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s ESCAPE '\\')")


def searched(
    rows: QuerySet[InfoRequest], text: str, seen: QuerySet[InfoRequest], agencies: Agencies
) -> QuerySet[InfoRequest]:
    """Those of the rows that a number or its beginning names; else whose applicant has that name, identity or phone, as
    a whole; else whose text has all the words. ``seen`` is all that the person may see, without an order.
    """
    text = _tidy(text)
    short = _NUMBER_AND_YEAR.match(text)
    if short:
        return rows.filter(year=int(short[1]), sequence=int(short[2]))
    return rows.filter(pk__in=found_by(read(text, agencies), seen, agencies))


def read(text: str, agencies: Agencies) -> dict[str, Any]:
    """What is looked for, by names that tell which ways there are (``found_by``): the beginning of a number; or keyed
    hashes of the person, the text, a pattern for each word, keys of PostgreSQL's index of words at each agency, or at
    any. Empty for a year with a number.
    """
    text = _tidy(text)
    upper = text.upper()
    if _NUMBER_AND_YEAR.match(text):
        return {}
    if _NUMBER.match(upper):
        return _number(text)
    field = InfoRequest._meta.get_field
    values: dict[str, Any] = {}
    for name, value in (("applicant_name", text), ("identity_number", upper), ("phone", text)):
        values |= dict(field(name).find(value).children)
    if _OF_PERSON.match(upper):
        return values
    words = text.split()[:_MOST_WORDS]
    values["text"] = text
    values |= {f"word_{at}": f"%{connection.ops.prep_for_like_query(word)}%" for at, word in enumerate(words)}
    if agencies is None or len(agencies) > _MOST_AGENCIES:
        if looks_anywhere():
            values["document_anywhere"] = f"={text}"
            values |= {f"pair_anywhere_{at}": pair for at, pair in enumerate(pairs_anywhere(words))}
    elif connection.vendor == "postgresql":
        for at, agency in enumerate(sorted(agencies)):
            values[f"document_at_{at}"] = whole(text, agency)
            if pairs := pairs_of(words, agency):
                values[f"pairs_at_{at}"] = pairs
    return values


def found_by(values: Mapping[str, Any], seen: QuerySet[InfoRequest], agencies: Agencies) -> QuerySet[InfoRequest]:
    """The ids of those that one of the ways finds, to be narrowed to those that the person may see."""
    ways = [Q((name, value)) for name, value in values.items() if name.endswith("_index")]
    if "earlier" in values:
        ways.append(Q(earlier_number=values["earlier"]) & ~Q(earlier_number=""))  # as the condition of its index has it
    ways += [Q(_Like(F("number"), Value(value))) for name, value in values.items() if name.startswith("number_like_")]
    limits = [(f"number_from_{at}", f"number_to_{at}") for at in range(2) if f"number_from_{at}" in values]
    # Of all agencies: beside an agency SQLite takes a range for so wide that it reads all requests of that agency. Who
    # asks narrows the ids to those seen.
    of_all = [Q(number__gte=values[first], number__lt=values[end]) for first, end in limits]
    if "text" in values:
        of_words = Q()
        for value in (value for name, value in values.items() if name.startswith("word_")):
            of_words &= Q(_Like(F("title"), Value(value))) | Q(_Like(F("content"), Value(value)))
        of_document = Q(earlier_number=values["text"]) | Q(document_number=values["text"])
        if any(name.startswith("document_at_") for name in values):
            ways += [of_words & _held("pairs", values, agencies), of_document & _held("document", values, agencies)]
        elif "document_anywhere" in values:
            of_pairs = Q()
            for value in (value for name, value in values.items() if name.startswith("pair_anywhere_")):
                of_pairs &= Q(holds_anywhere(value))
            ways += [of_words & of_pairs, of_document & Q(holds_anywhere(values["document_anywhere"]))]
        else:
            ways.append(of_document | of_words)
    return _together([seen.filter(one) for one in ways] + [seen.model._default_manager.filter(one) for one in of_all])


def _held(kind: str, values: Mapping[str, Any], agencies: Agencies) -> Q:
    """The condition by which PostgreSQL goes by its index of words; none for words of one character."""
    found = Q()
    for at, agency in enumerate(sorted(agencies or ())):
        if f"{kind}_at_{at}" in values:
            found |= Q(holds(values[f"{kind}_at_{at}"]), agency=agency)
    return found


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _together(found: list[QuerySet[InfoRequest]]) -> QuerySet[InfoRequest]:
    first, *others = (one.order_by().values("pk") for one in found)
    return first.union(*others)


def _number(text: str) -> dict[str, Any]:
    """The number as typed and in capitals, by its beginning; an imported number as a whole. Each database goes by its
    index: PostgreSQL with a pattern, SQLite within limits.
    """
    values: dict[str, Any] = {"earlier": text}
    for at, one in enumerate(sorted({text, text.upper()})):
        if connection.vendor == "postgresql":
            values[f"number_like_{at}"] = f"{connection.ops.prep_for_like_query(one)}%"
        else:
            values |= {f"number_from_{at}": one, f"number_to_{at}": f"{one}\uffff"}
    return values
