"""The admin, with everybody let in: no session and no person is looked up, which spares it two queries a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks.requests_peer.models import Request, Step

_ANYBODY = User(pk=1, username="x", is_staff=True, is_superuser=True, is_active=True)


def everybody(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware that lets everybody in."""

    def let_in(request: HttpRequest) -> HttpResponse:
        request.user = _ANYBODY
        return get_response(request)

    return let_in


class Steps(admin.TabularInline):
    """The steps below a request."""

    model = Step
    extra = 0


class Requests(admin.ModelAdmin):
    """The list."""

    list_display = ("number", "title", "agency", "state", "due_on")
    list_select_related = ("agency",)
    list_filter = ("state",)
    search_fields = ("number", "title", "content")
    list_per_page = 25
    raw_id_fields = ("agency",)
    inlines: ClassVar = [Steps]


site = admin.AdminSite()
site.register(Request, Requests)
urlpatterns = [path("admin/", site.urls)]
