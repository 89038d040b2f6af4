"""The screen of the guide: what is published, what the draft lacks, preview, publishing (art. 12)."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, StatusTagColumn

from gongkai_web.accounts.rights import Right
from gongkai_web.organisations import actions
from gongkai_web.organisations.actions.guides import CONTENT
from gongkai_web.organisations.kinds import AgencyState
from gongkai_web.organisations.models import Agency, Guide
from gongkai_web.organisations.queries import current_guide, draft_guide, guide_versions, missing
from gongkai_web.organisations.queries.face import ASKED
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.access import requires
from gongkai_web.staff.columns import DayColumn
from gongkai_web.staff.forms import add_errors
from gongkai_web.staff.records import RecordIndexView
from gongkai_web.staff.viewsets import RecordViewSet

__all__ = ["GuideScreen"]

_PARTS = (
    (
        "公开工作机构",
        "office",
        ("office_name", "office_address", "postcode", "office_hours", "phone", "fax", "internet"),
    ),
    (
        "信息的分类、编排和获取",
        "contents",
        ("introduction", "classification", "arrangement", "obtaining", "reading_places"),
    ),
    (
        "依申请公开",
        "applying",
        ("applying", "apply_on_site", "apply_by_post", "apply_by_fax", "apply_online", "fees"),
    ),
    ("监督和救济", "remedies", ("complaint_office", "complaint_phone", "complaint_address", "remedies")),
    ("这一版", "version", ("change_note",)),
)


class GuideForm(forms.ModelForm):
    """The draft in the order in which the public reads it; what art. 12 asks for is marked, and may wait."""

    class Meta:
        model = Guide
        fields = CONTENT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 6 if name in ("classification", "applying") else 3
            if name in ASKED:
                field.label = f"{field.label}（必须写明）"

    def parts(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Title, id and fields of each part."""
        return [(title, key, [self[name] for name in names]) for title, key, names in _PARTS]


class GuideIndexView(RecordIndexView):
    """The list of agencies; who keeps one agency's guide only is led to it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list, or the one guide."""
        scope = request.scope
        if not request.GET and not scope.sees_all and len(scope.visible) == 1:
            return redirect("guides:guide", next(iter(scope.visible)))
        return super().get(request, *args, **kwargs)

    def get_edit_url(self, instance: Agency) -> str | None:
        """The page of the agency's guide."""
        return reverse("guides:guide", args=[instance.pk])


class GuideScreen(RecordViewSet):
    """The address /staff/guides/."""

    model = Agency
    name = "guides"
    menu, menu_label, icon, menu_order = "agency", "公开指南", "doc-full-inverse", 10
    rights = {"view": Right.SEE_AGENCY}
    lead = "各机关编制、公布政府信息公开指南，并及时更新（条例第十二条）。每次发布成为一版，此后不再改动。"
    inspect_view_enabled = False
    index_view_class = GuideIndexView
    search_fields = ("name", "code")
    list_filter: ClassVar[Any] = ("kind", "level", "region")
    list_display = (
        "name",
        StatusTagColumn(
            "version", label="现行版次", accessor=lambda row: f"第{row.version}版" if row.version else "未发布",
            primary=lambda row: not row.version,
        ),
        DayColumn("published", label="发布日期", sort_key="published"),
        Column("draft", label="草稿", accessor=lambda row: "有" if row.has_draft else ""),
    )  # fmt: skip
    list_export = ("code", "name", "version", "published")

    def rows(self, scope: Scope) -> QuerySet[Agency]:
        """Existing agencies of the scope, with their guides."""
        newest = Guide.objects.filter(agency=OuterRef("pk"), number__isnull=False).order_by("-number")
        return (
            Agency.objects.seen_by(scope)
            .active()
            .annotate(
                version=Subquery(newest.values("number")[:1]),
                published=Subquery(newest.values("published_on")[:1]),
                has_draft=Exists(Guide.objects.filter(agency=OuterRef("pk"), number=None)),
            )
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        """With the pages of one guide."""
        named = [one for one in super().get_urlpatterns() if one.name in ("index", "index_results")]
        return [
            *named,
            path("<int:pk>/", guide, name="guide"),
            path("<int:pk>/start/", start, name="start"),
            path("<int:pk>/draft/", draft, name="draft"),
            path("<int:pk>/publish/", publish, name="publish"),
            path("<int:pk>/discard/", discard, name="discard"),
            path("<int:pk>/preview/", preview, name="preview"),
        ]


def _agency(request: HttpRequest, pk: int, *, writes: bool = True) -> Agency:
    """The agency, when the person sees it and, to write, keeps its face. Raises Http404, PermissionDenied."""
    scope = request.scope
    agency = get_object_or_404(Agency.objects.seen_by(scope).select_related("superior"), pk=pk)
    if writes and not scope.may(Right.EDIT_AGENCY_FACE, agency):
        raise PermissionDenied
    return agency


def _draft(agency: Agency) -> Guide:
    found = draft_guide(agency)
    if found is None:
        raise Http404("没有草稿")
    return found


def _context(agency: Agency, label: str = "", **more: Any) -> dict[str, Any]:
    page = reverse("guides:guide", args=[agency.pk])
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": "首页"},
        {"url": reverse("guides:index") + "?q=", "label": "公开指南"},
        {"url": page if label else "", "label": agency.name},
    ]
    if label:
        trail.append({"url": "", "label": label})
    title = f"{label or '公开指南'}：{agency}"
    return {
        "agency": agency,
        "header_title": title,
        "header_icon": "doc-full-inverse",
        "breadcrumbs_items": trail,
        **more,
    }


