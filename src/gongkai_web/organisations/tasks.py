"""Imports out of the request; each is safe to run twice."""

from __future__ import annotations

from django_tasks import task

from gongkai_web.organisations import actions

__all__ = ["apply_import_task", "check_import_task"]


@task()
def check_import_task(key: int) -> None:
    """Reads an uploaded file and stores what it would do."""
    actions.check_import(key)


@task()
def apply_import_task(key: int) -> None:
    """Does a confirmed import."""
    actions.apply_import(key)
