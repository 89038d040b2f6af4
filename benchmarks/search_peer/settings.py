"""The site's settings, and the model."""

from __future__ import annotations

from gongkai_web.settings import *  # noqa: F403
from gongkai_web.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.search_peer"]
