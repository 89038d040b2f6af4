"""Fonts for PDFs that bring none: many official ones name 宋体 or 仿宋 and count on the reader's machine.

Without a Chinese font their text would be missing from the pictures. PDFium is begun anew, once, with the free fonts
that come with the writers (gongkai.writers.fonts) beside those of the machine.
"""

from __future__ import annotations

import sys
from ctypes import POINTER, c_char, c_char_p, cast

import pypdfium2.raw as pdfium
from pypdfium2.internal import bases

from gongkai.writers import fonts

__all__ = ["give_fonts"]

_SYSTEM = (b"/usr/share/fonts", b"/usr/share/X11/fonts", b"/usr/local/share/fonts")
_given: list[object] = []


def give_fonts() -> None:
    """Does so where nothing of PDFium is in use; else at the next call. The caller holds the lock of PDFium."""
    if _given or not sys.platform.startswith("linux") or not hasattr(bases, "ObjectTracker"):
        return
    if any(held() is not None for kind in bases.ObjectTracker.values() for held in list(kind)):
        return
    folder = fonts.free_folder().encode()
    paths = (c_char_p * (len(_SYSTEM) + 2))(*_SYSTEM, folder, None)
    config = pdfium.FPDF_LIBRARY_CONFIG(
        version=2, m_pUserFontPaths=cast(paths, POINTER(POINTER(c_char))), m_pIsolate=None, m_v8EmbedderSlot=0
    )
    pdfium.FPDF_DestroyLibrary()
    pdfium.FPDF_InitLibraryWithConfig(config)
    _given.extend((paths, config))  # PDFium keeps the addresses
