"""What number and code have opened: a signed note in a cookie of this one request, for half an hour after each look."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from gongkai_web.common.prepared import Text, prepared
from gongkai_web.info_requests.models import InfoRequest, Matter

__all__ = ["COOKIE", "MINUTES", "grant", "granted", "take_back"]

COOKIE = "gongkai_track"
MINUTES = 30
_PATH = "/apply/"
_SALT = "portal.apply.track"


def grant(response: HttpResponse, opened: InfoRequest | Matter) -> None:
    """Lets this browser see it, from now for ``MINUTES``."""
    kind = "r" if isinstance(opened, InfoRequest) else "m"
    response.set_signed_cookie(
        COOKIE, f"{kind}{opened.public_id}", salt=_SALT, max_age=MINUTES * 60, path=_PATH, httponly=True,
        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def granted(request: HttpRequest) -> InfoRequest | Matter | None:
    """What the visitor may see; None for a note that is missing, too old or not ours."""
    told = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=MINUTES * 60)
    if told.startswith("r"):
        return next(iter(_request(public_id=told[1:])), None)
    if told.startswith("m"):
        return Matter.objects.select_related("agency", "about").filter(public_id=told[1:]).first()
    return None


@prepared
def _request(public_id: Text) -> QuerySet[InfoRequest]:
    return InfoRequest.objects.select_related("agency", "agency__desk").filter(public_id=public_id).order_by()


def take_back(response: HttpResponse) -> None:
    """Ends it."""
    response.delete_cookie(COOKIE, path=_PATH, samesite="Lax")
