"""The addresses under /accounts/messages/."""

from __future__ import annotations

from django.urls import path

from gongkai_web.notify import views

app_name = "notify"
urlpatterns = [
    path("", views.index, name="index"),
    path("read/", views.read_all, name="read_all"),
    path("settings/", views.preferences, name="preferences"),
    path("<int:pk>/", views.message, name="message"),
]
