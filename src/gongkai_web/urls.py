"""The addresses of the site; those of the public are the contract of the design."""

from __future__ import annotations

from django.urls import include, path
from wagtail.admin import urls as wagtail_urls

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("staff/", include(wagtail_urls)),
    path("", include("gongkai_web.portal.urls")),
]
