"""The views of a screen of records: Wagtail's own, with rows by scope and every change made by an action."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.db import models
from django.forms import BaseModelForm, Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from gongkai_web.organisations.models import Agency
from gongkai_web.staff.columns import DayColumn, YesNoColumn, as_text
from gongkai_web.staff.exports import ExportMixin
from gongkai_web.staff.filters import RecordFilterSet
from gongkai_web.staff.forms import add_errors, limit_choices, name_blanks
from gongkai_web.staff.paginator import RecordPaginator
from gongkai_web.staff.policy import holds_for_the_site
from gongkai_web.staff.tables import RecordTable

if TYPE_CHECKING:
    from gongkai_web.staff.viewsets import RecordViewSet

__all__ = ["RecordCreateView", "RecordDeleteView", "RecordEditView", "RecordIndexView", "RecordInspectView"]


class _Titled:
    """Titles and the way back, in the words of the screen and not of the model."""

    viewset: RecordViewSet

    def get_header_title(self) -> str:
        """新增联络员, 修改：测试甲, 联络员."""
        title, about = self.get_page_title(), self.get_page_subtitle()
        return f"{title}：{about}" if about and about != title else str(title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """As Wagtail's, the list under the name that it has in the menu."""
        items = [dict(item) for item in super().get_breadcrumbs_items()]
        index = reverse(self.viewset.get_url_name("index"))
        for item in items[1:]:
            if item["url"] == index or item is items[1]:
                item["label"] = self.viewset.title
                break
        return items


class _Row:
    """Finds the one row of a view: what the scope does not see is not there (404), what it may not touch is 403."""

    viewset: RecordViewSet
    request: HttpRequest
    kwargs: dict[str, Any]
    needs: str

    def get_object(self, queryset: object = None) -> models.Model:
        """The row. Raises Http404, PermissionDenied."""
        rows = self.viewset.rows(self.request.scope)
        try:
            row = get_object_or_404(rows, pk=unquote(str(self.kwargs["pk"])))
        except rows.model.MultipleObjectsReturned:  # a join of the scope may double a row
            row = rows.filter(pk=unquote(str(self.kwargs["pk"])))[0]
        if not self.viewset.may(self.needs, row, self.request.scope):
            raise PermissionDenied
        return row


class RecordIndexView(_Titled, ExportMixin, generic.IndexView):
    """The list: search, filters, order, pages, export."""

    viewset: RecordViewSet = None
    base_filterset_class = RecordFilterSet
    template_name = "staff/records/index.html"
    paginator_class = RecordPaginator
    table_class = RecordTable

    def get_page_title(self) -> str:
        """The name that the screen has in the menu."""
        return self.page_title or self.viewset.title

    def get_list_more_buttons(self, instance: models.Model) -> list[Any]:
        """As Wagtail's; what removes a row is called by the word of the screen."""
        buttons = super().get_list_more_buttons(instance)
        away = self.get_delete_url(instance)
        for button in buttons:
            if away and button.url == away:
                button.label = self.viewset.removal
        return buttons

    def get_base_queryset(self) -> models.QuerySet[models.Model]:
        """The rows of the scope."""
        return self.viewset.rows(self.request.scope)

    def _get_custom_column(self, field_name: str, column_class: type[Column] = Column, **kwargs: Any) -> Column:
        if column_class is Column:
            try:
                field = self.model._meta.get_field(field_name)
            except FieldDoesNotExist:
                field = None
            if isinstance(field, models.BooleanField):
                column_class = YesNoColumn
            elif isinstance(field, models.DateField):
                column_class = DayColumn
        return super()._get_custom_column(field_name, column_class, **kwargs)

    def get_edit_url(self, instance: models.Model) -> str | None:
        """Where the row is edited, for those who may."""
        may = self.edit_url_name and self.user_has_permission_for_instance("change", instance)
        return reverse(self.edit_url_name, args=(quote(instance.pk),)) if may else None

    def get_delete_url(self, instance: models.Model) -> str | None:
        """Where the row is removed, for those who may."""
        may = self.delete_url_name and self.user_has_permission_for_instance("delete", instance)
        return reverse(self.delete_url_name, args=(quote(instance.pk),)) if may else None


