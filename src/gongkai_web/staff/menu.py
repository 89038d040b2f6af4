"""The menu: groups in a fixed order, filled by the screens; what a person has no right to is not there."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

__all__ = ["GROUPS", "Group", "add", "items_for"]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the menu: its label and icon. A group with one entry to show is that entry."""

    label: str
    icon: str


GROUPS: dict[str, Group] = {
    "inbox": Group("我的事项", "mail"),
    "requests": Group("依申请公开", "form"),
    "agency": Group("本机关", "home"),
    "organisations": Group("机构", "site"),
    "people": Group("人员与权限", "group"),
    "files": Group("文件", "doc-full"),
    "messages": Group("通知", "mail"),
    "runs": Group("运行", "cogs"),
    "audit": Group("审计", "history"),
    "site": Group("平台设置", "sliders"),
}
_items: dict[str, list[MenuItem]] = {name: [] for name in GROUPS}


def add(group: str, item: MenuItem) -> None:
    """Puts an entry into a group. Raises KeyError for an unknown group."""
    if all(item.name != there.name for there in _items[group]):
        _items[group].append(item)


def items_for(request: HttpRequest) -> list[MenuItem]:
    """The menu of a person."""
    shown: list[MenuItem] = []
    for order, (name, group) in enumerate(GROUPS.items()):
        entries = sorted((item for item in _items[name] if item.is_shown(request)), key=lambda item: item.order)
        if len(entries) == 1:
            only = entries[0]
            shown.append(MenuItem(only.label, only.url, name=only.name, icon_name=only.icon_name, order=order))
        elif entries:
            shown.append(
                SubmenuMenuItem(group.label, Menu(items=entries), name=name, icon_name=group.icon, order=order)
            )
    return shown
