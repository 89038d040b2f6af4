"""The screen of files in the back office."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.ui.tables import Column, StatusTagColumn

from gongkai_web.accounts.rights import Right
from gongkai_web.common.actor import Actor
from gongkai_web.files import actions
from gongkai_web.files.forms import ReasonForm, TitleForm, UploadForm
from gongkai_web.files.models import StoredFile
from gongkai_web.files.states import SAFE, CleaningState
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.access import requires
from gongkai_web.staff.columns import DayColumn
from gongkai_web.staff.records import RecordCreateView, RecordInspectView
from gongkai_web.staff.viewsets import RecordViewSet

__all__ = ["FileScreen"]

_DONE = (CleaningState.DONE, CleaningState.SEAL_KEPT)


class FileUploadView(RecordCreateView):
    """The upload. The bytes are stored before the row and its event, which the action writes in one transaction."""

    page_title = "上传"
    submit_button_label = "上传"
    submit_button_active_label = "正在上传…"
    success_message = "已上传“%(object)s”，正在查毒和清理，完成后可以公开。"
    error_message = "文件没有保存，请按提示改正后再提交。"

    def act(self, data: dict[str, Any]) -> StoredFile:
        """The new file; what is wrong with it stands beside it."""
        try:
            return super().act(data)
        except ValidationError as error:
            raise error if hasattr(error, "error_dict") else ValidationError({"file": error.messages}) from None


class FilePageView(RecordInspectView):
    """What is known of a file, and what may be done with it now."""

    template_name = "files/file.html"
    page_title = "文件"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the file and which buttons there are."""
        file: StoredFile = self.object
        manages = self.request.scope.may(Right.MANAGE_FILES, file.agency)
        return super().get_context_data(**kwargs) | {
            "file": file,
            "may_publish": manages and not file.is_public and file.scan_state in SAFE and bool(file.cleaned),
            "may_withdraw": manages and file.is_public,
            "may_decide": manages and file.cleaning_state == CleaningState.SEALED and file.is_safe,
            "is_waiting": file in StoredFile.objects.unfinished().filter(pk=file.pk),
            "reason": ReasonForm(),
        }


@require_POST
@requires(Right.MANAGE_FILES)
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One of the steps that a file's page offers."""
    scope: Scope = request.scope
    file = get_object_or_404(StoredFile.objects.seen_by(scope), pk=pk)
    if not scope.may(Right.MANAGE_FILES, file.agency):
        raise PermissionDenied
    by: Actor = request.actor
    try:
        if verb == "publish":
            actions.publish_file(file, by=by)
            messages.success(request, f"“{file.title}”已公开。")
        elif verb == "withdraw":
            actions.withdraw_file(file, reason=request.POST.get("reason", ""), by=by)
            messages.success(request, f"“{file.title}”已撤下，公众不能再下载。")
        elif verb == "keep-seal":
            actions.keep_seal(file, by=by)
            messages.success(request, "将按带签章的原件公开。")
        else:
            actions.break_seal(file, by=by)
            messages.success(request, "已清理，副本不再带有效的签章；原件不变。")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return HttpResponseRedirect(reverse("files:inspect", args=[file.pk]))


class FileScreen(RecordViewSet):
    """The address /staff/files/."""

    model = StoredFile
    name = "files"
    menu, menu_label, icon, menu_order = "files", "文件", "doc-full", 10
    rights = {"view": Right.SEE_AGENCY, "add": Right.MANAGE_FILES, "change": Right.MANAGE_FILES, "delete": None}
    lead = "公开的是清理过的副本，原件只供本机关查用。先查毒、清理，核对后再公开（条例第十七条：公开前须经保密审查）。"
    add_view_class = FileUploadView
    inspect_view_class = FilePageView
    search_fields = ("title", "original_name", "sha256")
    list_filter = ("access", "cleaning_state", "scan_state", "kind", "agency")
    list_display = (
        "title",
        Column("kind", label="类型", accessor="get_kind_display", sort_key="kind"),
        Column("agency", label="机关", accessor="agency", sort_key="agency__name"),
        StatusTagColumn("access", label="公开范围", accessor="get_access_display", primary=lambda row: row.is_public),
        Column("cleaning_state", label="清理", accessor="get_cleaning_state_display", sort_key="cleaning_state"),
        Column("scan_state", label="查毒", accessor="get_scan_state_display", sort_key="scan_state"),
        DayColumn("uploaded_at", label="上传时间", sort_key="uploaded_at"),
    )
    list_export = (
        *("title", "original_name", "kind", "agency__name", "size", "sha256", "sm3", "access", "cleaning_state"),
        *("scan_state", "scan_engine", "uploaded_at", "uploaded_by_name", "published_at", "withdrawn_at"),
        "withdrawn_reason",
    )
    inspect_view_fields: ClassVar[tuple[str, ...]] = (
        *("title", "agency", "original_name", "kind", "size", "sha256", "sm3", "scan_engine", "scanned_at"),
        *("uploaded_at", "uploaded_by_name", "published_at", "withdrawn_at", "withdrawn_reason"),
    )

    def get_form_class(self, for_update: bool = False) -> Any:
        """The upload, or the title."""
        return TitleForm if for_update else UploadForm

    def prepare(self, form: Any, scope: Scope) -> None:
        """Only agencies for which the person may upload."""
        if "agency" in form.fields:
            field = form.fields["agency"]
            field.queryset = field.queryset.filter(pk__in=scope.where(Right.MANAGE_FILES))

    def initial(self, row: StoredFile | None) -> dict[str, Any]:
        """The title."""
        return {"title": row.title} if row else {}

    def create(self, data: dict[str, Any], *, by: Actor, scope: Scope) -> StoredFile:
        """The stored file."""
        return actions.upload_file(data["file"], agency=data["agency"], title=data["title"], by=by)

    def change(self, row: StoredFile, data: dict[str, Any], *, by: Actor, scope: Scope) -> StoredFile:
        """The file with another title."""
        return actions.rename_file(row, title=data["title"], by=by)

    def url_of(self, row: Any, scope: Scope) -> str | None:
        """The file's page, from where everything is done."""
        may = row.pk is not None and self.may("view", row, scope)
        return reverse(self.get_url_name("inspect"), args=[row.pk]) if may else None

    def get_urlpatterns(self) -> list[URLPattern]:
        """With the steps of a file."""
        verbs = ("publish", "withdraw", "keep-seal", "break-seal")
        steps = [path(f"<int:pk>/{verb}/", act, {"verb": verb}, name=verb) for verb in verbs]
        return [*super().get_urlpatterns(), *steps]


@hooks.register("register_admin_viewset")
def register_screens() -> list[RecordViewSet]:
    """The screen."""
    return [FileScreen()]
