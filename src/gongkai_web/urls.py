"""The addresses of the site; those of the public are the contract of the design."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("gongkai_web.health.urls")),
    path("accounts/messages/", include("gongkai_web.notify.urls")),
    path("", include("gongkai_web.setup.urls")),
    path("accounts/requests/", include("gongkai_web.portal.apply.own_urls")),
    path("accounts/", include("gongkai_web.accounts.urls")),
    path("staff/", include("gongkai_web.staff.urls")),
    path("", include("gongkai_web.files.urls")),
    path("annual/", include("gongkai_web.portal.annual_urls")),
    path("apply/", include("gongkai_web.portal.apply.urls")),
    path("check/", include("gongkai_web.portal.check.urls")),
    path("", include("gongkai_web.portal.urls")),
]
