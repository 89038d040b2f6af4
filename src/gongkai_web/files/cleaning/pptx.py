"""pptx: properties, comments, speaker's notes and hidden slides go."""

from __future__ import annotations

from lxml import etree

from gongkai_web.files.cleaning import office
from gongkai_web.files.cleaning.errors import CannotClean
from gongkai_web.files.cleaning.office import RELATION_ID, drop_relations, is_sealed
from gongkai_web.files.cleaning.package import Package, remove

__all__ = ["clean", "is_sealed", "notices", "opens", "traces"]

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


def _slides(package: Package) -> list[tuple[etree._Element, str]]:
    """Each slide's entry in the presentation with the name of its part."""
    main = package.main()
    targets = {relation.get("Id"): package.target(main, relation) for relation in package.relations(main)}
    entries = package.xml(main).iter(_P + "sldId")
    return [(entry, targets.get(entry.get(RELATION_ID + "id"), "")) for entry in entries]


def _is_hidden(package: Package, name: str) -> bool:
    return name in package and package.xml(name).get("show") in ("0", "false")


def traces(data: bytes) -> list[str]:
    """What must go."""
    package = Package(data)
    found = office.traces(package)
    slides = _slides(package)
    found += [f"隐藏的第{at}页幻灯片" for at, (_, name) in enumerate(slides, 1) if _is_hidden(package, name)]
    return found


def clean(data: bytes) -> bytes:
    """The slides that are shown. Raises CannotClean where there are none."""
    package = Package(data)
    main = package.main()
    slides = _slides(package)
    hidden = [entry for entry, name in slides if _is_hidden(package, name)]
    if hidden and len(hidden) == len(slides):
        raise CannotClean("所有幻灯片都是隐藏的")
    numbers = {entry.get("id") for entry in hidden}
    ids = {entry.get(RELATION_ID + "id") for entry in hidden}
    for entry in hidden:
        remove(entry)
    # Sections list their slides by number as well.
    for element in list(package.xml(main).iter(etree.Element)):
        if element.tag.endswith("}sldId") and element.tag != _P + "sldId" and element.get("id") in numbers:
            remove(element)
    drop_relations(package, main, lambda relation: relation.get("Id") in ids)
    office.clean_common(package)
    return package.save()


def notices(data: bytes) -> list[str]:
    """What stays and a person must look at."""
    return office.notices(Package(data))


def opens(data: bytes) -> None:
    """Raises CannotClean where a slide named in the presentation is not there."""
    package = Package(data)
    if not _slides(package) or any(name not in package for _, name in _slides(package)):
        raise CannotClean("演示文稿不完整")
