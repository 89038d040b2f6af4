"""The entry of the production server."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from gongkai_web.running.lifeline import end_with_parent

if (server := multiprocessing.parent_process()) is not None:
    # A worker of the server: without the one that started it, it would keep the port and nobody could stop it.
    end_with_parent(signal.SIGKILL, parent=server.pid)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai_web.settings")
_site = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """An answer of the site, whole where it is no file.

    The server sends a list of bytes at once. Over anything else it goes piece by piece, and stops all other threads of
    the process for each.
    """
    answer = _site(environ, start_response)
    if getattr(answer, "streaming", True):
        return answer
    try:
        return [answer.content]
    finally:
        answer.close()


# All views are imported now, not while the first visitor of each process waits.
_ = get_resolver().url_patterns
# What has been loaded stays for the life of the process: the collector need not walk through it again and again, which
# takes a quarter of the time of a page.
gc.collect()
gc.freeze()
