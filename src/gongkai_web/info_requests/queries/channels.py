"""Over which channels an agency takes applications."""

from __future__ import annotations

from gongkai.law.events import CHANNELS
from gongkai_web.info_requests.models import Desk
from gongkai_web.organisations.models import Agency

__all__ = ["open_channels", "takes_online"]


def open_channels(agency: Agency) -> list[str]:
    """Ids of the channels that are open: all of them unless the agency has named them.

    One query, none for an agency that was read with its desk.
    """
    desk: Desk | None = getattr(agency, "desk", None)
    return list(desk.channels) if desk is not None and desk.channels else list(CHANNELS)


def takes_online(agency: Agency) -> bool:
    """Whether the agency takes applications over the site."""
    return "internet" in open_channels(agency)
