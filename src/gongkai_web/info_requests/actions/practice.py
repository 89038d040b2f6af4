"""Practice: throw-away cases on the same desk, never counted or told, emptied by the person or after thirty days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.audit.actions import record
from gongkai_web.common.actor import Actor
from gongkai_web.files.models import StoredFile
from gongkai_web.files.store import discard
from gongkai_web.info_requests.actions.register import register
from gongkai_web.info_requests.actions.steps import on_request
from gongkai_web.info_requests.models import InfoRequest, Letter, Paper
from gongkai_web.organisations.models import Agency

__all__ = [
    "KEPT",
    "MOST",
    "SAMPLES",
    "Sample",
    "begin_practice",
    "empty_practice",
    "forget_practice",
    "room_for_practice",
]

KEPT = timedelta(days=30)
MOST = 20
"""Practice cases of one person at a time."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An invented application, and what it is good for."""

    key: str
    label: str
    hint: str
    fields: dict[str, Any]


def _person(title: str, content: str, **changed: Any) -> dict[str, Any]:
    return {
        "applicant_kind": "natural_person", "applicant_name": "测试申请人", "identity_kind": "identity_card",
        "identity_number": "990101199001011234", "phone": "13800000000", "email": "lianxi@example.invalid",
        "address": "练习用地址", "title": title, "content": content, "form": "electronic", "route": "online", **changed,
    }  # fmt: skip


SAMPLES: dict[str, Sample] = {
    one.key: one
    for one in (
        Sample(
            "plain", "内容明确、可以公开", "登记、交办、拟稿、审批、送达的完整过程",
            _person("2025年度技术改造补助资金安排名单", "练习：申请公开技术改造补助资金安排的企业名单和金额。"),
        ),
        Sample(
            "unclear", "内容不明确", "一次性告知补正，收到补正后重新起算期限（条例第三十条）",
            _person("有关企业的材料", "练习：申请公开与某企业有关的全部材料。"),
        ),
        Sample(
            "third_party", "涉及第三方合法权益", "征求第三方意见的时间不计入期限，部分公开（条例第三十二条）",
            _person("某项目中标单位的报价明细", "练习：申请公开某采购项目的投标报价明细。", applicant_kind="company",
                    applicant_name="测试有限公司", identity_kind="credit_code", identity_number="91990000MA00000000",
                    legal_representative="测试负责人", contact_name="测试联系人"),
        ),
        Sample(
            "not_held", "信息不存在", "检索、留存检索记录，作出信息不存在的答复（条例第三十六条第四项）",
            _person("1985年某会议的录音", "练习：申请公开1985年某次会议的录音资料。", form="paper", route="post"),
        ),
        Sample(
            "many", "同一申请人大量申请", "要求说明理由，确定延迟答复的期限（条例第三十五条）",
            _person("2010年至2025年历年会议纪要", "练习：申请公开2010年至2025年历年全部会议纪要。"),
        ),
    )
}  # fmt: skip


def room_for_practice(user: User) -> None:
    """Raises ValidationError where somebody has as many practice cases as he may have."""
    if InfoRequest.objects.filter(practice=True, practice_of=user).count() >= MOST:
        raise ValidationError(f"练习件最多{MOST}件，请先清空不用的。")


@transaction.atomic
def begin_practice(agency: Agency, sample: str, *, user: User, by: Actor) -> InfoRequest:
    """A new practice case of a person, received today. Raises ValidationError."""
    if sample not in SAMPLES:
        raise ValidationError({"sample": "请选择练习的情形。"})
    room_for_practice(user)
    fields = {**SAMPLES[sample].fields, "practice_of": user}
    row = register(agency, fields, channel="in_person", arrived_on=timezone.localdate(), by=by, practice=True).request
    record("practice.begin", by=by, on=on_request(row))
    return row


@transaction.atomic
def empty_practice(rows: Iterable[InfoRequest], *, by: Actor) -> int:
    """Deletes practice cases with all that hangs on them, files too; how many. Never touches a real case."""
    keys = [row.pk for row in rows]
    found = InfoRequest.objects.select_for_update(of=("self",)).filter(pk__in=keys, practice=True)
    keys = list(found.values_list("pk", flat=True))
    if not keys:
        return 0
    files = list(Paper.objects.filter(request__in=keys).values_list("file", flat=True))
    _clear(InfoRequest, keys)
    for file in StoredFile.objects.filter(pk__in=files):
        names = _names([file])
        try:
            with transaction.atomic():
                file.delete()
        except ProtectedError:
            continue  # something else shows it
        for name in names:
            transaction.on_commit(partial(discard, name))
    record("practice.empty", by=by, on=("practice", "", "练习件"), after={"件数": len(keys)})
    return len(keys)


def forget_practice(now: datetime, *, by: Actor) -> int:
    """Empties those begun more than thirty days ago; how many."""
    return empty_practice(InfoRequest.objects.filter(practice=True, created_at__lt=now - KEPT), by=by)


def _clear(model: type[models.Model], keys: list[Any]) -> None:
    """Deletes rows after what cannot stand without them; what can is let go of."""
    for relation in model._meta.related_objects:
        if relation.many_to_many:
            continue  # the rows between go with either side
        field, theirs = relation.field, relation.related_model
        rows = theirs._base_manager.filter(**{f"{field.name}__in": keys})
        if field.null and not (theirs is Letter and model is InfoRequest):  # a letter of a case goes with it
            rows.update(**{field.name: None})
            continue
        below = list(rows.values_list("pk", flat=True))
        if below:
            _clear(theirs, below)
    rows = list(model._base_manager.filter(pk__in=keys))
    for name in _names(rows):
        transaction.on_commit(partial(discard, name))
    model._base_manager.filter(pk__in=keys).delete()


def _names(rows: Iterable[models.Model]) -> list[str]:
    """The names under which the files of these rows are stored."""
    return [
        stored.name
        for row in rows
        for field in row._meta.concrete_fields
        if isinstance(field, models.FileField) and (stored := getattr(row, field.name))
    ]
