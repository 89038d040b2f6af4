"""xlsx: properties, comments, hidden sheets, links to other workbooks, connections and printer settings go.

A formula that asked a removed sheet or another workbook keeps the value it had.
"""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
from lxml import etree

from gongkai_web.files.cleaning import office
from gongkai_web.files.cleaning.errors import CannotClean
from gongkai_web.files.cleaning.office import RELATION_ID, drop_relations, is_sealed
from gongkai_web.files.cleaning.package import Package, kind_of_relation, remove

__all__ = ["clean", "is_sealed", "notices", "opens", "traces"]

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OTHER_BOOK = re.compile(r"\[\d+\]")
_MAX_NAMED = 8
_EDITING = frozenset(("absPath", "revisionPtr", "fileSharing", "documentId"))
_RULES = ("dataValidation", "conditionalFormatting", "x14:dataValidation")


def _sheets(package: Package) -> list[tuple[etree._Element, str]]:
    """Each sheet's entry in the workbook with the name of its part."""
    book = package.main()
    targets = {relation.get("Id"): package.target(book, relation) for relation in package.relations(book)}
    entries = package.xml(book).iter(_S + "sheet")
    return [(entry, targets.get(entry.get(RELATION_ID + "id"), "")) for entry in entries]


def _is_hidden(entry: etree._Element) -> bool:
    return entry.get("state") in ("hidden", "veryHidden")


def traces(data: bytes) -> list[str]:
    """What must go."""
    package = Package(data)
    found = office.traces(package)
    found += [f"隐藏的工作表“{entry.get('name', '')}”" for entry, _ in _sheets(package) if _is_hidden(entry)]
    book = package.xml(package.main())
    if any(element.tag.rpartition("}")[2] in _EDITING for element in book.iter(etree.Element)):
        found.append("文件原来的路径和编辑编号")
    for _, name in _sheets(package):
        if name in package and any(_OTHER_BOOK.search(f.text or "") for f in package.xml(name).iter(_S + "f")):
            found.append(office.DROPPED["externalLink"])
    return list(dict.fromkeys(found))


def clean(data: bytes) -> bytes:
    """The workbook with its visible sheets. Raises CannotClean where none would be left."""
    package = Package(data)
    gone = [entry.get("name", "") for entry, _ in _sheets(package) if _is_hidden(entry)]
    if len(gone) == len(_sheets(package)):
        raise CannotClean("所有工作表都是隐藏的")
    _drop_sheets(package)
    commented = [
        name for _, name in _sheets(package) if any(kind_of_relation(r) == "comments" for r in package.relations(name))
    ]
    office.clean_common(package)
    for name in commented:
        _drop_balloons(package, name)
    asked = _asks(gone)
    for name in [name for name in package.parts if name.startswith("xl/") and name.endswith(".xml")]:
        _forget_references(package.xml(name), asked)
    _clean_book(package, asked)
    return package.save()


def _drop_sheets(package: Package) -> None:
    book = package.main()
    root = package.xml(book)
    places = [entry for entry, _ in _sheets(package)]
    hidden = [entry for entry in places if _is_hidden(entry)]
    if not hidden:
        return
    ids = {entry.get(RELATION_ID + "id") for entry in hidden}
    kept = {id(entry): number for number, entry in enumerate(e for e in places if not _is_hidden(e))}
    moved = {str(number): kept.get(id(entry)) for number, entry in enumerate(places)}
    for name in list(root.iter(_S + "definedName")):
        place = name.get("localSheetId")
        if place is None:
            continue
        if moved.get(place) is None:
            remove(name)
        else:
            name.set("localSheetId", str(moved[place]))
    for view in root.iter(_S + "workbookView"):
        view.set("activeTab", str(moved.get(view.get("activeTab", "0")) or 0))
        view.attrib.pop("firstSheet", None)
    for entry in hidden:
        remove(entry)
    drop_relations(package, book, lambda relation: relation.get("Id") in ids)


def _drop_balloons(package: Package, name: str) -> None:
    """The drawings that showed the comments; a sheet without comments keeps its legacy drawing."""
    ids = drop_relations(package, name, lambda relation: kind_of_relation(relation) == "vmlDrawing")
    for drawing in list(package.xml(name).iter(_S + "legacyDrawing")):
        if drawing.get(RELATION_ID + "id") in ids:
            remove(drawing)


def _asks(gone: list[str]) -> re.Pattern[str]:
    """Finds a formula that asks one of these sheets or another workbook."""
    names = [re.escape(name.replace("'", "''")) for name in gone]
    sheets = [rf"(?<![\w.\u4e00-\u9fff])'?{name}'?!" for name in names]
    return re.compile("|".join((_OTHER_BOOK.pattern, *sheets)))


def _forget_references(root: etree._Element, asked: re.Pattern[str]) -> None:
    shared: set[str] = set()
    for formula in list(root.iter(_S + "f")):
        group = formula.get("si") if formula.get("t") == "shared" else None
        if asked.search(formula.text or ""):
            if group is not None:
                shared.add(group)
            remove(formula)
        elif group in shared and not formula.text:
            remove(formula)
    for element in list(root.iter(etree.Element)):
        if element.tag.rpartition("}")[2] in _RULES and asked.search("".join(element.itertext())):
            remove(element)


def _clean_book(package: Package, asked: re.Pattern[str]) -> None:
    book = package.main()
    root = package.xml(book)
    for name in list(root.iter(_S + "definedName")):
        if asked.search(name.text or ""):
            remove(name)
    for element in list(root.iter(etree.Element)):
        if element.tag.rpartition("}")[2] in _EDITING:
            holder = element.getparent()
            remove(element)
            while holder is not None and len(holder) == 0 and "markup-compatibility" in holder.tag:
                holder, empty = holder.getparent(), holder
                remove(empty)
    for holder in (_S + "externalReferences", _S + "definedNames"):
        for element in list(root.iter(holder)):
            if len(element) == 0:
                remove(element)
    # The order of calculation names cells that may be gone; Excel makes a new one.
    drop_relations(package, book, lambda relation: kind_of_relation(relation) == "calcChain")
    for name in package.parts:
        if name.startswith("xl/tables/"):
            table = package.xml(name)
            if table.get("tableType") == "queryTable":
                del table.attrib["tableType"]
                for column in table.iter(_S + "tableColumn"):
                    column.attrib.pop("queryTableFieldId", None)


def notices(data: bytes) -> list[str]:
    """What stays and a person must look at."""
    package = Package(data)
    found = office.notices(package)
    for entry, name in _sheets(package):
        if name not in package:
            continue
        root = package.xml(name)
        rows = [row.get("r", "") for row in root.iter(_S + "row") if row.get("hidden") in ("1", "true")]
        columns = [col for col in root.iter(_S + "col") if col.get("hidden") in ("1", "true")]
        if rows or columns:
            shown = f"（第{'、'.join(rows[:_MAX_NAMED])}{'等' if len(rows) > _MAX_NAMED else ''}行）" if rows else ""
            found.append(
                f"工作表“{entry.get('name', '')}”有隐藏的{len(rows)}行{shown}、{len(columns)}组列，"
                "请核对后取消隐藏或删除"
            )
    if any("/pivotCache/" in name for name in package.parts):
        found.append("数据透视表附有全部源数据，请核对，必要时粘贴为数值")
    return found


def opens(data: bytes) -> None:
    """Raises where openpyxl cannot open it."""
    openpyxl.load_workbook(BytesIO(data)).close()
