"""Placeholders: what is wrong with a text, and the text with its values, in which no placeholder is looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.conf import settings

from gongkai_web.notify.shipped import Text, Wording

__all__ = ["fill", "problems", "sample_values", "values_by_label"]

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_OF_THE_SITE = ("平台", "网址")


def _site_values() -> dict[str, str]:
    return {"平台": settings.WAGTAIL_SITE_NAME, "网址": settings.WAGTAILADMIN_BASE_URL.rstrip("/")}


def problems(message: Text, wording: Wording) -> Iterator[tuple[str, str]]:
    """(field, what is wrong) for each fault of a text: unknown, missing, personal, a stray brace, nothing there."""
    known = {value.label: value for value in message.values}
    for field, text in (("subject", wording.subject), ("body", wording.body), ("sms", wording.sms)):
        used = _PLACEHOLDER.findall(text)
        if stray := re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
            yield field, f"有不成对的“{stray[0]}”"
        for label in dict.fromkeys(used):
            if label not in known and label not in _OF_THE_SITE:
                allowed = "、".join(f"{{{name}}}" for name in (*known, *_OF_THE_SITE))
                yield field, f"没有“{{{label}}}”这个占位符，可以用的有{allowed}"
            elif field == "subject" and label in known and (known[label].personal or known[label].secret):
                yield field, f"标题里不能有“{{{label}}}”：标题会显示在通知栏和邮件列表里，不写个人信息和链接"
    yield from _missing(message, wording)
    if "\n" in wording.subject or "\r" in wording.subject:
        yield "subject", "标题只能有一行"


def _missing(message: Text, wording: Wording) -> Iterator[tuple[str, str]]:
    for field, text, name in (("subject", wording.subject, "标题"), ("body", wording.body, "正文")):
        if not text.strip():
            yield field, f"{name}不能为空"
    for value in message.values:
        if value.required and f"{{{value.label}}}" not in wording.subject + wording.body:
            yield "body", f"缺少“{{{value.label}}}”，没有它收信的人不知道该做什么"
        if value.secret and wording.sms and f"{{{value.label}}}" not in wording.sms:
            yield "sms", f"缺少“{{{value.label}}}”，没有它收信的人不知道该做什么"


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders, by label, replaced in one pass; one without a value becomes nothing."""
    told = {**_site_values(), **values}
    return _PLACEHOLDER.sub(lambda found: told.get(found[1], ""), text)


def values_by_label(message: Text, values: Mapping[str, object]) -> dict[str, str]:
    """The values of the code under their labels. Raises TypeError for one that is missing or unknown."""
    names = {value.name for value in message.values}
    if unknown := set(values) - names:
        raise TypeError(f"{message.key} has no value {', '.join(sorted(unknown))}")
    if missing := {value.name for value in message.values if not value.optional} - set(values):
        raise TypeError(f"{message.key} needs the value {', '.join(sorted(missing))}")
    return {value.label: str(values.get(value.name, "")) for value in message.values}


def sample_values(message: Text) -> dict[str, str]:
    """The samples under their labels, for a preview."""
    return {value.label: value.sample for value in message.values}
