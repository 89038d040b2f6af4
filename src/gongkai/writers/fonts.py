"""The fonts a PDF is set in: those of official documents where the machine has them, else their free kin.

A Chinese font is always there: the ``mplfonts`` package brings Noto and Source Han, which are free (OFL). The SimHei it
brings as well is not, and is left out.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

__all__ = ["FontSet", "Typeface", "font_set", "free_folder"]

_FREE_FILES = ("NotoSerifCJKsc-Regular.otf", "NotoSansCJKsc-Regular.otf", "SourceHanSerifSC-Regular.otf")
_SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN")
_SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN")
_XIAOBIAOSONG = ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋_GBK")
_FANGSONG = ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "方正仿宋_GBK", "FZFangSong-Z02", "STFangsong")
_KAITI = ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "方正楷体_GBK", "FZKai-Z03", "STKaiti", "LXGW WenKai")
_HEITI = ("黑体", "SimHei", "方正黑体_GBK", "FZHei-B01", "STHeiti")


@dataclass(frozen=True, slots=True)
class Typeface:
    """Families in the order they are tried. ``own`` is False where kin stand in; ``bold`` where they have a bold."""

    families: tuple[str, ...]
    own: bool
    bold: bool


@dataclass(frozen=True, slots=True)
class FontSet:
    """The typefaces of a document and the searched fonts that typst takes them from."""

    fonts: typst.Fonts
    title: Typeface
    text: Typeface
    second: Typeface
    heading: Typeface


@cache
def font_set() -> FontSet:
    """The fonts of this machine, looked for once in a process."""
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[free_folder()])
    weights: dict[str, set[int]] = {}
    for font in fonts.fonts():
        if font.style == "normal" and not _variable(font.path):
            weights.setdefault(font.family, set()).add(font.weight)

    def face(own: tuple[str, ...], kin: tuple[str, ...]) -> Typeface:
        named = [family for family in own if family in weights]
        standing = [family for family in kin if family in weights]
        first = (named or standing)[:1]
        bold = any(weight >= 600 for family in first for weight in weights[family])
        return Typeface(tuple(dict.fromkeys(named + standing)), bool(named), bold)

    return FontSet(
        fonts,
        title=face(_XIAOBIAOSONG, _SERIF),
        text=face(_FANGSONG, _SERIF),
        second=face(_KAITI, _SERIF),
        heading=face(_HEITI, _SANS),
    )


def _variable(path: str | None) -> bool:
    """True for a font with a weight axis: typst sets it in its thinnest weight only."""
    name = Path(path or "").name
    return "[" in name or "-VF" in name or "VariableFont" in name


@cache
def free_folder() -> str:
    """The path of a folder with the free fonts alone, one for the life of the process.

    Programs that draw (typst, PDFium) take whole folders and read late, and what else lies beside the fonts in their
    package is not free. Empty where ``mplfonts`` is not installed.
    """
    folder = Path(tempfile.mkdtemp(prefix="gongkai-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    spec = find_spec("mplfonts")  # found, not imported: importing it would load matplotlib
    for place in spec.submodule_search_locations or () if spec else ():
        for name in _FREE_FILES:
            source = Path(place, "fonts", name)
            if source.is_file() and not (folder / name).exists():
                _link(source, folder / name)
    return str(folder)


def _link(source: Path, target: Path) -> None:
    try:
        target.symlink_to(source)
    except OSError:  # a system without links for ordinary users
        shutil.copyfile(source, target)
