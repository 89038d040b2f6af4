"""The public addresses."""

from __future__ import annotations

from django.urls import path

from gongkai_web.portal.views.home import home
from gongkai_web.portal.views.preferences import preferences

app_name = "portal"
urlpatterns = [
    path("", home, name="home"),
    path("preferences/", preferences, name="preferences"),
    path("agencies/<str:code>/", home, name="agency"),
]
