"""Who acts: strings that outlive the account, carried from the edge down into every action as ``by=``."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Actor"]


@dataclass(frozen=True, slots=True)
class Actor:
    """An account, the person's name, the code of the agency acted for and the address it came from; each may be ""."""

    account: str = ""
    name: str = ""
    agency: str = ""
    address: str = ""

    @classmethod
    def system(cls, what: str = "") -> Actor:
        """The site itself, at a piece of work that nobody started by hand."""
        return cls(name=f"系统（{what}）" if what else "系统")

    @classmethod
    def anonymous(cls, address: str) -> Actor:
        """A member of the public who is not logged in."""
        return cls(name="公众", address=address)
