"""Opens the doors of a filled site: ``python -m benchmarks.requests_ask``; prints JSON with cookies and addresses."""

from __future__ import annotations

import json
import os

import django


def doors() -> dict[str, dict[str, str]]:
    """Page → its address and the cookie of one who may see it."""
    from django.conf import settings
    from django.http import HttpResponse
    from django.test import Client

    from gongkai_web.accounts.models import User
    from gongkai_web.info_requests.models import InfoRequest
    from gongkai_web.portal.apply import grants

    client = Client()
    client.force_login(User.objects.get(username="bench-office"), backend="gongkai_web.accounts.backend.AccountBackend")
    staff = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    mine = InfoRequest.objects.filter(agency__code="BENCH-00")
    open_one = mine.filter(is_open=True).order_by("arrived_on").last()
    closed = mine.filter(is_open=False, outcome="D2", state="replied").order_by("arrived_on").last()
    assert open_one is not None
    assert closed is not None
    answer = HttpResponse()
    grants.grant(answer, closed)
    visitor = f"{grants.COOKIE}={answer.cookies[grants.COOKIE].value}"
    pages = {
        "在办列表": ("/staff/requests/?list=open", staff),
        "全部列表": ("/staff/requests/?list=all", staff),
        "案件（在办）": (open_one.get_absolute_url(), staff),
        "案件（已答复）": (closed.get_absolute_url(), staff),
        "查询进度": ("/apply/track/case/", visitor),
        "按编号查找": (f"/staff/requests/?list=all&q={closed.number}", staff),
        "按姓名查找": ("/staff/requests/?list=all&q=%E6%B5%8B%E8%AF%95%E7%94%B3%E8%AF%B7%E4%BA%BA7", staff),
        "按内容查找": ("/staff/requests/?list=all&q=%E9%B9%A4%E6%BA%AA%20%E9%A2%84%E7%AE%97", staff),
    }
    found = {name: {"path": path, "cookie": cookie} for name, (path, cookie) in pages.items()}
    found["peer"] = {"path": str(closed.pk), "cookie": ""}
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai_web.settings")
    django.setup()
    print(json.dumps(doors()))
