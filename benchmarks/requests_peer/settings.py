"""As `django-admin startproject` gives them, over the database of the site."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url

_LITE = f"sqlite:///{Path(os.environ['GONGKAI_HOME']) / 'gongkai.sqlite3'}"
SECRET_KEY = "x"
ALLOWED_HOSTS = ["*"]
USE_TZ = True
ROOT_URLCONF = "benchmarks.requests_peer.urls"
STATIC_URL = "/static/"
DATABASES = {"default": dj_database_url.parse(os.environ.get("DATABASE_URL") or _LITE, conn_max_age=60)}
INSTALLED_APPS = [
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.messages",
    "django.contrib.sessions", "benchmarks.requests_peer",
]  # fmt: skip
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "benchmarks.requests_peer.urls.everybody",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]},
}]  # fmt: skip
