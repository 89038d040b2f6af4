"""A docx brought down to what a reader of the paper sees: what cleaning takes out, and everything else that hides.

Only relationships that are known to show something are kept, so that what no one thought of is left behind.
"""

from __future__ import annotations

import re

from lxml import etree

from gongkai.readers.word.names import W
from gongkai_web.files.cleaning import docx as cleaning
from gongkai_web.files.cleaning.office import RELATION_ID, drop_relations
from gongkai_web.files.cleaning.package import Package, kind_of_relation, remove
from gongkai_web.info_requests.redaction.docx_pictures import settle_pictures

__all__ = ["PROGRAM", "STORY", "cleaned", "local"]

_KEPT = frozenset({
    "officeDocument", "styles", "numbering", "settings", "fontTable", "theme", "header", "footer", "footnotes",
    "endnotes", "image", "chart", "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors",
    "diagramDrawing", "chartStyle", "chartColorStyle", "chartUserShapes", "themeOverride",
})  # fmt: skip
STORY = re.compile(
    r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes)\.xml$|word/(?:charts|drawings|diagrams)/[^/]+\.xml$"
)
"""Parts with words of the document."""
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_NOWHERE = "Sheet1!$A$1"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_O = "{urn:schemas-microsoft-com:office:office}"
_V = "{urn:schemas-microsoft-com:vml}"
_UNWRAPPED = frozenset((W + "customXml", W + "smartTag", W + "hyperlink", W + "dir", W + "bdo"))
_GONE = frozenset({
    W + name for name in (
        "bookmarkStart", "bookmarkEnd", "altChunk", "control", "subDoc", "proofErr", "permStart", "permEnd",
        "customXmlPr", "smartTagPr", "tblCaption", "tblDescription",
        "annotationRef", "lastRenderedPageBreak", "dataBinding",
        "contentPart", "movie", "attachedTemplate", "divId",
    )
} | {_O + "OLEObject", _O + "signatureline"})  # fmt: skip
_REFERRERS = frozenset((
    "externalData", "svgBlip", "altChunk", "embedRegular", "embedBold", "embedItalic", "embedBoldItalic", "hlinkClick",
    "hlinkHover",
))  # fmt: skip
_SETTINGS = frozenset(W + name for name in (
    "zoom", "compat", "defaultTabStop", "evenAndOddHeaders", "mirrorMargins", "gutterAtTop", "footnotePr", "endnotePr",
    "characterSpacingControl", "themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator", "autoHyphenation",
    "displayBackgroundShape", "drawingGridHorizontalSpacing", "drawingGridVerticalSpacing",
    "displayHorizontalDrawingGridEvery", "displayVerticalDrawingGridEvery", "noLineBreaksAfter", "noLineBreaksBefore",
    "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "doNotShadeFormData", "hyphenationZone",
    "consecutiveHyphenLimit", "noPunctuationKerning", "strictFirstAndLastChars", "bookFoldPrinting",
    "alignBordersAndEdges",
))  # fmt: skip
PROGRAM = frozenset(("rFonts", "font", "latin", "ea", "cs", "sym", "name", "altName", "lsdException"))
"""Elements with names of fonts and styles, which are the program's: styles named by an author are renamed."""
_OF_STYLES = tuple(
    W + name for name in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link", "styleLink", "numStyleLink")
)
_SHOWN_FIELDS = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES"))
_VML_WORDS = ("alt", "title", "href", _O + "href", _O + "title", "target", "id", _O + "gfxdata")
_SMALL = 4  # half points: text of two points and less is not read by anybody
_WHITE = frozenset(("FFFFFF", "FEFEFE", "FDFDFD"))
_OFF = frozenset(("0", "false", "off"))


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def cleaned(data: bytes) -> tuple[Package, list[str]]:
    """The package, and what was taken out of it. Raises CannotClean, Unreadable."""
    removed = cleaning.traces(data)
    package = Package(cleaning.clean(data))
    removed += _cut(package)
    hidden = _hidden_styles(package)
    for name in [name for name in package.parts if STORY.match(name)]:
        removed += _story(package.xml(name), hidden)
    for name in list(package.parts):
        if name.endswith(".xml") and not name.startswith("["):
            etree.strip_tags(package.xml(name), etree.Comment)
            for element in list(package.xml(name).iter(W + "rsid")):
                remove(element)
    for name in [name for name in package.parts if STORY.match(name)]:
        for element in package.xml(name).iter(_C + "f"):
            element.text = _NOWHERE  # cells of a workbook that is gone; its sheets had names
    removed += settle_pictures(package)
    _rename_styles(package)
    if "word/settings.xml" in package:
        for element in list(package.xml("word/settings.xml")):
            if element.tag not in _SETTINGS:
                remove(element)
        for element in list(package.xml("word/settings.xml").iter(W + "compatSetting")):
            if not element.get(W + "uri", "").startswith("http://schemas.microsoft.com/"):
                remove(element)
    return package, list(dict.fromkeys(removed))


