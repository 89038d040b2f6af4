"""Several files in one field, each looked at before anything is stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File

from gongkai_web.files.inspection import inspect

__all__ = ["MAX_FILES", "ScansField"]

MAX_FILES = 10
"""In one form; more are added on the page of the case."""


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ScansField(forms.FileField):
    """Files chosen together; gives a list. Kind, name and size are those that ``files`` takes."""

    widget = _ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[File]:
        """The files, each one of a kind that is taken."""
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if not given:
            super().clean(None, initial)  # says that one is wanted, where one is
            return []
        if len(given) > MAX_FILES:
            raise ValidationError(f"一次最多选择{MAX_FILES}个文件。")
        for one in given:
            super().clean(one, initial)
            if one.size > settings.GONGKAI_UPLOAD_BYTES:
                raise ValidationError(f"“{one.name}”超过{settings.GONGKAI_UPLOAD_BYTES // 2**20}MB的上限。")
            try:
                inspect(one)
            except ValidationError as refusal:
                raise ValidationError([f"“{one.name}”：{told}" for told in refusal.messages]) from None
            one.seek(0)
        return given
