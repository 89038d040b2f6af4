"""A PDF made ready to be read: annotations gone, what forms say made part of the pages.

Comments, links and notes are no content of a page and never reach the pictures. What is filled into a form is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from gongkai.readers import pdf as core_reader
from gongkai.readers.limits import MAX_PAGES
from gongkai_web.files.cleaning.pdf import dictionaries
from gongkai_web.info_requests.redaction.errors import CannotRedact
from gongkai_web.info_requests.redaction.pdf_fonts import give_fonts

__all__ = ["LOCK", "opened", "prepared", "wrapped"]

LOCK = core_reader.PDFIUM_LOCK
"""PDFium is not made for several threads: the same lock as the core's reader."""
_UNSEEN = 2 | 32  # hidden, not to be viewed (ISO 32000-1, table 165)
_DPI = 150
_NO_CONTENT = tuple(Name(name) for name in ("/Image", "/Type1C", "/CIDFontType0C", "/OpenType", "/XML"))
_SAID = re.compile(
    rb"/(?:A|#41)(?:c|#63)(?:t|#74)(?:u|#75)(?:a|#61)(?:l|#6[cC])(?:T|#54)(?:e|#65)(?:x|#78)(?:t|#74)(?=[\s<(/\[])"
)
"""``/ActualText``, in each way that a name may be written."""


def wrapped(data: bytes) -> bytes:
    """A picture file (jpg, png, tif) as a PDF of its pages, in the size it was scanned in. Raises CannotRedact."""
    try:
        with Image.open(BytesIO(data)) as image:
            dpi = float(image.info.get("dpi", (0, 0))[0] or 0)
            frames = []
            for number in range(getattr(image, "n_frames", 1)):
                image.seek(number)
                frames.append(image.convert("RGB"))
        out = BytesIO()
        frames[0].save(
            out, "PDF", save_all=True, append_images=frames[1:], resolution=dpi if dpi >= 72 else _DPI, quality=92
        )
        return out.getvalue()
    except Exception as error:  # any of Pillow's or the codecs' errors
        raise CannotRedact("图片已损坏或不完整，打不开") from error


def prepared(data: bytes) -> bytes:
    """The file without annotations but for the fields of forms. Raises CannotRedact."""
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise CannotRedact(f"文件有{len(pdf.pages)}页，超过{MAX_PAGES}页，请拆分后办理")
            form = pdf.Root.get("/AcroForm")
            if isinstance(form, Dictionary):
                if "/XFA" in form:
                    del form["/XFA"]
                if bool(form.get("/NeedAppearances", False)):
                    pdf.generate_appearance_streams()
            for page in pdf.pages:
                _keep_fields(page.obj)
            _forget_said(pdf)
            out = BytesIO()
            pdf.save(out)
            return out.getvalue()
    except pikepdf.PasswordError:
        raise CannotRedact("PDF已加密，请先去除密码") from None
    except pikepdf.PdfError as error:
        raise CannotRedact("PDF已损坏或不完整，打不开") from error


def _forget_said(pdf: pikepdf.Pdf) -> None:
    """What is to be read instead of what is shown: a text of its own, which nobody sees."""
    for found in dictionaries(pdf):
        if "/ActualText" in found:
            del found["/ActualText"]
        if isinstance(found, Stream) and found.get("/Subtype") not in _NO_CONTENT and "/Length1" not in found:
            try:
                body = found.read_bytes()
            except pikepdf.PdfError:
                continue
            if _SAID.search(body):
                found.write(_SAID.sub(b"/Unsaid", body))


def _keep_fields(page: pikepdf.Object) -> None:
    annotations = page.get("/Annots")
    if not isinstance(annotations, Array):
        return
    kept = Array()
    for one in annotations:
        if isinstance(one, Dictionary) and one.get("/Subtype") == Name.Widget and not int(one.get("/F", 0)) & _UNSEEN:
            # What PDFium flattens is what would be printed: a field that is only seen counts as well.
            one["/F"] = int(one.get("/F", 0)) | 4
            kept.append(one)
    page["/Annots"] = kept


@contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """A prepared PDF with the fields of its forms flattened into its pages."""
    with LOCK:
        give_fonts()
        try:
            pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise CannotRedact("PDF已损坏或不完整，打不开") from error
        try:
            if pdf.get_formtype():
                pdf.init_forms()
                for number in range(len(pdf)):
                    page = pdf[number]
                    page.flatten(pypdfium2.raw.FLAT_PRINT)
                    page.close()
            yield pdf
        finally:
            pdf.close()
