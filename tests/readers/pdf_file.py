"""Small PDFs written by hand, for what no typesetter makes: encrypted, without Unicode, a picture only."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence

import pypdfium2

_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def written(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A file of these objects, the first being the catalogue."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def page(content: bytes, font: bytes | None = None, more: Sequence[bytes] = (), trailer: bytes = b"") -> bytes:
    """A file of one page with that content; ``/F`` is the font, further objects count from 6."""
    return written(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
            b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
            font or b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            *more,
        ],
        trailer,
    )


def encrypted(password: bytes) -> bytes:
    """A page of text under 40-bit RC4; with an empty password anyone may open it."""
    owner = _rc4(hashlib.md5(_padded(b"owner")).digest()[:5], _padded(password))
    rights, identity = -4, b"0123456789abcdef"
    seed = _padded(password) + owner + rights.to_bytes(4, "little", signed=True) + identity
    key = hashlib.md5(seed).digest()[:5]
    user = _rc4(key, _PADDING)
    text = b"BT /F 12 Tf 72 700 Td (Open to everyone to read) Tj ET"
    stream = _rc4(hashlib.md5(key + (4).to_bytes(3, "little") + b"\0\0").digest()[:10], text)
    lock = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P %d>>" % (owner.hex().encode(), user.hex().encode(), rights)
    identities = identity.hex().encode()
    return page(stream, more=[lock], trailer=b"/Encrypt 6 0 R/ID[<%s><%s>]" % (identities, identities))


def _padded(password: bytes) -> bytes:
    return (password + _PADDING)[:32]


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def scanned(data: bytes, dpi: int = 150, angle: float = 0.0) -> bytes:
    """The same pages as pictures, turned by that many degrees."""
    document = pypdfium2.PdfDocument(data)
    pictures = [its.render(scale=dpi / 72).to_pil().convert("L").rotate(angle, fillcolor=255) for its in document]
    document.close()
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi)
    return out.getvalue()


def joined(*files: bytes) -> bytes:
    """The pages of all files in one."""
    document = pypdfium2.PdfDocument.new()
    for data in files:
        other = pypdfium2.PdfDocument(data)
        document.import_pages(other)
        other.close()
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()
