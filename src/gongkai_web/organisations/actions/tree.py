"""Keeps the closure table equal to the tree, whatever is moved. Only actions call this."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from gongkai_web.organisations.models import Agency, Below

__all__ = ["hold_tree", "place", "refuse_cycle", "replace"]

_BATCH = 2000


def hold_tree() -> None:
    """Waits until no other transaction changes the tree, by locking its roots, of which there is always one.

    Two moves at once, each right by itself, could otherwise close a circle.
    """
    roots = Agency.objects.select_for_update(no_key=True).filter(superior=None).order_by("pk")
    list(roots.values_list("pk", flat=True))


def place(agency: Agency) -> None:
    """Writes who is above a new agency, which has nothing below it yet."""
    rows = [Below(higher=agency, lower=agency, distance=0)]
    if agency.superior_id:
        above = Below.objects.filter(lower_id=agency.superior_id).values_list("higher_id", "distance")
        rows += [Below(higher_id=higher, lower=agency, distance=distance + 1) for higher, distance in above]
    Below.objects.bulk_create(rows)


def refuse_cycle(agency: Agency, superior: Agency) -> None:
    """Raises ValidationError, with the way from one to the other, where the new superior is the agency or below it."""
    if agency == superior:
        raise ValidationError({"superior": f"“{agency}”不能是自己的上级机关。"})
    if not Below.objects.filter(higher=agency, lower=superior).exists():
        return
    between = (
        Below.objects.filter(lower=superior, higher__above__higher=agency)
        .order_by("-distance")
        .values_list("higher__name", flat=True)
    )
    way = " → ".join(between)
    raise ValidationError({"superior": f"“{superior}”是“{agency}”的下级（{way}），不能改为它的上级机关。"})


def replace(agency: Agency) -> None:
    """Writes anew who is above the agency and all below it, after its superior has changed."""
    under = list(Below.objects.filter(higher=agency).values_list("lower_id", "distance"))
    lower = Below.objects.filter(higher=agency).values("lower")
    Below.objects.filter(lower__in=lower).exclude(higher__in=lower).delete()
    if not agency.superior_id:
        return
    above = list(Below.objects.filter(lower_id=agency.superior_id).values_list("higher_id", "distance"))
    Below.objects.bulk_create(
        (Below(higher_id=higher, lower_id=low, distance=up + 1 + down) for higher, up in above for low, down in under),
        batch_size=_BATCH,
    )
