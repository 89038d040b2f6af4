"""The addresses under /check/."""

from __future__ import annotations

from django.urls import path

from gongkai_web.portal.check import views

app_name = "check"
urlpatterns = [
    path("", views.check, name="check"),
    path("convert/", views.convert, name="convert"),
]