_DULL = frozenset(("webSettings", "stylesWithEffects"))
_TOLD = {
    "hyperlink": "链接的地址（文字保留）",
    "oleObject": "嵌入的对象",
    "package": "嵌入的文件",
    "aFChunk": "嵌入的文件",
    "glossaryDocument": "自动图文集",
    "font": "嵌入的字体",
    "control": "控件",
}


def _cut(package: Package) -> list[str]:
    told = []
    for source in list(package.sources()):
        for relation in package.relations(source):
            kind = kind_of_relation(relation)
            if kind not in _KEPT:
                told += [_TOLD.get(kind, "其他附加内容")] if kind not in _DULL else []
        gone = drop_relations(package, source, _unwanted)
        if gone and source in package and source.endswith(".xml"):
            for element in list(package.xml(source).iter(etree.Element)):
                led = [key for key, value in element.attrib.items() if key.startswith(RELATION_ID) and value in gone]
                if led and local(element) in _REFERRERS:
                    remove(element)
                    continue
                for key in led:
                    del element.attrib[key]
    return told


def _unwanted(relation: etree._Element) -> bool:
    target = relation.get("Target", "").lower()
    if relation.get("TargetMode") == "External":
        return True
    return kind_of_relation(relation) not in _KEPT or target.endswith((".svg", ".svgz", ".bin", ".wdp"))


def _story(root: etree._Element, hidden: dict[str, str]) -> list[str]:
    told: list[str] = []
    _choose(root)
    for element in list(root.iter(W + "sdt")):
        content = element.find(W + "sdtContent")
        _replace(element, [] if content is None else list(content))
        told.append("内容控件的设置")
    told += _fields(root)
    for element in list(root.iter(etree.Element)):
        told += _bare(element)
    for run in list(root.iter(W + "r")):
        if _is_unseen(run, hidden):
            remove(run)
            told.append("隐藏文字")
    return told


def _bare(element: etree._Element) -> list[str]:
    """Takes from an element what it says beside what it shows; gives what is told of it."""
    if element.tag in _UNWRAPPED:
        _replace(element, [child for child in element if local(child) not in ("customXmlPr", "smartTagPr")])
    elif element.tag in _GONE:
        remove(element)
        return ["书签"] if element.tag == W + "bookmarkStart" and element.get(W + "name") != "_GoBack" else []
    elif element.tag in (W + "p", W + "tr"):
        for key in [key for key in element.attrib if key.endswith(("}paraId", "}textId"))]:
            del element.attrib[key]
    elif local(element) in ("docPr", "cNvPr"):
        element.set("name", f"图{element.get('id', '')}")
        element.attrib.pop("hidden", None)
    elif element.tag == W + "trPr" and _on(element.find(W + "hidden")):
        remove(element.getparent())
        return ["隐藏的行"]
    elif local(element) == "extLst":
        remove(element)
    elif str(element.tag).startswith((_V, _O)):
        for key in _VML_WORDS:
            if key != "id" or local(element) != "shapetype":  # a pattern, which shapes name by its id
                element.attrib.pop(key, None)
    return []


def _choose(root: etree._Element) -> None:
    """Of alternatives for programs old and new, the one that new programs show."""
    for element in list(root.iter(_MC + "AlternateContent")):
        for name in (_MC + "Choice", _MC + "Fallback"):
            chosen = element.find(name)
            if chosen is not None and len(chosen):
                _replace(element, list(chosen))
                break
        else:
            remove(element)


def _replace(element: etree._Element, children: list[etree._Element]) -> None:
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    for child in children:
        parent.insert(at, child)
        at += 1
    remove(element)


def _fields(root: etree._Element) -> list[str]:
    """Fields become what they show; page numbers stay fields."""
    told = []
    for element in list(root.iter(W + "fldSimple")):
        if not _is_shown(element.get(W + "instr", "")):
            _replace(element, list(element))
            told.append("域代码（文字保留）")
        else:
            element.set(W + "instr", element.get(W + "instr", "").split()[0])
    stack: list[list[etree._Element]] = []
    words: list[str] = []
    for element in list(root.iter(W + "fldChar", W + "instrText")):
        kind = element.get(W + "fldCharType")
        if element.tag == W + "fldChar" and kind == "begin":
            stack.append([element])
            words.append("")
            for child in list(element):
                remove(child)
        elif not stack:
            remove(element)
        else:
            stack[-1].append(element)
            if element.tag == W + "instrText":
                words[-1] += element.text or ""
            if kind == "end":
                pieces, said = stack.pop(), words.pop()
                told += _settle(pieces, said)
    for pieces in stack:
        told += _settle(pieces, "")
    return told


