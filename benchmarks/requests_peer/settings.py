"""As `django-admin startproject` gives them, over the database of the site."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

_URL = urlsplit(os.environ.get("DATABASE_URL", ""))
_LITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(os.environ["GONGKAI_HOME"]) / "gongkai.sqlite3"}
_POSTGRESQL = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": _URL.path.lstrip("/"),
    "USER": _URL.username,
    "PASSWORD": unquote(_URL.password or ""),
    "HOST": _URL.hostname,
    "PORT": _URL.port,
    "CONN_MAX_AGE": 60,
}
SECRET_KEY = "x"
ALLOWED_HOSTS = ["*"]
USE_TZ = True
ROOT_URLCONF = "benchmarks.requests_peer.urls"
STATIC_URL = "/static/"
DATABASES = {"default": _POSTGRESQL if _URL.scheme else _LITE}
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
