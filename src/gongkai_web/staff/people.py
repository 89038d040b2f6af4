"""Screens of people: accounts and roles for the security administrator, colleagues for the agency's, logins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Lower
from django.urls import URLPattern
from django.utils import timezone
from wagtail.admin.ui.tables import Column, StatusTagColumn

from gongkai_web.accounts.forms import phone_field
from gongkai_web.accounts.models import Login, LoginKind, User
from gongkai_web.accounts.rights import Right
from gongkai_web.accounts.roles import ADMINISTRATORS, ROLES, Role
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions import end_membership, grant
from gongkai_web.organisations.granting import WORKING_ROLES
from gongkai_web.organisations.models import Agency, Membership
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff import account_page
from gongkai_web.staff.administrators import AdministratorScreen, RightsScreen
from gongkai_web.staff.columns import DayColumn
from gongkai_web.staff.filters import RecordFilterSet
from gongkai_web.staff.records import RecordCreateView, RecordIndexView
from gongkai_web.staff.viewsets import RecordViewSet

__all__ = ["SCREENS", "AccountScreen", "ColleagueScreen", "LoginScreen", "RoleScreen"]

_ROLES = [(role.value, spec.label) for role, spec in ROLES.items()]
_WORKING = [(role.value, spec.label) for role, spec in ROLES.items() if role in WORKING_ROLES]


def _accounts() -> QuerySet[User]:
    """Accounts of officers with what the list tells, in three queries however many there are."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    attempts = AccessAttempt.objects.filter(username=Lower(OuterRef("username")), attempt_time__gt=since)
    failures = attempts.order_by().values("username").annotate(total=Sum("failures_since_start")).values("total")
    logins = Login.objects.filter(user=OuterRef("pk"), kind=LoginKind.SUCCESS).order_by("-at").values("at")
    held = Membership.objects.current().select_related("agency")
    return (
        User.objects.officers()
        .annotate(
            failures=Subquery(failures[:1]),
            last_at=Subquery(logins[:1]),
            with_second_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)),
        )
        .prefetch_related(Prefetch("memberships", queryset=held, to_attr="held"))
        .order_by("username")
    )


def _roles_of(user: Any) -> str:
    said = [f"{ROLES[Role(one.role)].label}（{one.agency.name if one.agency else '全站'}）" for one in user.held]
    return "、".join(said) or "没有角色"


def _state_of(user: Any) -> str:
    if not user.is_active:
        return "已停用"
    if user.unconfirmed_by and any(one.role in ADMINISTRATORS for one in user.held):
        return "等待确认"
    if (user.failures or 0) >= settings.AXES_FAILURE_LIMIT:
        return "已锁定"
    return "正常" if user.has_usable_password() else "未设口令"


_STATES = [
    ("open", "可以登录"),
    ("locked", "已锁定"),
    ("closed", "已停用"),
    ("no_password", "未设口令"),
    ("no_role", "没有角色"),
    ("bare", "管理员没有第二因素"),
    ("unconfirmed", "管理员等待确认"),
]
_current = Membership.objects.current().filter(user=OuterRef("pk"))
_IS_ADMINISTRATOR = Exists(_current.filter(role__in=sorted(ADMINISTRATORS)))
_STATE = {
    "open": Q(is_active=True),
    "locked": Q(failures__gte=settings.AXES_FAILURE_LIMIT),
    "closed": Q(is_active=False),
    "no_password": Q(password__startswith=UNUSABLE_PASSWORD_PREFIX),
    "no_role": Q(is_active=True) & ~Exists(_current),
    "bare": Q(is_active=True, with_second_factor=False) & _IS_ADMINISTRATOR,
    "unconfirmed": ~Q(unconfirmed_by="") & _IS_ADMINISTRATOR,
}


class AccountFilterSet(RecordFilterSet):
    """By role, by agency, by state."""

    role = django_filters.ChoiceFilter(label="角色", choices=_ROLES, empty_label="全部", method="with_role")
    agency = django_filters.ModelChoiceFilter(
        label="机关", queryset=Agency.objects.all(), empty_label="全部", method="at_agency"
    )
    state = django_filters.ChoiceFilter(label="状态", choices=_STATES, empty_label="全部", method="in_state")

    class Meta:
        model = User
        fields: ClassVar[list[str]] = []

    def with_role(self, rows: QuerySet[User], _name: str, value: str) -> QuerySet[User]:
        """Those who hold the role."""
        return rows.filter(pk__in=Membership.objects.current().filter(role=value).values("user"))

    def at_agency(self, rows: QuerySet[User], _name: str, value: Agency) -> QuerySet[User]:
        """Those who hold a role there."""
        return rows.filter(pk__in=Membership.objects.current().filter(agency=value).values("user"))

    def in_state(self, rows: QuerySet[User], _name: str, value: str) -> QuerySet[User]:
        """Those of one state; the lines of the home lead here."""
        return rows.filter(_STATE[value])


