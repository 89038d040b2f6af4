"""PDF: written anew from what the pages need, without earlier revisions, properties, attachments, comments and scripts.

Every object is looked at by its keys, wherever it hangs; a picture inside loses its EXIF as a picture of its own would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from gongkai_web.files.cleaning import jpeg

__all__ = ["clean", "dictionaries", "is_sealed", "notices", "opens", "traces"]

_KEYS = {
    "/Metadata": "文档属性（XMP）",
    "/PieceInfo": "制作软件的私有数据",
    "/Thumb": "缩略图",
    "/LastModified": "修改时间",
    "/EF": "附件",
    "/AF": "附件",
    "/EmbeddedFiles": "附件",
    "/JavaScript": "脚本（JavaScript）",
    "/JS": "脚本（JavaScript）",
    "/AA": "自动执行的动作",
    "/XFA": "动态表单",
    "/Collection": "附件",
    "/SpiderInfo": "网页抓取记录",
}
_ACTIONS = frozenset(
    (
        "/Launch", "/JavaScript", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Sound", "/Movie",
        "/RichMediaExecute", "/ResetForm",
    )
)  # fmt: skip
_COMMENTS = frozenset(
    ("/Text", "/Popup", "/FileAttachment", "/Sound", "/Movie", "/Screen", "/3D", "/RichMedia", "/Caret")
)
_AUTHORS = ("/T", "/RC", "/Subj", "/NM", "/M", "/CreationDate", "/Contents", "/IRT", "/Popup")
_LOCAL = re.compile(r"^(?:file:|\\\\|[A-Za-z]:[\\/])", re.IGNORECASE)


def dictionaries(pdf: Pdf) -> Iterator[Object]:
    """Every dictionary of the file once, those inside others and those no page leads to as well; a stream is one."""
    left: list[Object] = [*pdf.objects, pdf.trailer]
    while left:
        found = left.pop()
        if isinstance(found, Array):
            left.extend(child for child in found if _is_inside(child))
        elif isinstance(found, Dictionary | Stream):
            yield found
            left.extend(child for _, child in found.items() if _is_inside(child))


def _is_inside(child: object) -> bool:
    """A container that stands where it is; what is only referred to comes by itself."""
    return isinstance(child, Array | Dictionary) and not child.is_indirect


def _type(found: Object) -> str:
    value = found.get("/Subtype")
    return str(value) if isinstance(value, Name) else ""


def _is_bad_action(found: object) -> bool:
    if not isinstance(found, Dictionary):
        return False
    kind = found.get("/S")
    if kind is None:
        return False
    return str(kind) in _ACTIONS or (str(kind) == "/URI" and bool(_LOCAL.match(str(found.get("/URI", "")))))


def _annotations(pdf: Pdf) -> Iterator[tuple[Object, Object]]:
    for page in pdf.pages:
        annotations = page.obj.get("/Annots")
        if isinstance(annotations, Array):
            for annotation in annotations:
                if isinstance(annotation, Dictionary):
                    yield page.obj, annotation


def is_sealed(data: bytes) -> bool:
    """True where a signature field is signed."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return any(found.get("/FT") == Name.Sig and "/V" in found for found in dictionaries(pdf))


def traces(data: bytes) -> list[str]:
    """What must go."""
    found: list[str] = []
    with pikepdf.open(BytesIO(data)) as pdf:
        if "/Info" in pdf.trailer and len(pdf.docinfo):
            found.append("文档属性（作者、软件、时间等）")
        for entry in dictionaries(pdf):
            found += [text for key, text in _KEYS.items() if key in entry]
            found += ["自动执行的动作" for key in ("/A", "/OpenAction", "/Next") if _is_bad_action(entry.get(key))]
            if _is_photo(entry) and jpeg.traces(entry.read_raw_bytes()):
                found.append("图片中的拍摄信息（EXIF）等")
        for _, annotation in _annotations(pdf):
            if _type(annotation) in _COMMENTS:
                found.append("批注和附注")
            elif _type(annotation) not in ("/Widget", "/Link") and any(key in annotation for key in _AUTHORS):
                found.append("批注的作者、时间和内容")
    if len(re.findall(rb"startxref\s+\d+\s+%%EOF", data)) > 1 and b"/Linearized" not in data[:2048]:
        found.append("以前的版本（增量保存的内容）")
    return list(dict.fromkeys(found))


def _is_photo(entry: Object) -> bool:
    return isinstance(entry, Stream) and entry.get("/Filter") == Name.DCTDecode


def clean(data: bytes) -> bytes:
    """The pages as they look."""
    with pikepdf.open(BytesIO(data)) as pdf:
        for entry in list(dictionaries(pdf)):
            _clean_entry(entry)
        for page in pdf.pages:
            _clean_annotations(page.obj)
        root = pdf.Root
        names = root.get("/Names")
        if isinstance(names, Dictionary):
            for key in ("/EmbeddedFiles", "/JavaScript"):
                if key in names:
                    del names[key]
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        pdf.remove_unreferenced_resources()
        target = BytesIO()
        # A new identifier from the content: the old one ties the copy to its working files.
        pdf.save(
            target,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            encryption=False,
        )
        return target.getvalue()


def _clean_entry(entry: Object) -> None:
    for key in _KEYS:
        if key in entry:
            del entry[key]
    for key in ("/A", "/OpenAction", "/Next"):
        if _is_bad_action(entry.get(key)):
            del entry[key]
    if entry.get("/S") == Name.JavaScript:
        entry["/S"] = Name.Named  # an action among several, which cannot be taken out of its list here
    if _is_photo(entry):
        packed = entry.read_raw_bytes()
        if jpeg.traces(packed):
            entry.write(jpeg.strip(packed), filter=Name.DCTDecode, decode_parms=entry.get("/DecodeParms"))


def _clean_annotations(page: Object) -> None:
    annotations = page.get("/Annots")
    if not isinstance(annotations, Array):
        return
    kept = Array()
    for annotation in annotations:
        if not isinstance(annotation, Dictionary) or _type(annotation) in _COMMENTS:
            continue
        if _type(annotation) not in ("/Widget", "/Link"):
            # Free text shows its words by its appearance; without one they are all there is.
            keeps_words = _type(annotation) == "/FreeText" and "/AP" not in annotation
            for key in _AUTHORS:
                if key in annotation and not (keeps_words and key == "/Contents"):
                    del annotation[key]
        kept.append(annotation)
    page["/Annots"] = kept


def notices(data: bytes) -> list[str]:
    """What stays and a person must look at."""
    found = ["涂黑或遮盖的文字可能仍在其下，请确认遮盖处的原文已经删除"] if _has_covers(data) else []
    with pikepdf.open(BytesIO(data)) as pdf:
        layers = pdf.Root.get("/OCProperties")
        if isinstance(layers, Dictionary) and len(layers.get("/D", Dictionary()).get("/OFF", Array())):
            found.append("有默认不显示的图层，请核对其内容")
    return found


def _has_covers(data: bytes) -> bool:
    with pikepdf.open(BytesIO(data)) as pdf:
        return any(_type(annotation) in ("/Redact", "/Square") for _, annotation in _annotations(pdf))


def opens(data: bytes) -> None:
    """Raises where it has no pages or is damaged."""
    with pikepdf.open(BytesIO(data)) as pdf:
        if not len(pdf.pages) or any("damaged" in problem for problem in pdf.check_pdf_syntax()):
            raise pikepdf.PdfError("damaged")
