"""What somebody types into the search of a list: a number, a person, or words.

Each way is looked for by its own index and the keys are put together: with OR between them both databases read all
requests of the agency, with everything that stands in them.
"""

from __future__ import annotations

import re

from django.db import connection
from django.db.models import Q, QuerySet

from gongkai_web.info_requests.models import InfoRequest

__all__ = ["searched"]

_OF_PERSON = re.compile(r"^(\+?\d[\d -]{6,19}|\d{17}X|[0-9A-Z]{18})$")
"""A phone, an identity, a credit code: looked up by its keyed hash alone, which goes by an index."""
_NUMBER = re.compile(r"^(练习-)?[A-Z0-9][A-Z0-9-]*-\d{4}(-\d{0,9})?$")
_NUMBER_AND_YEAR = re.compile(r"^(\d{4})-(\d{1,9})$")
_MOST_WORDS = 6


def searched(rows: QuerySet[InfoRequest], text: str, seen: QuerySet[InfoRequest]) -> QuerySet[InfoRequest]:
    """Those of the rows that a number or its beginning names; else whose applicant has that name, identity or phone, as
    a whole; else whose text has all the words. ``seen`` is all that the person may see, without an order.
    """
    text = " ".join(text.split())
    short = _NUMBER_AND_YEAR.match(text)
    if short:
        return rows.filter(year=int(short[1]), sequence=int(short[2]))
    upper = text.upper()
    if _NUMBER.match(upper):
        return rows.filter(pk__in=_together(seen, *_of_number(text)))
    field = InfoRequest._meta.get_field
    of_person = [field("applicant_name").find(text), field("identity_number").find(upper), field("phone").find(text)]
    if not _OF_PERSON.match(upper):
        of_person.append(_of_words(text))
    return rows.filter(pk__in=_together(seen, *of_person))


def _together(seen: QuerySet[InfoRequest], first: Q, *others: Q) -> QuerySet[InfoRequest]:
    return seen.filter(first).values("pk").union(*(seen.filter(one).values("pk") for one in others))


def _of_number(text: str) -> list[Q]:
    """The number as typed and in capitals, by its beginning; an imported number as a whole."""
    earlier = Q(earlier_number=text) & ~Q(earlier_number="")  # as the condition of its index has it
    return [earlier, *(_with_number(one) for one in sorted({text, text.upper()}))]


def _with_number(text: str) -> Q:
    """By the beginning of the number; both databases go by its index."""
    if connection.vendor == "postgresql":
        return Q(number__startswith=text)
    return Q(number__gte=text, number__lt=f"{text}\uffff")


def _of_words(text: str) -> Q:
    """All words in the title or the description; or a document's number. Columns of ``word_index``, no others."""
    each = Q()
    for word in text.split()[:_MOST_WORDS]:
        each &= Q(title__contains=word) | Q(content__contains=word)
    return Q(earlier_number=text) | Q(document_number=text) | each
