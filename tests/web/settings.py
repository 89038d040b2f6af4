"""The site's settings for the tests: a data folder of their own, quick passwords, tasks run at once."""

from __future__ import annotations

import os
import tempfile

_home = tempfile.TemporaryDirectory(prefix="gongkai-tests-")
os.environ["GONGKAI_HOME"] = _home.name
os.environ["GONGKAI_HOSTS"] = "localhost,127.0.0.1,testserver"

from gongkai_web.settings import *  # noqa: E402, F403

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file as in life, so that each thread of a server has a connection of its own; nothing need outlive the run.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(_home.name, "test.sqlite3")}  # noqa: F405, PTH118
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
# Administrators without a second factor, but in the tests of accounts, which turn it on.
GONGKAI_SECOND_FACTOR = ""
