"""The pictures of a docx brought down to what is shown of them: no cut-off edges, further frames, notes, names.

A picture that is cut on the page is stored whole, and one that is nowhere shown is stored as well.
"""

from __future__ import annotations

from io import BytesIO

from lxml import etree
from PIL import Image, ImageSequence

from gongkai_web.files.cleaning import jpeg, png
from gongkai_web.files.cleaning.office import RELATION_ID, drop_relations
from gongkai_web.files.cleaning.package import Package, kind_of_relation, remove

__all__ = ["settle_pictures"]

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_EDGES = ("l", "t", "r", "b")
_VML_EDGES = ("cropleft", "croptop", "cropright", "cropbottom")
_WHOLE, _VML_WHOLE = 100_000, 65_536
_MAX_PIXELS = 60_000_000
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG"
_Edges = tuple[float, float, float, float]


def settle_pictures(package: Package) -> list[str]:
    """Does so; gives what is told of it."""
    told = _unshown(package)
    told += _cut(package)
    return [*told, *_renamed(package)]


def _sources(package: Package) -> list[str]:
    return sorted(name for name in package.sources() if name in package and name.endswith(".xml"))


def _unshown(package: Package) -> list[str]:
    """Takes away pictures that a part has and nothing in it shows."""
    told = []
    for source in _sources(package):
        used = {
            value
            for element in package.xml(source).iter(etree.Element)
            for key, value in element.attrib.items()
            if key.startswith(RELATION_ID)
        }
        gone = drop_relations(
            package, source, lambda one, used=used: kind_of_relation(one) == "image" and one.get("Id", "") not in used
        )
        told += ["没有显示的图片"] if gone else []
    return told


def _cut(package: Package) -> list[str]:
    """Cuts from the pixels what is cut off on the page."""
    told = []
    count = 0
    for source in _sources(package):
        for element in list(package.xml(source).iter(_A + "blip", _V + "imagedata")):
            key = RELATION_ID + ("embed" if element.tag == _A + "blip" else "id")
            edges = _edges(element)
            relation = next((one for one in package.relations(source) if one.get("Id") == element.get(key)), None)
            if edges is None or relation is None or package.target(source, relation) not in package:
                continue
            data = _cropped(package.parts[package.target(source, relation)], edges)
            if not data:
                continue  # cannot be drawn: it is listed as a picture that was not read
            count += 1
            name = f"word/media/cut{count}.png"
            package.parts[name] = data
            fresh = f"rIdCut{count}"
            relation.getparent().append(
                etree.Element(relation.tag, Id=fresh, Type=relation.get("Type", ""), Target=f"/{name}")
            )
            element.set(key, fresh)
            _forget_edges(element)
            _has_type(package, "png")
            told.append("图片中剪裁掉的部分")
    if count:
        _unshown(package)
    return told


def _edges(element: etree._Element) -> _Edges | None:
    """What parts of its width and height are cut off a picture: left, top, right, bottom; None where nothing is."""
    if element.tag == _A + "blip":
        rect = element.getparent().find(_A + "srcRect")
        raw = [rect.get(edge, "0") for edge in _EDGES] if rect is not None else []
        values = [float(one) / _WHOLE if one.lstrip("-").isdigit() else 0.0 for one in raw]
    else:
        values = [_fraction(element.get(edge, "0")) for edge in _VML_EDGES]
    cut = [max(value, 0.0) for value in values]
    return (cut[0], cut[1], cut[2], cut[3]) if any(value > 0 for value in cut) else None


def _fraction(value: str) -> float:
    try:
        return float(value[:-1]) / _VML_WHOLE if value.endswith("f") else float(value)
    except ValueError:
        return 0.0


def _forget_edges(element: etree._Element) -> None:
    if element.tag == _A + "blip":
        rect = element.getparent().find(_A + "srcRect")
        for edge in _EDGES:
            if float(rect.get(edge, "0")) > 0:
                del rect.attrib[edge]
        return
    for edge in _VML_EDGES:
        element.attrib.pop(edge, None)


def _pixels(data: bytes) -> Image.Image | None:
    """The first frame, which is what is shown; None for what is no picture of pixels."""
    try:
        with Image.open(BytesIO(data)) as image:
            if image.width * image.height > _MAX_PIXELS or image.format in ("WMF", "EMF", "EPS"):
                return None
            frame = next(iter(ImageSequence.Iterator(image)))
            mode = "RGBA" if "transparency" in image.info or frame.mode in ("RGBA", "LA", "PA") else "RGB"
            return frame.convert(mode if frame.mode not in ("1", "L") else "L")
    except Exception:  # noqa: BLE001 - broken pictures show nothing
        return None


def _packed(image: Image.Image) -> bytes:
    out = BytesIO()
    # From the pixels alone: notes, profiles and small copies are not theirs.
    Image.frombytes(image.mode, image.size, image.tobytes()).save(out, "PNG")
    return out.getvalue()


def _cropped(data: bytes, edges: _Edges) -> bytes:
    image = _pixels(data)
    if image is None:
        return b""
    left, top, right, bottom = edges
    box = (
        round(left * image.width), round(top * image.height), round((1 - right) * image.width),
        round((1 - bottom) * image.height),
    )  # fmt: skip
    if box[2] <= box[0] or box[3] <= box[1]:
        return _packed(Image.new("RGB", (1, 1), "white"))
    return _packed(image.crop(box))


def _renamed(package: Package) -> list[str]:
    """Gives every picture a number for a name, and leaves of it the pixels that are shown."""
    told: list[str] = []
    names: dict[str, str] = {}
    made: dict[str, bytes] = {}
    for source in sorted(package.sources()):
        for relation in package.relations(source):
            old = package.target(source, relation)
            if kind_of_relation(relation) != "image" or old not in package or relation.get("TargetMode") == "External":
                continue
            if old not in names:
                data, ending = _bare(package.parts[old], old.rpartition(".")[2].lower())
                told += ["图片中不显示的内容"] if data != package.parts[old] else []
                names[old] = f"word/media/image{len(names) + 1}.{ending}"
                made[names[old]] = data
                _has_type(package, ending)
            relation.set("Target", f"/{names[old]}")
    types = package.xml("[Content_Types].xml")
    for override in list(types):
        if override.get("PartName", "").lstrip("/") in names:
            remove(override)
    for old in names:
        del package.parts[old]
    package.parts.update(made)
    return told


_TYPES = {
    "png": "image/png", "jpg": "image/jpeg", "emf": "image/x-emf", "wmf": "image/x-wmf",
    "bin": "application/octet-stream",
}  # fmt: skip


def _bare(data: bytes, ending: str) -> tuple[bytes, str]:
    """The picture without anything beside its pixels, and the ending of its name."""
    try:
        if data.startswith(_JPEG):
            return jpeg.strip(data), "jpg"
        if data.startswith(_PNG):
            return png.strip(data), "png"
    except Exception:  # noqa: BLE001 - then by its pixels
        pass
    image = _pixels(data)
    if image is not None:
        return _packed(image), "png"
    return data, ending if ending in ("emf", "wmf") else "bin"


def _has_type(package: Package, ending: str) -> None:
    types = package.xml("[Content_Types].xml")
    space = types.tag.rpartition("}")[0] + "}"
    if not any(one.get("Extension", "").lower() == ending for one in types):
        types.insert(0, etree.Element(space + "Default", Extension=ending, ContentType=_TYPES[ending]))
