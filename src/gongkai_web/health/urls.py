"""The address of the state of the site; it is part of the contract."""

from __future__ import annotations

from django.urls import path

from gongkai_web.health.views import health

urlpatterns = [path("health", health, name="health")]