class AccountForm(forms.Form):
    """Details of an account; of a new one its name as well."""

    username = forms.CharField(
        label="账号",
        max_length=60,
        validators=[*User._meta.get_field("username").validators],
        help_text="一人一号，不得共用（GB/T 22239）。单点登录按账号名关联的，应与统一身份认证中的名称一致。",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    name = forms.CharField(label="姓名", max_length=100)
    email = forms.EmailField(
        label="电子邮箱", required=False, help_text="填写后，设置口令的链接直接发给本人，安全管理员看不到。"
    )
    phone = phone_field(help_text="加密保存，列表中遮盖显示。")


class ChangeAccountForm(AccountForm):
    """The name of an account stays: it stands in the log."""

    username = None


class AccountIndexView(RecordIndexView):
    """The list; a row leads to the page where everything about an account is done."""

    def get_edit_url(self, instance: Any) -> str | None:
        """The page of the account."""
        return self.get_inspect_url(instance)


class AccountScreen(RecordViewSet):
    """The address /staff/people/."""

    model = User
    name = "people"
    menu, menu_label, icon, menu_order = "people", "账号", "user", 10
    rights = {"view": Right.SEE_LOGINS, "add": Right.MANAGE_ACCOUNTS, "change": Right.MANAGE_ACCOUNTS}
    lead = "工作人员的账号由安全管理员开设和停用，口令由本人设置；三员由不同的人担任，彼此不能代行（GB/T 22239）。"
    index_view_class = AccountIndexView
    add_view_class = account_page.AccountCreateView
    inspect_view_class = account_page.AccountPageView
    filterset_class = AccountFilterSet
    search_fields = ("username", "name")
    list_display = (
        "username",
        Column("name", label="姓名", sort_key="name"),
        Column("roles", label="角色", accessor=_roles_of),
        StatusTagColumn("state", label="状态", accessor=_state_of, primary=lambda user: _state_of(user) != "正常"),
        Column("second_factor", label="第二因素", accessor=lambda user: "有" if user.with_second_factor else "无"),
        DayColumn("last_at", label="最近登录", sort_key="last_at"),
    )
    list_export = ("username", "name", "roles", "state", "second_factor", "last_at", "created_at")

    def rows(self, scope: Scope) -> QuerySet[User]:
        """All officers: accounts are the site's."""
        return _accounts()

    def get_form_class(self, for_update: bool = False) -> Any:
        """With the name for a new account."""
        return ChangeAccountForm if for_update else AccountForm

    def initial(self, row: User | None) -> dict[str, Any]:
        """What is there."""
        return {"name": row.name, "email": row.email, "phone": row.phone} if row else {}

    def create(self, data: dict[str, Any], *, by: Actor, scope: Scope) -> User:
        """A new account."""
        return account_page.create_officer(**data, by=by)

    def change(self, row: User, data: dict[str, Any], *, by: Actor, scope: Scope) -> User:
        """New details."""
        return account_page.change_details(row, **data, by=by)

    def get_urlpatterns(self) -> list[URLPattern]:
        """With what is done to one account."""
        return [*super().get_urlpatterns(), *account_page.urlpatterns]


class GrantIndexView(RecordIndexView):
    """The list, with its button by its own name."""

    add_item_label = "授予角色"


class GrantView(RecordCreateView):
    """The form that gives a role."""

    page_title = "授予角色"
    success_message = "已授予角色：%(object)s。"
    error_message = "没有授予，请按提示改正后再提交。"

    def get_page_subtitle(self) -> str:
        """Nothing more is to be said."""
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The list, then what is done."""
        return [*super().get_breadcrumbs_items()[:-1], {"url": "", "label": self.page_title}]


class _Grants(RecordViewSet):
    """Roles that are held: given and taken back, never changed."""

    model = Membership
    icon = "key"
    search_fields = ("user__username", "user__name", "agency__name")
    list_filter = ("role", "agency")
    removal = "收回"
    removal_text = "收回后本人不能再以这个角色办事，他办过的事和审计记录都保留；需要时可以再授予。"
    index_view_class = GrantIndexView
    add_view_class = GrantView
    list_display = (
        "user",
        Column("role", label="角色", accessor="get_role_display", sort_key="role"),
        Column("agency", label="机关", accessor=lambda one: str(one.agency or "全站"), sort_key="agency__code"),
        DayColumn("granted_at", label="授予时间", sort_key="granted_at"),
        Column("granted_by", label="授予人", accessor=lambda one: one.granted_by or "系统"),
    )
    list_export = ("user__username", "user__name", "role", "agency__name", "granted_at", "granted_by")
    inspect_view_fields = ("user", "role", "agency", "granted_at", "granted_by")

    def remove(self, row: Membership, *, by: Actor) -> None:
        """The role ends; the row stays in the log."""
        end_membership(row, by=by)


class RoleForm(forms.Form):
    """Who, which role, where."""

    user = forms.ModelChoiceField(label="人员", queryset=User.objects.officers().active(), empty_label="请选择")
    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *_ROLES])
    agency = forms.ModelChoiceField(
        label="机关",
        empty_label="全站，不填",
        queryset=Agency.objects.active(),
        required=False,
        help_text="系统、安全、审计管理员是全站的角色，不填机关；其他角色必须填机关。",
    )


class RoleScreen(_Grants):
    """The address /staff/roles/, for the security administrator."""

    name = "roles"
    menu, menu_label, menu_order = "people", "角色授予", 20
    rights = {"view": Right.SEE_LOGINS, "add": Right.MANAGE_ACCOUNTS, "delete": Right.MANAGE_ACCOUNTS}
    lead = "谁在哪个机关担任什么角色。系统、安全、审计管理员互相独立，不能兼任其他角色，也不能给自己授予角色。"

    def rows(self, scope: Scope) -> QuerySet[Membership]:
        """All that are held."""
        return Membership.objects.current().select_related("user", "agency")

    def agency_of(self, row: Any) -> None:
        """The right is held for the site."""

    def get_form_class(self, for_update: bool = False) -> Any:
        """For any role."""
        return RoleForm

    def create(self, data: dict[str, Any], *, by: Actor, scope: Scope) -> Membership:
        """Gives the role."""
        return grant(data["user"], Role(data["role"]), data["agency"], by=by)


class ColleagueForm(forms.Form):
    """A colleague by the name of his account, so that nobody sees the list of everybody's."""

    account = forms.CharField(label="账号", max_length=150, help_text="由安全管理员开设的工作人员账号。")
    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *_WORKING])
    agency = forms.ModelChoiceField(label="机关", queryset=Agency.objects.active(), empty_label="请选择")


