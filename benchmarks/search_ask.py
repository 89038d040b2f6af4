"""Asks the search of a filled site: ``python -m benchmarks.search_ask ROUNDS``; prints JSON, see ``ask``.

See ``search_fill.py`` for where the site is.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any

import django

from benchmarks.timing import measure

PATIENCE = 10
"""Seconds that a peer is waited for; one that takes longer is told as taking so long."""
QUESTIONS: dict[str, dict[str, Any]] = {
    "一个常见的词": {"text": "信息"},
    "四个常见的词": {"text": "政府信息公开申请"},
    "六个常见的词": {"text": "行政机关 政府 信息 公开 申请 答复"},
    "标题里的词": {"text": "义务教育招生"},
    "地名和部门": {"text": "临江县教育局"},
    "文号": {"text": "上府办〔2023〕5号"},
    "少见的词": {"text": "柏鹭 鹤溪"},
    "常见的和少见的词": {"text": "信息 柏鹭"},
    "不同时出现的词": {"text": "柏鹭 鹤溪 竹兰 陶瓷"},
    "按日期": {"text": "政府信息公开", "newest": True},
    "限机关": {"text": "政府信息公开", "agency": "03-02"},
    "限年份": {"text": "政府信息公开", "year": 2016},
    "限类别": {"text": "养老服务", "kind": "annual_report"},
    "第一百页": {"text": "政府信息公开", "page": 100},
    "没有的词": {"text": "量子"},
}


def ask(rounds: int) -> dict[str, dict[str, float]]:
    """Question → who answers → milliseconds, the median.

    ``ours`` is the whole search of a page: results in order, counted, what they may be narrowed by, the words marked.
    ``like`` and ``wagtail`` are the first ten results and their number, for the questions that are words alone.
    """
    from gongkai_web.search.queries import Asked, search, suggest

    functions: dict[tuple[str, str], Callable[[], object]] = {}
    for name, told in QUESTIONS.items():
        functions[name, "ours"] = partial(search, Asked(**told))
        if len(told) == 1:
            functions[name, "like"] = partial(_like, told["text"])
            functions[name, "wagtail"] = partial(_wagtail, told["text"])
    functions["边输入边提示", "ours"] = partial(suggest, "临江县教")
    if len(sys.argv) > 2:
        functions = {key: function for key, function in functions.items() if key[1] == "ours"}
    found: dict[str, dict[str, float]] = {}
    for (name, who), function in list(functions.items()):
        if who != "ours" and not _answers(function):
            found.setdefault(name, {})[who] = PATIENCE * 1000
            del functions[name, who]
    for (name, who), taken in zip(functions, measure(list(functions.values()), rounds), strict=True):
        found.setdefault(name, {})[who] = taken.median
    return found


def _answers(function: Callable[[], object]) -> bool:
    """Whether a peer answers within ``PATIENCE``; each statement is given that long."""
    from django.db import OperationalError, connection

    connection.ensure_connection()
    until = monotonic() + PATIENCE
    if connection.vendor == "sqlite":
        connection.connection.set_progress_handler(lambda: monotonic() > until, 100_000)
    else:
        connection.cursor().execute(f"SET statement_timeout = {PATIENCE * 1000}")
    try:
        function()
    except OperationalError:
        return False
    finally:
        if connection.vendor == "sqlite":
            connection.connection.set_progress_handler(None, 0)
        else:
            connection.cursor().execute("SET statement_timeout = 0")
    return True


def _like(text: str) -> object:
    """Each word in the title or the text, the newest first: what is written without an index of words."""
    from gongkai_web.common.words import query_words
    from gongkai_web.search.models import Entry

    rows = Entry.objects.defer("title_words", "body_words")
    for word in query_words(text):
        rows = rows.filter(title__icontains=word) | rows.filter(body__icontains=word)
    return rows.count(), list(rows.order_by("-on", "-pk")[:10])


def _wagtail(text: str) -> object:
    from wagtail.search.backends import get_search_backend

    from benchmarks.search_peer.models import Paper
    from gongkai_web.common.words import query_words

    found = get_search_backend().search(" ".join(query_words(text)), Paper.objects.all(), operator="and")
    return found.count(), list(found[:10])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.search_peer.settings")
    django.setup()
    print(json.dumps(ask(int(sys.argv[1])), ensure_ascii=False))
