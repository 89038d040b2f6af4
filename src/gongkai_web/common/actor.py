"""Who acts: strings that outlive the account, carried from the edge down into every action as ``by=``."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["Actor"]


@dataclass(frozen=True, slots=True)
class Actor:
    """An account, the person's name, the code of the agency acted for and the address it came from; each may be "".

    ``stands_in_for`` is the name of an absent person whose part somebody takes; it is said in ``name`` too.
    """

    account: str = ""
    name: str = ""
    agency: str = ""
    address: str = ""
    stands_in_for: str = ""

    def in_place_of(self, name: str) -> Actor:
        """The same person, acting for somebody who is away: 张三（代李四）, wherever the name is kept."""
        return replace(self, name=f"{self.name}（代{name}）"[:150], stands_in_for=name)

    @classmethod
    def system(cls, what: str = "") -> Actor:
        """The site itself, at a piece of work that nobody started by hand."""
        return cls(name=f"系统（{what}）" if what else "系统")

    @classmethod
    def anonymous(cls, address: str) -> Actor:
        """A member of the public who is not logged in."""
        return cls(name="公众", address=address)
