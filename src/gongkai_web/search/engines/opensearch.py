"""OpenSearch (SEARCH_URL), for a province. The rows stay in the database: what is not there is not shown."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.db import transaction
from opensearchpy import NotFoundError, OpenSearch
from opensearchpy.exceptions import OpenSearchException

from gongkai_web.search.engines import MOST, Question
from gongkai_web.search.models import Entry

__all__ = ["INDEX", "OpenSearchEngine"]

INDEX = "gongkai_entries"
_SECONDS = 10
_FIELDS = {name: {"type": "text", "analyzer": "whitespace"} for name in ("title", "body", "marks")}
_MAPPING = {
    "mappings": {"dynamic": False, "properties": {**_FIELDS, "on": {"type": "date"}, "number": {"type": "long"}}}
}
_logger = logging.getLogger(__name__)


class OpenSearchEngine:
    """See ``Engine``. Writing follows the commit: what was rolled back was never there."""

    def __init__(self, url: str) -> None:
        self._client = OpenSearch([url], timeout=_SECONDS)

    def newest(self, question: Question, most: int = MOST) -> list[int]:
        """See ``Engine``; those whose rows are gone are left out."""
        body = {
            "query": {"bool": {"filter": [_words(question), *({"term": {"marks": mark}} for mark in question.marks)]}},
            "sort": [{"on": {"order": "desc", "missing": "_last"}}, {"number": "desc"}],
            "size": most,
            "track_total_hits": False,
            "_source": False,
        }
        told = self._client.search(index=INDEX, body=body)["hits"]
        ids = [int(hit["_id"]) for hit in told["hits"]]
        there = set(Entry.objects.filter(pk__in=ids).values_list("pk", flat=True))
        return [number for number in ids if number in there]

    def version(self, seconds: float) -> str:
        """The server's; raises OpenSearchException where it does not answer in time."""
        return str(self._client.info(params={"request_timeout": seconds})["version"]["number"])

    def put(self, entry: Entry) -> None:
        """Sent when the transaction has committed."""
        body = {
            "title": entry.title_words,
            "body": entry.body_words,
            "marks": entry.marks,
            "number": entry.pk,
            "on": entry.on.isoformat() if entry.on else None,
        }
        transaction.on_commit(partial(self._send, entry.pk, body))

    def _send(self, number: int, body: dict[str, Any]) -> None:
        try:
            self._client.index(index=INDEX, id=str(number), body=body)
        except OpenSearchException:  # the row is saved; the nightly rebuild enters it
            _logger.exception("entry %s was not indexed", number)

    def drop(self, number: int) -> None:
        """Sent when the transaction has committed; until then the missing row hides it."""
        transaction.on_commit(partial(self._forget, number))

    def _forget(self, number: int) -> None:
        try:
            self._client.delete(index=INDEX, id=str(number))
        except NotFoundError:
            return
        except OpenSearchException:
            _logger.exception("entry %s was not forgotten", number)

    def prepare(self) -> None:
        """Makes the index where there is none."""
        if not self._client.indices.exists(index=INDEX):
            self._client.indices.create(index=INDEX, body=_MAPPING)

    def finish(self) -> None:
        """Makes what was written visible."""
        self._client.indices.refresh(index=INDEX)


def _words(question: Question) -> dict[str, Any]:
    """Words in the titles, or in the titles or the texts; all of them, or any."""
    fields = ("title",) if question.titles else ("title", "body")
    each: list[dict[str, Any]] = [
        {"bool": {"should": [{"term": {field: word}} for field in fields], "minimum_should_match": 1}}
        for word in question.words
    ]
    if question.prefix:
        each[-1] = {"prefix": {"title": question.words[-1]}}
    if question.any_word:
        return {"bool": {"should": each, "minimum_should_match": 1}}
    return {"bool": {"filter": each}}
