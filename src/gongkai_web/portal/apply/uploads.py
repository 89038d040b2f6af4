"""Files of the public: kept in memory as far as the limit, before anything else of the form is looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from gongkai_web.portal.check.upload import MemoryOnly, is_too_large

__all__ = ["in_memory"]

View = Callable[..., HttpResponse]


def in_memory(view: View) -> View:
    """A decorator for forms with files: nothing goes to disk before it was looked at; then the token is asked for."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def taken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            if is_too_large(request):
                return HttpResponse("上传的文件太大，没有收下。请返回上一页，换小一些的文件。", status=413)
            request.upload_handlers = [MemoryOnly(request)]
        return protected(request, *args, **kwargs)

    return taken
