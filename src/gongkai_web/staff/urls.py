"""Addresses of the back office: Wagtail's, behind our door, with its own screens taken out.

The names of the screens taken out stay, because Wagtail's scripts and templates look them up; they answer 404.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver
from django.views.decorators.cache import never_cache
from wagtail.admin import urls as wagtail_urls

from gongkai_web.staff import views
from gongkai_web.staff.access import guarded, not_found

__all__ = ["behind_the_door", "urlpatterns"]

# Wagtail's own that our screens need: drawings of the icons, words for the scripts.
_OPEN = frozenset({"wagtailadmin_sprite", "wagtailadmin_javascript_catalog"})
# Wagtail's addresses that are answered by pages of ours.
_OURS: dict[str, Callable[..., HttpResponse]] = {
    "wagtailadmin_home": views.home_page,
    "wagtailadmin_account": views.account,
    "wagtailadmin_logout": views.log_out,
}
# Where Wagtail's decorators are written: its door, its page for 404, and what forbids caching.
_DECORATORS = ("wagtail/admin/auth.py", "wagtail/admin/urls/__init__.py", "django/views/decorators/cache.py")


def _undecorated(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view as its app wrote it."""
    while hasattr(view, "__wrapped__") and view.__code__.co_filename.replace("\\", "/").endswith(_DECORATORS):
        view = view.__wrapped__
    return view


def _is_ours(view: Callable[..., Any]) -> bool:
    source = getattr(view, "view_class", view)
    return any(base.__module__.startswith("gongkai_web.") for base in getattr(source, "__mro__", (source,)))


def behind_the_door(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The patterns with each view behind our door, or not found where it is no screen of ours."""
    patterns = list(patterns)
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            behind_the_door(pattern.url_patterns)
            continue
        view: Callable[..., HttpResponse] = _OURS.get(pattern.name or "") or _undecorated(pattern.callback)
        if pattern.name not in _OPEN:
            view = guarded(view if _is_ours(view) else not_found)
        pattern.callback = never_cache(view)
    return patterns


urlpatterns = behind_the_door(wagtail_urls.urlpatterns)