class ColleagueScreen(_Grants):
    """The address /staff/colleagues/, for the administrator of an agency."""

    name = "colleagues"
    menu, menu_label, menu_order = "agency", "本机关人员", 30
    rights = {"view": Right.GRANT_ROLES, "add": Right.GRANT_ROLES, "delete": Right.GRANT_ROLES}
    lead = "本机关的工作人员和他们的角色。机关管理员、主管部门和三员的角色由安全管理员授予。"

    def rows(self, scope: Scope) -> QuerySet[Membership]:
        """Those held at the agencies where one may give roles."""
        rows = Membership.objects.current().filter(agency__in=scope.where(Right.GRANT_ROLES))
        return rows.select_related("user", "agency")

    def get_form_class(self, for_update: bool = False) -> Any:
        """For working roles."""
        return ColleagueForm

    def prepare(self, form: Any, scope: Scope) -> None:
        """One's own agencies only; where there is one it is chosen."""
        if "agency" in form.fields:
            own = Agency.objects.active().filter(pk__in=scope.where(Right.GRANT_ROLES))
            form.fields["agency"].queryset = own
            if len(own) == 1:
                form.fields["agency"].initial = own[0]

    def create(self, data: dict[str, Any], *, by: Actor, scope: Scope) -> Membership:
        """Gives the role."""
        user = User.objects.officers().active().called(data["account"])
        if user is None:
            raise ValidationError({"account": "没有这个工作人员账号，请向安全管理员核实。"})
        return grant(user, Role(data["role"]), data["agency"], by=by)


class LoginFilterSet(RecordFilterSet):
    """By result and time."""

    kind = django_filters.ChoiceFilter(label="结果", choices=LoginKind.choices, empty_label="全部")
    at = django_filters.DateFromToRangeFilter(label="时间")

    class Meta:
        model = Login
        fields: ClassVar[list[str]] = []


class LoginScreen(RecordViewSet):
    """The address /staff/logins/."""

    model = Login
    name = "logins"
    menu, menu_label, icon, menu_order = "people", "登录记录", "login", 30
    rights = {"view": Right.SEE_LOGINS}
    lead = "登录、失败、锁定和退出；网络日志留存不少于六个月（网络安全法第二十三条）。不存在的账号只显示首字。"
    inspect_view_enabled = True
    filterset_class = LoginFilterSet
    search_fields = ("tried", "user__name", "address")
    list_display = (
        DayColumn("at", label="时间", sort_key="at"),
        Column("tried", label="账号", sort_key="tried"),
        Column("user", label="姓名", accessor=lambda row: row.user.name if row.user else "—"),
        StatusTagColumn(
            "kind", label="结果", accessor="get_kind_display", sort_key="kind", primary=lambda row: row.kind in _BAD
        ),
        Column("method", label="方式", accessor=lambda row: row.method + ("＋第二因素" if row.second_factor else "")),
        Column("address", label="来源地址", sort_key="address"),
        Column("browser", label="浏览器"),
    )
    list_export = ("at", "tried", "user__name", "kind", "method", "second_factor", "address", "browser")
    inspect_view_fields = ("at", "tried", "kind", "method", "second_factor", "address", "browser")

    def rows(self, scope: Scope) -> QuerySet[Login]:
        """All of a year."""
        return Login.objects.filter(at__gte=timezone.now() - timedelta(days=366)).select_related("user")


_BAD = (LoginKind.FAILURE, LoginKind.LOCKED, LoginKind.REFUSED)
SCREENS = [AccountScreen, RoleScreen, AdministratorScreen, RightsScreen, ColleagueScreen, LoginScreen]
