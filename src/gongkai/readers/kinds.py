"""The kinds of file there are: what each is called, which endings it may have, and which module reads it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ENDINGS", "KINDS", "Kind"]

_PAGE = ("html", "htm", "shtml", "xhtml")
_SAVED_PAGE = ("mht", "mhtml", "doc", "wps", "xls", "et", "asp", "aspx", "jsp", "php")
_OFFICE = ("docx", "xlsx", "pptx", "doc", "xls", "ppt", "wps", "et", "dps")
_PLAIN = ("txt", "md", "markdown", "csv", "tsv", "text")
_PICTURES = ("png", "jpg", "jpeg", "jfif", "gif", "bmp", "tif", "tiff", "webp")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file. ``name`` is Chinese, ``endings`` are those it may have, the usual one first.

    ``reader`` is the module in ``gongkai.readers`` with ``read(data)`` (``read_image`` for pictures), empty where none
    reads it; ``advice`` then says in Chinese what to do.
    """

    id: str
    name: str
    endings: tuple[str, ...] = ()
    reader: str = ""
    advice: str = ""


_ALL = (
    Kind("docx", "Word 文档（docx）", ("docx", "docm", "dotx", "dotm", "doc", "wps"), "docx"),
    Kind("doc", "旧版 Word 或 WPS 文字（doc、wps）", ("doc", "dot", "wps", "wpt"), "office"),
    Kind("rtf", "RTF 文档", ("rtf", "doc", "wps"), "office"),
    Kind("odt", "OpenDocument 文字（odt）", ("odt", "ott", "doc", "wps"), "office"),
    Kind("pdf", "PDF 文件", ("pdf",), "pdf"),
    Kind("ofd", "OFD 版式文件", ("ofd",), "ofd"),
    Kind(
        "html",
        "网页",
        (*_PAGE, *_SAVED_PAGE, *_PLAIN),
        "html",
    ),
    Kind("text", "纯文本", (*_PLAIN, *_PAGE), "plain"),
    Kind("xlsx", "Excel 工作簿（xlsx）", ("xlsx", "xlsm", "xltx", "xltm", "xls", "et"), "xlsx"),
    Kind("xls", "旧版 Excel 或 WPS 表格（xls、et）", ("xls", "xlt", "et"), "office"),
    Kind("ods", "OpenDocument 表格（ods）", ("ods", "ots", "xls", "et"), "office"),
    Kind("flat", "XML 格式的 Office 文档", ("xml", "fodt", "fods", "doc", "xls", "wps", "et"), "office"),
    Kind("json", "本系统的报告数据（JSON）", ("json",), advice="请用读报告的命令打开"),
    Kind("image", "图片", _PICTURES, "ocr"),
    Kind("picture", "图片", _PICTURES, advice="请改用原文件，或者另存为 PDF、PNG 或 JPG"),
    Kind("ppt", "演示文稿", ("pptx", "ppt", "dps", "odp"), advice="请改用 Word、WPS、PDF 或网页"),
    Kind("xml", "XML 数据", ("xml",), advice="请改用 Word、WPS、PDF 或网页"),
    Kind("archive", "压缩包", ("zip", "rar", "7z", "gz", "tgz", "tar", "bz2", "xz"), advice="请解压后交其中的文件"),
    Kind(
        "encrypted",
        "加密的 Office 文档",
        ("docx", "xlsx", "pptx", "doc", "xls", "ppt", "wps", "et"),
        advice="请先去除密码",
    ),
    Kind("ole", "旧版 Office 文件", ("msg", "vsd", "mdb"), advice="请改用 Word、WPS、PDF 或网页"),
    Kind("binary", "二进制数据", ("exe", "dll", "mp3", "mp4"), advice="请改用 Word、WPS、PDF 或网页"),
)
KINDS: dict[str, Kind] = {kind.id: kind for kind in _ALL}
"""By id, those that can be read first."""
ENDINGS: frozenset[str] = frozenset(ending for kind in _ALL for ending in kind.endings)
"""Endings that say what a file ought to hold; any other, or none, says nothing."""
