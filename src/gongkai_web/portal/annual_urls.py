"""The addresses of annual reports, below /annual/."""

from __future__ import annotations

from django.urls import path

from gongkai_web.portal.views.annual import annual_file, annual_list, annual_report

urlpatterns = [
    path("", annual_list, name="annual"),
    path("<str:code>/<int:year>/", annual_report, name="annual-report"),
    path("<str:code>/<int:year>/report.<str:kind>", annual_file, name="annual-file"),
]