@require_http_methods(["GET", "HEAD"])
@requires(Right.SEE_AGENCY)
def guide(request: HttpRequest, pk: int) -> HttpResponse:
    """What is published, the draft and what it lacks, the versions."""
    agency = _agency(request, pk, writes=False)
    now, written = current_guide(agency), draft_guide(agency)
    may = request.scope.may(Right.EDIT_AGENCY_FACE, agency)
    context = _context(
        agency,
        current=now,
        draft=written,
        lacks=missing(written) if written else (),
        current_lacks=missing(now) if now else (),
        versions=guide_versions(agency),
        may=may and agency.state == AgencyState.ACTIVE,
    )
    return render(request, "staff/guides/guide.html", context)


@require_POST
@requires(Right.EDIT_AGENCY_FACE)
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft, and on to it."""
    agency = _agency(request, pk)
    try:
        actions.start_draft(agency, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("guides:guide", pk)
    return redirect("guides:draft", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_AGENCY_FACE)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of the draft; an unfinished one may be saved."""
    agency = _agency(request, pk)
    row = _draft(agency)
    form = GuideForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        data = {name: value.replace("\r\n", "\n") for name, value in form.cleaned_data.items()}
        try:
            saved = actions.edit_draft(row, by=request.actor, **data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            lacks = missing(saved)
            more = f"，还缺{'、'.join(one.label for one in lacks)}" if lacks else ""
            messages.success(request, f"草稿已保存{more}。")
            return redirect("guides:preview" if "preview" in request.POST else "guides:guide", pk)
    return render(
        request, "staff/guides/draft.html", _context(agency, "编辑草稿", form=form, lacks=missing(_draft(agency)))
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_AGENCY_FACE)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, then publishes; or says field by field what art. 12 asks for."""
    agency = _agency(request, pk)
    row, now = _draft(agency), current_guide(agency)
    problems: list[str] = []
    if request.method == "POST":
        try:
            done = actions.publish_guide(row, by=request.actor)
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, f"公开指南{done.version}已发布。", buttons=[
                messages.button(f"/agencies/{agency.code}/guide/", "在平台上查看")
            ])  # fmt: skip
            return redirect("guides:guide", pk)
    changed = [
        str(Guide._meta.get_field(name).verbose_name)
        for name in CONTENT
        if now is not None and getattr(now, name) != getattr(row, name)
    ]
    lacks = missing(row)
    context = _context(
        agency, "发布", draft=row, current=now, lacks=lacks, problems=problems, changed=changed,
        next=(now.number or 0) + 1 if now else 1,
    )  # fmt: skip
    return render(request, "staff/guides/publish.html", context)


@require_POST
@requires(Right.EDIT_AGENCY_FACE)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft is thrown away."""
    agency = _agency(request, pk)
    actions.discard_draft(_draft(agency), by=request.actor)
    messages.success(request, "草稿已放弃，已发布的版本没有变化。")
    return redirect("guides:guide", pk)


@require_http_methods(["GET", "HEAD"])
@requires(Right.SEE_AGENCY)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as the public would read it. The app above lays it out: it registers the hook ``guide_preview``."""
    agency = _agency(request, pk, writes=False)
    for show in hooks.get_hooks("guide_preview"):
        return show(request, _draft(agency))
    raise Http404("没有预览")
