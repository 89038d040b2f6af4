"""OpenSearch (SEARCH_URL), for a province. The rows stay in the database: what is not there is not shown."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.db import transaction
from opensearchpy import NotFoundError, OpenSearch
from opensearchpy.exceptions import OpenSearchException

from gongkai_web.search.engines import MOST, Found, Question
from gongkai_web.search.models import Entry

__all__ = ["INDEX", "OpenSearchEngine"]

INDEX = "gongkai_entries"
_SECONDS = 10
_FIELDS = {name: {"type": "text", "analyzer": "whitespace"} for name in ("title", "body", "marks")}
_MAPPING = {"mappings": {"dynamic": False, "properties": {**_FIELDS, "on": {"type": "date"}}}}
_logger = logging.getLogger(__name__)


class OpenSearchEngine:
    """See ``Engine``. Writing follows the commit: what was rolled back was never there."""

    def __init__(self, url: str) -> None:
        self._client = OpenSearch([url], timeout=_SECONDS)

    def find(self, question: Question, start: int, stop: int) -> Found:
        """The ids in order, those whose rows are gone left out."""
        order: list[Any] = [{"on": {"order": "desc", "missing": "_last"}}] if question.newest else ["_score"]
        body = {
            "query": {"bool": {"must": self._words(question), "filter": self._marks(question)}},
            "sort": [*order, {"_id": "desc"}] if question.newest else order,
            "from": start,
            "size": stop - start,
            "track_total_hits": MOST,
            "_source": False,
        }
        told = self._client.search(index=INDEX, body=body)["hits"]
        ids = [int(hit["_id"]) for hit in told["hits"]]
        there = set(Entry.objects.filter(pk__in=ids).values_list("pk", flat=True))
        return Found([number for number in ids if number in there], min(told["total"]["value"], MOST))

    @staticmethod
    def _words(question: Question) -> list[dict[str, Any]]:
        if question.prefix:
            *whole, last = question.words
            return [*({"term": {"title": word}} for word in whole), {"prefix": {"title": last}}]
        either = [
            {"dis_max": {"queries": [{"term": {"title": {"value": word, "boost": 12}}}, {"term": {"body": word}}]}}
            for word in question.words
        ]
        return [{"bool": {"should": either, "minimum_should_match": 1}}] if question.any_word else either

    @staticmethod
    def _marks(question: Question) -> list[dict[str, Any]]:
        return [{"term": {"marks": mark}} for mark in question.marks]

    def put(self, entry: Entry) -> None:
        """Sent when the transaction has committed."""
        body = {
            "title": entry.title_words,
            "body": entry.body_words,
            "marks": entry.marks,
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
