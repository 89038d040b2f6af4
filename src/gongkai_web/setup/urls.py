"""The address of the first start."""

from __future__ import annotations

from django.urls import path

from gongkai_web.setup.views import first_start

urlpatterns = [path("setup/", first_start, name="setup")]
