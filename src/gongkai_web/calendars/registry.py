"""Who wants to know when the calendar changes: an app above registers a function, which is called out of the request.

    @changed
    def rederive_open_requests(old: Calendar, new: Calendar) -> None:
        ...

It is called as a task of its own after the change is committed, and may be called twice. Put it where it is imported
when the site starts (``AppConfig.ready``), in the worker too.
"""

from __future__ import annotations

from collections.abc import Callable

from gongkai.law.calendar import Calendar

__all__ = ["changed", "functions"]

OnChange = Callable[[Calendar, Calendar], None]

_functions: dict[str, OnChange] = {}


def changed(function: OnChange) -> OnChange:
    """Registers a function of the calendar before and after a change, under its dotted name."""
    _functions[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def functions() -> dict[str, OnChange]:
    """Those that are registered, by their names."""
    return dict(_functions)
