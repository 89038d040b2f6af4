"""Applications for government information: one row each, never deleted. What happened to one are its steps."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from gongkai.law.outcomes import outcomes
from gongkai.law.procedure import states
from gongkai_web.common.fields import PersonalField
from gongkai_web.info_requests.kinds import CHANNEL_CHOICES, ApplicantKind, Form, IdentityKind, Route
from gongkai_web.organisations.models import Agency

if TYPE_CHECKING:
    from gongkai_web.organisations.scope import Scope

__all__ = ["MAX_CONTENT", "InfoRequest", "InfoRequestQuerySet", "new_public_id"]

MAX_CONTENT = 5000
"""Characters of the description of the information."""
_HASH = 64
_YES = (True,)
"""``is_open__in=_YES`` is ``is_open = 1`` to SQLite, which goes by no index for the bare word of ``is_open=True``."""
_STATES = [(state.id, state.label) for state in states().values()]
_STATE_LABELS = dict(_STATES)
_OUTCOMES = [(one.id, one.label) for one in outcomes()]


def new_public_id() -> str:
    """A random name of 122 bits, for addresses: nobody finds the next by counting."""
    return uuid.uuid4().hex


class InfoRequestQuerySet(models.QuerySet["InfoRequest"]):
    """Requests with the filters that the desk asks for."""

    def real(self) -> InfoRequestQuerySet:
        """Without the throw-away cases of the practice mode."""
        return self.filter(practice=False)

    def seen_by(self, scope: Scope) -> InfoRequestQuerySet:
        """Those of the agencies where somebody works on requests; see ``gongkai_web.info_requests.access``."""
        from gongkai_web.info_requests.access import agencies_seen  # asks the scope, which asks for models

        seen = agencies_seen(scope)
        return self if seen is None else self.filter(agency__in=seen)

    def open(self) -> InfoRequestQuerySet:
        """Those not yet answered or closed."""
        return self.filter(is_open__in=_YES)

    def late(self, on: date) -> InfoRequestQuerySet:
        """Open ones whose limit ran out before that day."""
        return self.filter(is_open__in=_YES, due_on__lt=on)

    def closed_late(self) -> InfoRequestQuerySet:
        """Those that were answered after their limit."""
        return self.filter(is_open=False, closed_late=True)

    def due_between(self, first: date, last: date) -> InfoRequestQuerySet:
        """Open ones with a limit that runs out in those days, both included."""
        return self.filter(is_open__in=_YES, due_on__range=(first, last))

    def of(self, user_id: int) -> InfoRequestQuerySet:
        """Those that somebody handles."""
        return self.filter(handler=user_id)


class InfoRequest(models.Model):
    """An application. State and days are what its steps come to: only ``actions`` writes them."""

    public_id = models.CharField("编号", max_length=32, unique=True, default=new_public_id, editable=False)
    agency = models.ForeignKey(Agency, verbose_name="受理机关", on_delete=models.PROTECT, related_name="info_requests")
    year = models.PositiveSmallIntegerField("年度", help_text="申请到达的年度。")
    sequence = models.PositiveIntegerField("序号")
    number = models.CharField("登记编号", max_length=60, unique=True)
    query_code = models.CharField("查询码", max_length=_HASH, editable=False, help_text="只保存摘要。")
    practice = models.BooleanField("练习件", default=False)
    practice_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="练习人", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", editable=False,
    )  # fmt: skip
    earlier_number = models.CharField("原编号", max_length=60, blank=True, help_text="导入的台账里的编号。")

    # What came in (art. 29)
    channel = models.CharField("渠道", max_length=20, choices=CHANNEL_CHOICES)
    submitted_at = models.DateTimeField("提交时间", default=timezone.now)
    arrived_on = models.DateField("到达日期")
    applicant_kind = models.CharField("申请人类型", max_length=20, choices=ApplicantKind.choices)
    applicant_name = PersonalField("姓名或者名称", index="applicant_name_index")
    applicant_name_index = models.CharField(max_length=_HASH, blank=True, editable=False, db_index=True)
    identity_kind = models.CharField("证件类型", max_length=20, choices=IdentityKind.choices, blank=True)
    identity_number = PersonalField("证件号码", index="identity_number_index", blank=True, default="")
    identity_number_index = models.CharField(max_length=_HASH, blank=True, editable=False, db_index=True)
    legal_representative = PersonalField("法定代表人", blank=True, default="")
    contact_name = PersonalField("联系人", blank=True, default="")
    phone = PersonalField("联系电话", index="phone_index", blank=True, default="")
    phone_index = models.CharField(max_length=_HASH, blank=True, editable=False, db_index=True)
    email = PersonalField("电子邮箱", blank=True, default="")
    address = PersonalField("通信地址", blank=True, default="")
    postcode = models.CharField("邮政编码", max_length=10, blank=True)
    agent_name = PersonalField("代理人姓名", blank=True, default="")
    agent_identity = PersonalField("代理人证件号码", blank=True, default="")
    agent_phone = PersonalField("代理人电话", blank=True, default="")
    title = models.CharField("信息名称", max_length=200)
    document_number = models.CharField("文号", max_length=100, blank=True)
    content = models.TextField("其他特征性描述", max_length=MAX_CONTENT, blank=True)
    content_hash = models.CharField(max_length=_HASH, blank=True, editable=False, db_index=True)
    form = models.CharField("获取信息的形式", max_length=20, choices=Form.choices, default=Form.ELECTRONIC)
    route = models.CharField("获取信息的途径", max_length=20, choices=Route.choices, default=Route.ONLINE)
    assistance = models.CharField("需要的帮助", max_length=200, blank=True, help_text="条例第四十三条。")
    mail_number = models.CharField("邮件号码", max_length=40, blank=True, help_text="挂号信、特快专递的号码。")
    identity_note = models.CharField("身份核验", max_length=200, blank=True, help_text="核对了什么，谁核对的。")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="申请人账号", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="info_requests",
    )  # fmt: skip
    split_from = models.ForeignKey(
        "self", verbose_name="拆分自", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    joined_to = models.ForeignKey(
        "self", verbose_name="并入", null=True, blank=True, on_delete=models.PROTECT, related_name="joined"
    )

    # Where it stands: what the steps come to
    state = models.CharField("状态", max_length=20, choices=_STATES, editable=False)
    round = models.PositiveSmallIntegerField("轮次", default=1, editable=False, help_text="重新作出处理时加一。")
    version = models.PositiveIntegerField("版本", default=0, editable=False, help_text="每办一步加一。")
    last_token = models.CharField(max_length=64, blank=True, editable=False, help_text="最近一次不办步骤的表单。")
    is_open = models.BooleanField("在办", default=True, editable=False)
    received_on = models.DateField("收到申请之日", null=True, blank=True, editable=False)
    due_on = models.DateField("答复期限", null=True, blank=True, editable=False)
    provisional = models.BooleanField(
        "期限暂定", default=False, editable=False, help_text="所在年度的放假安排尚未公布。"
    )
    waits_for = models.CharField("正在等待", max_length=40, blank=True, editable=False)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="承办人", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="handled_requests", editable=False,
    )  # fmt: skip
    section = models.CharField("承办科室", max_length=60, blank=True, editable=False)
    outcome = models.CharField("办理结果", max_length=10, choices=_OUTCOMES, blank=True, editable=False)
    concluded_on = models.DateField("办结日期", null=True, blank=True, editable=False)
    closed_late = models.BooleanField("逾期办结", default=False, editable=False)
    created_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    updated_at = models.DateTimeField("更新时间", default=timezone.now, editable=False)

    objects: ClassVar[models.Manager[InfoRequest]] = InfoRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "政府信息公开申请"
        verbose_name_plural = "政府信息公开申请"
        ordering = ("-arrived_on", "-id")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["agency", "practice", "year", "sequence"], name="request_number_once"),
            models.UniqueConstraint(
                fields=["agency", "earlier_number"], condition=~models.Q(earlier_number=""), name="request_earlier_once"
            ),
            models.CheckConstraint(
                condition=models.Q(is_open=True) | models.Q(concluded_on__isnull=False),
                name="request_closed_has_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "is_open", "due_on"], name="request_open"),
            models.Index(fields=["agency", "-arrived_on", "-id"], name="request_newest"),
            models.Index(fields=["handler", "is_open", "due_on"], name="request_mine"),
            models.Index(fields=["is_open", "due_on"], name="request_due"),
            models.Index(fields=["agency", "received_on"], name="request_received"),
            models.Index(fields=["agency", "concluded_on", "outcome"], name="request_concluded"),
            models.Index(
                fields=["agency", "-concluded_on"], condition=models.Q(closed_late=True), name="request_closed_late"
            ),
            models.Index(fields=["-arrived_on", "-id"], name="request_all_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_state_display(self) -> str:
        """Where it stands, in words; Django would go through all of the choices each time."""
        return _STATE_LABELS.get(self.state, self.state)

    def get_absolute_url(self) -> str:
        """Its page in the back office."""
        return f"/staff/requests/{self.public_id}/"

    @property
    def stage(self) -> str:
        """The stage of art. 45 where it stands."""
        return states()[self.state].stage

    @property
    def is_organisation(self) -> bool:
        """Whether a legal person or another organisation applies."""
        return self.applicant_kind != ApplicantKind.NATURAL_PERSON