def _settle(pieces: list[etree._Element], said: str) -> list[str]:
    if _is_shown(said):
        texts = [piece for piece in pieces if piece.tag == W + "instrText"]
        for number, piece in enumerate(texts):
            piece.text = f" {said.split(maxsplit=1)[0]} " if number == 0 else ""
        return []
    for piece in pieces:
        remove(piece)
    return ["域代码（文字保留）"]


def _is_shown(instruction: str) -> bool:
    return (instruction.split() or [""])[0].upper() in _SHOWN_FIELDS


def _rename_styles(package: Package) -> None:
    """Styles that an author has named get a number; other names of theirs, and those of lists, go."""
    renamed: dict[str, str] = {}
    if "word/styles.xml" in package:
        for number, style in enumerate(package.xml("word/styles.xml").iter(W + "style"), 1):
            name = style.find(W + "name")
            if name is not None and style.get(W + "customStyle") in ("1", "true", "on"):
                name.set(W + "val", f"样式{number}")
                renamed[style.get(W + "styleId", "")] = f"style{number}"
                style.set(W + "styleId", f"style{number}")
            for element in style.findall(W + "aliases"):
                remove(element)
    if "word/numbering.xml" in package:
        for element in list(package.xml("word/numbering.xml").iter(W + "name")):
            remove(element)
    for part in [name for name in package.parts if name.startswith("word/") and name.endswith(".xml")]:
        for element in package.xml(part).iter(*_OF_STYLES):
            element.set(W + "val", renamed.get(element.get(W + "val", ""), element.get(W + "val", "")))


def _on(element: etree._Element | None) -> bool:
    return element is not None and element.get(W + "val", "1") not in _OFF


def _hidden_styles(package: Package) -> dict[str, str]:
    """Styles whose text is not seen: id to ``hidden``, ``white`` or ``shown`` (says that it is)."""
    if "word/styles.xml" not in package:
        return {}
    styles = {style.get(W + "styleId", ""): style for style in package.xml("word/styles.xml").iter(W + "style")}

    def looked(style_id: str, depth: int = 0) -> str:
        style = styles.get(style_id)
        if style is None or depth > 20:
            return ""
        told = _look(style.find(W + "rPr"))
        based = style.find(W + "basedOn")
        return told or ("" if based is None else looked(based.get(W + "val", ""), depth + 1))

    return {style_id: told for style_id in styles if (told := looked(style_id))}


def _look(properties: etree._Element | None) -> str:
    """What run properties say of being seen."""
    if properties is None:
        return ""
    for name in ("vanish", "webHidden", "specVanish"):
        element = properties.find(W + name)
        if element is not None and name == "vanish":
            return "hidden" if _on(element) else "shown"
    size = properties.find(W + "sz")
    if size is not None and size.get(W + "val", "").isdigit() and int(size.get(W + "val", "0")) <= _SMALL:
        return "hidden"
    colour = properties.find(W + "color")
    if colour is not None:
        return "white" if colour.get(W + "val", "").upper() in _WHITE else "shown"
    return ""


def _is_unseen(run: etree._Element, styles: dict[str, str]) -> bool:
    if run.find(f".//{W}t") is None:
        return False
    properties = run.find(W + "rPr")
    told = _look(properties)
    style = None if properties is None else properties.find(W + "rStyle")
    if not told and style is not None:
        told = styles.get(style.get(W + "val", ""), "")
    paragraph = next(run.iterancestors(W + "p"), None)
    if not told and paragraph is not None:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        told = "" if style is None else styles.get(style.get(W + "val", ""), "")
    if told == "hidden":
        return True
    return told == "white" and not _on_dark(run)


def _on_dark(run: etree._Element) -> bool:
    """Whether something behind a run may make white writing seen: shading, a table's style, a filled shape."""
    for holder in (run, *run.iterancestors()):
        name = local(holder)
        if name in ("txbxContent", "tbl"):
            return True
        if name in ("r", "p", "tc"):
            properties = holder.find(f"{W}{name}Pr")
            shade = None if properties is None else properties.find(W + "shd")
            fill = "" if shade is None else shade.get(W + "fill", "auto").upper()
            mark = None if properties is None else properties.find(W + "highlight")
            if (fill and fill not in ("AUTO", "FFFFFF")) or (mark is not None and mark.get(W + "val") != "none"):
                return True
    return False
