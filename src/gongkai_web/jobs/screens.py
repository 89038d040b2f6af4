"""The jobs with their last run and next due, run by hand; and every run."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column

from gongkai_web.accounts.rights import Right
from gongkai_web.jobs.actions import ask
from gongkai_web.jobs.models import JobRun, State
from gongkai_web.jobs.queries import is_alive, standing
from gongkai_web.jobs.registry import all_jobs
from gongkai_web.staff.access import requires
from gongkai_web.staff.columns import DayColumn
from gongkai_web.staff.filters import RecordFilterSet
from gongkai_web.staff.viewsets import RecordViewSet, StaffViewSet

__all__ = ["JobScreen", "RunScreen"]


@requires(Right.SEE_JOBS)
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """Every job."""
    now = timezone.now()
    context = {
        "rows": standing(now),
        "alive": is_alive(now),
        "may_run": request.scope.may(Right.MANAGE_SITE),
        "header_title": "定时任务",
    }
    return render(request, "jobs/list.html", context)


@require_POST
@requires(Right.MANAGE_SITE)
def run_job(request: HttpRequest, name: str) -> HttpResponse:
    """Puts a run into the scheduler's queue."""
    job = all_jobs().get(name)
    if job is None:
        raise Http404
    try:
        ask(job, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        soon = "几秒内开始" if is_alive(timezone.now()) else "定时进程启动后开始"
        messages.success(request, f"“{job.title}”已排队，{soon}。")
    return HttpResponseRedirect(reverse("jobs:index"))


class JobScreen(StaffViewSet):
    """The address /staff/jobs/."""

    name = "jobs"
    menu, icon, menu_label, menu_order = "runs", "cogs", "定时任务", 10
    rights = (Right.SEE_JOBS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list, and running one."""
        return [path("", job_list, name="index"), path("<str:name>/run/", run_job, name="run")]


def _job_choices() -> list[tuple[str, str]]:
    return [(job.name, job.title) for job in all_jobs().values()]


class RunFilterSet(RecordFilterSet):
    """Job, state, when."""

    job = django_filters.ChoiceFilter(label="任务", choices=_job_choices, empty_label="全部")
    state = django_filters.ChoiceFilter(label="状态", choices=State.choices, empty_label="全部")
    due = django_filters.DateFromToRangeFilter(label="应运行时间")

    class Meta:
        model = JobRun
        fields: ClassVar[list[str]] = []


def _took(run: JobRun) -> str:
    if run.seconds is None:
        return ""
    return f"{run.seconds:.1f} 秒" if run.seconds < 60 else f"{run.seconds / 60:.1f} 分钟"


class RunScreen(RecordViewSet):
    """The address /staff/job-runs/."""

    model = JobRun
    name = "job-runs"
    menu, icon, menu_label, menu_order = "runs", "history", "运行记录", 20
    rights = {"view": Right.SEE_JOBS}
    lead = "每一次运行的开始、结束和结果。意外失败的每隔十分钟再试，共三次；停机期间错过的合记一行，恢复后补做一次。"
    filterset_class = RunFilterSet
    list_display: ClassVar[Any] = [
        Column("title", label="任务"),
        Column("get_state_display", label="状态", accessor="get_state_display"),
        DayColumn("due", label="应运行时间", sort_key="due"),
        DayColumn("started_at", label="开始", sort_key="started_at"),
        Column("took", label="用时", accessor=_took),
        Column("count", label="处理数量"),
        Column("message", label="结果"),
    ]
    list_export: ClassVar[Any] = [
        "title", "state", "due", "attempt", "manual", "started_at", "ended_at", "count", "message",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, str]] = {"title": "任务"}
    inspect_view_fields: ClassVar[Any] = [
        "title", "state", "due", "attempt", "manual", "asked_by", "started_at", "ended_at", "count", "message",
    ]  # fmt: skip
    ordering = "-due"
