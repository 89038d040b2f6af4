"""Open Packaging Conventions (ISO 29500-2): which part of a docx or xlsx is which, by content and not by file name."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from lxml import etree

from gongkai.readers.container import Container
from gongkai.readers.errors import Unreadable

__all__ = ["Package"]

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


class Package:
    """The relationships of a container: the main part, and the parts related to it by the last word of their type."""

    def __init__(self, container: Container) -> None:
        self.container = container
        top = self._relations("")
        self._core = self._one(top, "core-properties")
        main = self._one(top, "officeDocument")
        if main is None:
            raise Unreadable(f"{container.kind} 文件不完整：找不到正文部件")
        self.main = main
        self.relations = self._relations(main)

    def part(self, kind: str) -> str | None:
        """The name of the part of that type (``styles``, ``numbering``) the main part relates to; None where none."""
        return self._one(self.relations, kind)

    def target(self, relation_id: str, kind: str) -> str | None:
        """The name of the part of that type behind a relationship id of the main part; None where there is none."""
        return next((name for ident, found, name in self.relations if (ident, found) == (relation_id, kind)), None)

    def xml(self, kind: str, trim: Callable[[bytes], bytes] | None = None) -> etree._Element | None:
        """The root of that part, None where the package has none. ``trim`` may drop what is not needed unparsed."""
        name = self.part(kind)
        return None if name is None else self.container.xml(name, trim)

    def title(self) -> str | None:
        """The title in the document's core properties, None where it is absent or blank."""
        if self._core is None:
            return None
        title = self.container.xml(self._core).findtext(_TITLE)
        return title.strip() or None if title else None

    def _relations(self, source: str) -> tuple[tuple[str, str, str], ...]:
        """Id, last word of the type, and part of every relationship to a part that is really there."""
        folder, name = posixpath.split(source)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self.container:
            return ()
        found = []
        for relation in self.container.xml(relations).iter(_RELATION):
            if relation.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            if target in self.container:
                found.append((relation.get("Id", ""), relation.get("Type", "").rpartition("/")[2], target.lstrip("/")))
        return tuple(found)

    @staticmethod
    def _one(relations: tuple[tuple[str, str, str], ...], kind: str) -> str | None:
        return next((name for _, found, name in relations if found == kind), None)
