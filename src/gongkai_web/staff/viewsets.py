"""Screens of the back office: ``RecordViewSet`` for rows of a model, ``StaffViewSet`` for anything else.

See the README of this folder for how an app makes one.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.admin.utils import quote
from django.db.models import Field, Model, QuerySet
from django.forms import Form
from django.http import HttpRequest
from django.urls import URLPattern, reverse, reverse_lazy
from django.utils.functional import cached_property
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from gongkai_web.accounts.rights import Right
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.models import Agency
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff import menu, records
from gongkai_web.staff.forms import field_for
from gongkai_web.staff.policy import ScopePolicy, holds_for_the_site

__all__ = ["RecordViewSet", "StaffViewSet"]


class _InMenu:
    """Puts a screen into a group of the menu, shown to those who hold one of its rights anywhere."""

    menu: str | None = None  # a key of staff.menu.GROUPS; None for no entry

    def menu_rights(self) -> set[Right]:
        """The rights, one of which shows the entry."""
        raise NotImplementedError

    def register_menu_item(self) -> None:
        """Puts the entry into its group."""
        if self.menu:
            menu.add(self.menu, self.get_menu_item())

    @cached_property
    def menu_url(self) -> str:
        """Where the entry leads; looked up when it is shown, for screens are made while the addresses are read."""
        return reverse_lazy(self.get_url_name(self.get_urlpatterns()[0].name))

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """An entry that asks the scope."""
        rights = self.menu_rights()

        def is_shown(_item: MenuItem, request: HttpRequest) -> bool:
            return request.scope.may_any(rights)

        return type("ScreenMenuItem", (MenuItem,), {"is_shown": is_shown})


class StaffViewSet(_InMenu, ViewSet):
    """A screen that is no list of records. ``get_urlpatterns`` gives its views, each behind ``access.requires``.

    The menu leads to the first of them.
    """

    rights: ClassVar[tuple[Right, ...]] = ()  # who sees it in the menu

    def menu_rights(self) -> set[Right]:
        """Those named."""
        return set(self.rights)


class RecordViewSet(_InMenu, ModelViewSet):
    """List, form, page and removal of the rows of a model. Rows come by scope, every change is an action.

    ``rights``: Wagtail's actions view, add, change, delete → a Right; None or missing where nobody may.
    """

    rights: ClassVar[dict[str, Right | None]] = {}
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 25
    search_backend_name = None  # lists are searched by the database, for ``search_fields``
    index_view_class = records.RecordIndexView
    add_view_class = records.RecordCreateView
    edit_view_class = records.RecordEditView
    delete_view_class = records.RecordDeleteView
    inspect_view_class = records.RecordInspectView
    list_display: ClassVar[Any] = ["__str__"]
    removal = "删除"  # what it is called to take a row away
    removal_text = "删除后不能恢复，但审计记录会保留。"
    lead = ""  # a sentence above list and form: what it is for, with its clause

    # What a screen says

    @property
    def title(self) -> str:
        """What the list is called: as in the menu."""
        return str(self.menu_label)

    def rows(self, scope: Scope) -> QuerySet[Any]:
        """The rows that somebody sees; others are not found."""
        return self.model._default_manager.seen_by(scope)

    def agency_of(self, row: Model) -> int | None:
        """The id of the agency whose row it is; None where the row is the site's."""
        return row.pk if isinstance(row, Agency) else getattr(row, "agency_id", None)

    def may(self, action: str, row: Model, scope: Scope) -> bool:
        """Whether somebody may view, change or delete a row. A screen may narrow it by the state of the row."""
        right = self.rights.get(action)
        if right is None:
            return False
        agency = self.agency_of(row)
        if agency is None and hasattr(row, "agency_id") and action != "view":
            return holds_for_the_site(scope, right)  # what all agencies share is nobody's to change but the site's
        return scope.may(right, agency)

    def create(self, data: dict[str, Any], *, by: Actor, scope: Scope) -> Model:
        """Calls the action that adds. Raises ValidationError."""
        raise NotImplementedError

    def change(self, row: Any, data: dict[str, Any], *, by: Actor, scope: Scope) -> Model:
        """Calls the action that changes. Raises ValidationError."""
        raise NotImplementedError

    def remove(self, row: Any, *, by: Actor) -> None:
        """Calls the action that removes. Raises ValidationError."""
        raise NotImplementedError

    def initial(self, row: Any | None) -> dict[str, Any]:
        """What a form without a model starts with."""
        return {}

    def prepare(self, form: Form, scope: Scope) -> None:
        """Last touches to a form for a person, such as leaving out a choice."""

    # What Wagtail asks

    @cached_property
    def permission_policy(self) -> ScopePolicy:
        """The rights above."""
        return ScopePolicy(self)

    def menu_rights(self) -> set[Right]:
        """Those named."""
        return {right for right in self.rights.values() if right is not None}

    def url_of(self, row: Model, scope: Scope) -> str | None:
        """Where somebody sees or edits a row; None where he may do neither."""
        for action, name in (("change", "edit"), ("view", "inspect")):
            if row.pk is not None and self.may(action, row, scope):
                return reverse(self.get_url_name(name), args=(quote(row.pk),))
        return None

    def formfield_for_dbfield(self, db_field: Field[Any, Any], **kwargs: Any) -> Any:
        """The form field of a column."""
        return field_for(db_field, **kwargs)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the screen; leaves out the addresses that it has not."""
        given = super().get_common_view_kwargs(viewset=self, **kwargs)
        for action, name in (("add", "add"), ("change", "edit"), ("delete", "delete"), ("view", "inspect")):
            if self.rights.get(action) is None:
                given[f"{name}_url_name"] = None
        return {**given, "history_url_name": None, "usage_url_name": None}

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Exports what the list shows, where the screen does not say else."""
        given = super().get_index_view_kwargs(**kwargs)
        if given.get("list_export") is self.UNDEFINED:
            given["list_export"] = [column if isinstance(column, str) else column.name for column in self.list_display]
        return given

    def get_form_class(self, for_update: bool = False) -> Any:
        """The form; none where nobody adds or changes."""
        wanted = self.rights.get("change" if for_update else "add")
        return super().get_form_class(for_update) if wanted is not None else None

    def get_urlpatterns(self) -> list[URLPattern]:
        """Those that somebody may use: no history and usage, which are Wagtail's own log."""
        used = {"index", "index_results"}
        named = {"add": "add", "edit": "change", "delete": "delete", "inspect": "view"}
        used |= {name for name, action in named.items() if self.rights.get(action) is not None}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in used]

    def register_permissions(self) -> None:
        """None: rights are not rows."""

    def register_admin_url_finder(self) -> None:
        """None: Wagtail's reports, which would ask, are not used."""
