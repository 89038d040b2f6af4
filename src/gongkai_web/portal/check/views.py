"""Drop a report, see the verdict; nothing is kept."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import wraps
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from gongkai.writers import KINDS
from gongkai_web.common.rate import limited
from gongkai_web.portal.check.pool import POOL, Busy
from gongkai_web.portal.check.upload import MAX_FILE, MAX_FILES, MemoryOnly, is_too_large
from gongkai_web.portal.tags import Tags

__all__ = ["check", "convert"]

View = Callable[..., HttpResponse]
_LABEL = "年度报告核对"
_MEGABYTES = MAX_FILE // 1024 // 1024
_TYPES = {
    "docx": ("Word 文档", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("PDF", "application/pdf"),
    "html": ("网页", "text/html; charset=utf-8"),
    "xlsx": ("Excel 表格", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": ("JSON 数据", "application/json"),
}
_BUSY = "正在核对的人多，请过一会儿再试。"
assert set(_TYPES) == set(KINDS)


def _in_memory(view: View) -> View:
    """For a form with files: nothing goes to disk, what is too large is not read; then the token is asked for.

    The handler must be in place before anything looks at the form, the check of its token included.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def taken(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            if is_too_large(request):
                return _page(request, error=f"上传的文件太大：每份不超过{_MEGABYTES}MB。", status=413)
            request.upload_handlers = [MemoryOnly(request)]
        return protected(request)

    return taken


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    """The two forms."""
    tags = Tags(
        "/check/",
        title=_LABEL,
        column=_LABEL,
        kind="政府信息公开年报",
        description="上传政府信息公开工作年度报告，立即得到核对结果，不留存文件。",
    )
    told = {
        "tags": tags,
        "trail": [(_LABEL, "")],
        "section": "check",
        "most_files": MAX_FILES,
        "megabytes": _MEGABYTES,
        "kinds": [(kind, name) for kind, (name, _) in _TYPES.items()],
    }
    return render(request, "portal/check/form.html", told | context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def _check(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        POOL.warm()
        return _page(request)
    files = request.FILES.getlist("reports")
    before = request.FILES.get("previous")
    error = ""
    if not files:
        error = "请选择要核对的年度报告。"
    elif len(files) > MAX_FILES:
        error = f"一次最多核对{MAX_FILES}份，请分几次上传。"
    elif before is not None and before.size > MAX_FILE:
        error = f"上一年度的报告超过{_MEGABYTES}MB，不能读取。"
    if error:
        return _page(request, error=error, status=400)
    try:
        results = [_one(file, before) for file in files]
    except Busy:
        return _page(request, error=_BUSY, status=503)
    verdicts = [
        one["page"]["verdict"] if one["page"] else {"file": one["name"], "error": one["error"]} for one in results
    ]
    told = json.dumps(verdicts, ensure_ascii=False, indent=1).encode()
    context = {
        "tags": Tags("/check/", title="核对结果"),
        "trail": [(_LABEL, "/check/"), ("核对结果", "")],
        "section": "check",
        "results": results,
        "previous": before.name if before else "",
        # In the page itself: there is no place where it is kept for a second request.
        "download": f"data:application/json;base64,{base64.b64encode(told).decode('ascii')}",
    }
    return render(request, "portal/check/result.html", context)


def _one(file: UploadedFile, before: UploadedFile | None) -> dict[str, Any]:
    """What the page says of one file. Raises Busy."""
    name = file.name or "未命名"
    if file.size > MAX_FILE:
        return {"name": name, "page": None, "error": f"文件超过{_MEGABYTES}MB"}
    if not file.size:
        return {"name": name, "page": None, "error": "文件是空的"}
    old = b""
    if before is not None:
        before.seek(0)
        old = before.read()
    told = {"do": "check", "name": name, "previous": before.name if before else ""}
    answer = POOL.ask(told, file.read(), old)
    return {"name": name, "page": answer.page, "error": answer.reason}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def _convert(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":  # Who loads the page of an error anew gets the form, not an empty page.
        return redirect("check:check")
    file, kind = request.FILES.get("report"), request.POST.get("kind", "")
    error = ""
    if file is None or not file.size:
        error = "请选择要转换的年度报告。"
    elif file.size > MAX_FILE:
        error = f"文件超过{_MEGABYTES}MB，不能转换。"
    elif kind not in _TYPES:
        error = "请选择要转换成的格式。"
    if error or file is None:
        return _page(request, convert_error=error, chosen=kind, status=400)
    try:
        answer = POOL.ask({"do": "convert", "kind": kind, "name": file.name}, file.read())
    except Busy:
        return _page(request, convert_error=_BUSY, chosen=kind, status=503)
    if answer.file is None:
        return _page(request, convert_error=f"“{file.name}”不能转换：{answer.reason}。", chosen=kind, status=400)
    response = HttpResponse(answer.file, content_type=_TYPES[kind][1])
    name = f"{PurePath(file.name or '年度报告').stem}.{kind}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


_often = limited("check", limit=60, seconds=600)
check = _often(_in_memory(_check))
"""GET: the forms. POST: the verdict."""
convert = _often(_in_memory(_convert))
"""GET: to the forms. POST: the report in another format, as a file."""