class _ActionForm:
    """A form whose submission is one action; what the action refuses stands in the form beside what was typed."""

    viewset: RecordViewSet
    needs: str

    def get_form_kwargs(self) -> dict[str, Any]:
        """As Django's; a form without a model gets no instance but the viewset's initial values."""
        kwargs = super().get_form_kwargs()
        if not issubclass(self.get_form_class(), BaseModelForm):
            row = kwargs.pop("instance", None)
            kwargs["initial"] = {**self.viewset.initial(row), **kwargs.get("initial", {})}
        return kwargs

    def get_form(self, form_class: type[Form] | None = None) -> Form:
        """The form, its choices limited to what the person sees."""
        form = super().get_form(form_class)
        limit_choices(form, self.request.scope)
        self.viewset.prepare(form, self.request.scope)
        name_blanks(form)
        return form

    def act(self, data: dict[str, Any]) -> models.Model:
        """Calls the action."""
        raise NotImplementedError

    def _hold_agency(self, data: dict[str, Any]) -> None:
        """Nobody writes for an agency where he has no right, whatever the form was made to say."""
        right = self.viewset.rights.get(self.needs)
        if "agency" not in data or right is None:
            return
        scope, agency = self.request.scope, data["agency"]
        if not (scope.may(right, agency) if isinstance(agency, Agency) else holds_for_the_site(scope, right)):
            raise ValidationError({"agency": "您在该机关没有办理此事的权限。" if agency else "请选择机关。"})

    def form_valid(self, form: Form) -> HttpResponse:
        """Calls the action; shows what it refuses.

        Without a transaction around it, for the action has its own: what the log says of a refusal stays.
        """
        self.form = form
        try:
            self._hold_agency(form.cleaned_data)
            self.object = self.act(form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        return self.save_action()

    def form_invalid(self, form: Form) -> HttpResponse:
        """The form again: what is wrong stands in it, the message above only says that it was not saved."""
        self.form = form
        messages.error(self.request, self.get_error_message())
        return self.render_to_response(self.get_context_data(form=form))

    def get_success_buttons(self) -> list[Any]:
        """A way back to the row, where there is one."""
        url = self.viewset.url_of(self.object, self.request.scope)
        return [messages.button(url, "查看")] if url else []


class RecordCreateView(_Titled, _ActionForm, generic.CreateView):
    """Adds a record by the viewset's ``create``."""

    viewset: RecordViewSet = None
    needs = "add"
    template_name = "staff/records/form.html"
    page_title = "新增"
    success_message = "已新增%(model_name)s“%(object)s”。"
    error_message = "%(model_name)s没有保存，请按提示改正后再提交。"
    submit_button_label = "保存"
    submit_button_active_label = "正在保存…"

    def get_header_title(self) -> str:
        """In one: 新增联络员."""
        return f"{self.page_title}{self.get_page_subtitle()}"

    def get_initial(self) -> dict[str, Any]:
        """What the address says, so that a link may fill in the agency."""
        known = self.get_form_class().base_fields
        return {name: value for name, value in self.request.GET.items() if name in known}

    def act(self, data: dict[str, Any]) -> models.Model:
        """The new row."""
        return self.viewset.create(data, by=self.request.actor, scope=self.request.scope)


class RecordEditView(_Titled, _Row, _ActionForm, generic.EditView):
    """Changes a record by the viewset's ``change``."""

    viewset: RecordViewSet = None
    needs = "change"
    template_name = "staff/records/form.html"
    page_title = "修改"
    success_message = "已保存%(model_name)s“%(object)s”。"
    error_message = "%(model_name)s没有保存，请按提示改正后再提交。"
    submit_button_label = "保存"
    submit_button_active_label = "正在保存…"
    delete_item_label = "删除"

    def act(self, data: dict[str, Any]) -> models.Model:
        """The changed row. The action gets it fresh from the database, not as the form has already changed it."""
        return self.viewset.change(self.get_object(), data, by=self.request.actor, scope=self.request.scope)

    def get_last_updated_info(self) -> None:
        """Nothing: what happened is told by the audit log, not by Wagtail's own."""


class RecordDeleteView(_Titled, _Row, generic.DeleteView):
    """Removes a record by the viewset's ``remove``; a refusal is told on the same page."""

    viewset: RecordViewSet = None
    needs = "delete"
    template_name = "staff/records/confirm_delete.html"
    refusal: ValidationError | None = None

    def get_page_title(self) -> str:
        """删除, or what the screen calls it."""
        return self.viewset.removal

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The list, and what is about to happen."""
        index = reverse(self.viewset.get_url_name("index"))
        own = [{"url": index, "label": self.viewset.title}, {"url": "", "label": self.get_header_title()}]
        return [*self.breadcrumbs_items, *own]

    def get_success_message(self) -> str:
        """Said on the list afterwards."""
        return f"已{self.viewset.removal}{self.object._meta.verbose_name}“{self.object}”。"

    def get_object(self, queryset: object = None) -> models.Model:
        """The row, looked up once."""
        return getattr(self, "object", None) or super().get_object(queryset)

    def form_valid(self, form: Form) -> HttpResponse:
        """Calls the action; shows what it refuses."""
        done = self.get_success_message()
        try:
            self.viewset.remove(self.object, by=self.request.actor)
        except ValidationError as error:
            self.refusal = error
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(self.request, done)
        return HttpResponseRedirect(self.get_success_url())


class RecordInspectView(_Titled, _Row, generic.InspectView):
    """Shows a record to those who may not change it."""

    viewset: RecordViewSet = None
    needs = "view"
    page_title = "查看"
    template_name = "staff/records/inspect.html"

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """As Wagtail's; what removes the row is called by the word of the screen."""
        buttons = super().header_more_buttons
        for button in buttons:
            if button.url == self.get_delete_url():
                button.label = self.viewset.removal
        return buttons

    def get_fields(self) -> list[str]:
        """Those that the screen names, or all but the number in the database."""
        return [name for name in super().get_fields() if self.fields or name != self.model._meta.pk.name]

    def get_field_display_value(self, field_name: str, field: models.Field[Any, Any] | None) -> Any:
        """The value as people read it."""
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, date):
            return as_text(value)
        return "—" if value is None or value == "" else value

    def get_edit_url(self) -> str | None:
        """Where the row is edited, for those who may."""
        may = self.edit_url_name and self.viewset.may("change", self.object, self.request.scope)
        return reverse(self.edit_url_name, args=(quote(self.object.pk),)) if may else None

    def get_delete_url(self) -> str | None:
        """Where the row is removed, for those who may."""
        may = self.delete_url_name and self.viewset.may("delete", self.object, self.request.scope)
        return reverse(self.delete_url_name, args=(quote(self.object.pk),)) if may else None
