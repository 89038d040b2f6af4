"""Where files are downloaded."""

from __future__ import annotations

from django.urls import path

from gongkai_web.files import views

urlpatterns = [
    path("files/<slug:public_id>/", views.download, name="file"),
    path("files/<slug:public_id>/original/", views.download_original, name="file-original"),
]
