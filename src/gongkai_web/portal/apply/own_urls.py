"""Addresses below /accounts/requests/."""

from __future__ import annotations

from django.urls import path

from gongkai_web.portal.apply.views.own import open_own, own

urlpatterns = [
    path("", own, name="own_requests"),
    path("<str:public_id>/", open_own, name="own_request"),
]
