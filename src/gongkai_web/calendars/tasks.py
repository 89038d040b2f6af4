"""Telling the apps above that the calendar has changed, each in a task of its own."""

from __future__ import annotations

from django_tasks import task

from gongkai_web.calendars.queries import calendar_of
from gongkai_web.calendars.registry import functions

__all__ = ["tell_of_change"]


@task()
def tell_of_change(name: str, before: list[int], after: list[int]) -> None:
    """Calls a registered function with the calendars that the notices made before the change and make after it.

    Rows are never deleted, so their numbers say what held then. A function that is no longer there is passed over.
    """
    function = functions().get(name)
    if function is not None:
        function(calendar_of(before), calendar_of(after))
