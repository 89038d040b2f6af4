"""The public face: what one's own agency lacks, what agencies below lack, what is new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from gongkai_web.accounts.models import User
from gongkai_web.accounts.rights import Right
from gongkai_web.accounts.roles import Role
from gongkai_web.organisations.models import Agency, AgencyChange, Guide, Membership
from gongkai_web.organisations.queries import face_completeness
from gongkai_web.organisations.scope import Scope
from gongkai_web.staff.home import Kind, Line, lines
from gongkai_web.staff.panels.links import link

__all__: list[str] = []

_RECENT = timedelta(days=30)
_GUIDE = "行政机关应当编制、公布公开指南（条例第十二条）"
_OFFICE = "行政机关应当指定机构负责日常工作（条例第四条）"


def _lacking(agencies: QuerySet[Agency], whose: str) -> Iterator[Line]:
    published = Guide.objects.current().values("agency")
    yield Line(
        Kind.LATE, f"{whose}没有公开指南", agencies.exclude(pk__in=published).count(), link("guides:index"), _GUIDE
    )
    staffed = Membership.objects.current().filter(role=Role.DISCLOSURE_OFFICE, user__is_active=True).values("agency")
    yield Line(
        Kind.LATE, f"{whose}没有公开工作机构人员", agencies.exclude(pk__in=staffed).count(), link("agencies:index"),
        _OFFICE,
    )  # fmt: skip


@lines(Right.MANAGE_AGENCIES)
def all_agencies(_scope: Scope, _user: User) -> Iterator[Line]:
    """Agencies of the site without a guide, without a disclosure office."""
    yield from _lacking(Agency.objects.active(), "机关")


@lines(Role.SUPERVISOR)
def below(scope: Scope, _user: User) -> Iterator[Line]:
    """Agencies below those where the person is a supervisor."""
    yield from _lacking(Agency.objects.active().filter(pk__in=scope.supervised), "下级机关")


@lines(Right.EDIT_AGENCY_FACE)
def own_face(scope: Scope, _user: User) -> Iterator[Line]:
    """What the public face of one's own agency lacks, one line an agency."""
    agencies = {agency.pk: agency for agency in Agency.objects.filter(pk__in=scope.where(Right.EDIT_AGENCY_FACE))}
    for key, face in face_completeness(agencies.values(), timezone.localdate()).items():
        whose = f"{agencies[key]}的" if len(agencies) > 1 else ""
        label = f"{whose}公开指南、制度和机构信息不完整"
        yield Line(Kind.WAITING, label, len(face.gaps), link("guides:guide", key), "；".join(face.gaps))


@lines(Right.GRANT_ROLES)
def idle_people(scope: Scope, _user: User) -> Iterator[Line]:
    """People who worked at the agency and hold no role anywhere now."""
    once = Membership.objects.filter(agency__in=scope.where(Right.GRANT_ROLES)).values("user")
    holders = Membership.objects.current().values("user")
    count = User.objects.officers().active().filter(pk__in=once).exclude(pk__in=holders).count()
    yield Line(
        Kind.WAITING, "本机关人员没有角色", count, link("colleagues:index"), "授予角色，或者请安全管理员停用账号"
    )


@lines(Right.SEE_AGENCY)
def news(scope: Scope, _user: User) -> Iterator[Line]:
    """What changed at one's own agencies in the last thirty days."""
    if not scope.own:
        return
    since = timezone.now() - _RECENT
    guides = Guide.objects.published().filter(agency__in=scope.own, published_at__gte=since).count()
    yield Line(Kind.NEW, "近三十天发布的公开指南版本", guides, link("guides:index"))
    people = Membership.objects.current().filter(agency__in=scope.own, granted_at__gte=since).count()
    url = link("colleagues:index") if scope.may(Right.GRANT_ROLES) else ""
    yield Line(Kind.NEW, "近三十天新授予的角色", people, url)
    recent = AgencyChange.objects.standing().filter(agency__in=scope.own)
    changes = recent.filter(on__gte=timezone.localdate() - _RECENT).count()
    yield Line(Kind.NEW, "近三十天的机关变更", changes, link("agency_changes:index"))
