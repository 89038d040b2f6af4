"""What stands around every page: the platform's name, the menu by role, the person's own links."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString
from wagtail.admin.menu import MenuItem, SubmenuMenuItem
from wagtail.admin.telepath import JSContext, adapter
from wagtail.admin.templatetags.wagtailadmin_tags import sidebar_collapsed
from wagtail.admin.ui import sidebar

from gongkai_web.accounts.roles import ROLES
from gongkai_web.common.prepared import prepared
from gongkai_web.organisations.models import Platform
from gongkai_web.staff import menu
from gongkai_web.staff.kept import kept

__all__ = ["OWN_PAGES", "Shell"]

# Pages of the person's own account, outside /staff/: name of the address, label, icon.
OWN_PAGES = (
    ("accounts_home", "我的账号", "user"),
    ("accounts_history", "登录记录", "history"),
    ("account_change_password", "修改口令", "key"),
    ("mfa_index", "第二因素", "lock"),
)


@adapter("wagtail.sidebar.MainMenuModule", base=sidebar.BaseSidebarAdapter)
class _Menu(sidebar.MainMenuModule):
    """Wagtail's menu with the person's name where it shows the account."""

    def js_args(self) -> list[Any]:
        """As Wagtail's."""
        items, own, user = super().js_args()
        return [items, own, {**user, "name": self.user.get_full_name() or self.user.get_username()}]


def _known(name: str) -> str | None:
    """The address of that name; None where its app has not come yet."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


@prepared
def _platform() -> QuerySet[Any]:
    return Platform.objects.order_by("pk").values_list("name")[:1]


class Shell:
    """Read by templates/wagtailadmin/base.html."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user: Any = request.user

    @property
    def demo(self) -> bool:
        """True for a demonstration, which every page says."""
        return settings.GONGKAI_DEMO

    @cached_property
    def platform(self) -> str:
        """The platform's name."""
        return next((name for (name,) in _platform()), "") or "政府信息公开平台"

    @property
    def name(self) -> str:
        """The person's name."""
        return self.user.get_full_name() or self.user.get_username()

    @property
    def roles(self) -> str:
        """The roles held, for the title of the link to the account."""
        return "、".join(spec.label for role, spec in ROLES.items() if role in self.request.scope.roles)

    @property
    def inbox(self) -> str | None:
        """Where the messages are."""
        return _known("inbox:index")

    @cached_property
    def unread(self) -> int:
        """How many messages are unread."""
        from gongkai_web.notify.queries import unread

        return unread(self.user)

    @property
    def count(self) -> SafeString:
        """How many messages are unread, as the bar shows it; nothing where there are none."""
        if not self.unread:
            return SafeString("")
        return format_html('<span class="staff-bar__count">{}<span class="w-sr-only">条未读</span></span>', self.unread)

    @property
    def account(self) -> str:
        """The person's own account."""
        return reverse("wagtailadmin_account")

    @property
    def logout(self) -> str:
        """Where a POST ends the session."""
        return reverse("account_logout")

    @cached_property
    def items(self) -> list[MenuItem]:
        """The menu of the person's roles."""
        return menu.items_for(self.request)

    @cached_property
    def _key(self) -> tuple[Any, ...]:
        """What the menu hangs on: the rights of the roles, and how the person is shown in it."""
        profile = getattr(self.user, "wagtail_userprofile", None)
        return self.request.scope.roles, self.name, profile.avatar.name if profile else ""

    @cached_property
    def frame_key(self) -> tuple[Any, ...]:
        """What a page hangs on beside its own contents, its token and the count of messages."""
        profile = getattr(self.user, "wagtail_userprofile", None)
        chosen = ("theme", "contrast", "density", "keyboard_shortcuts")
        looks = tuple(getattr(profile, name) for name in chosen) if profile else ()
        return self._key, self.platform, self.demo, looks, sidebar_collapsed({"request": self.request})

    @property
    def plain(self) -> SafeString:
        """The links of the menu without its groups, for a browser without scripts."""
        return kept(("plain", self._key), lambda: format_html_join("", '<li><a href="{}">{}</a></li>', self._plain()))

    def _plain(self) -> Iterator[tuple[str, str]]:
        for item in self.items:
            grouped = isinstance(item, SubmenuMenuItem)
            for one in item.menu.menu_items_for_request(self.request) if grouped else [item]:
                yield str(one.url), one.label

    @property
    def sidebar(self) -> SafeString:
        """What Wagtail's script draws the sidebar from."""
        return kept(("sidebar", self._key), self._sidebar)

    def _sidebar(self) -> SafeString:
        pages = [(name, label, icon, _known(name)) for name, label, icon in OWN_PAGES]
        own: list[Any] = [
            sidebar.LinkMenuItem(name, label, url, icon_name=icon) for name, label, icon, url in pages if url
        ]
        own.append(sidebar.ActionMenuItem("logout", "退出", self.logout, icon_name="logout"))
        modules = [
            sidebar.WagtailBrandingModule(),
            _Menu([item.render_component(self.request) for item in self.items], own, self.user),
        ]
        return json_script({"modules": JSContext().pack(modules)}, element_id="wagtail-sidebar-props")
