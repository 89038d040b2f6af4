"""The kinds of file that are taken: what each is called, its one ending, its media type, and whether it can be cleaned.

Not taken, and why: web pages and SVG run in the reader's browser; archives hide their files from every check, and the
catalogue lists a file at a time; programs have no place here.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["KINDS", "FileKind"]


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind. ``endings``: the usual one first. ``cleaner``: module of files/cleaning, "" where none can clean it.

    ``inline``: a browser may show it in place; all other kinds are saved.
    """

    id: str
    label: str
    endings: tuple[str, ...]
    media_type: str
    cleaner: str = ""
    inline: bool = False

    @property
    def ending(self) -> str:
        """The usual ending, without the dot."""
        return self.endings[0]


_OOXML = "application/vnd.openxmlformats-officedocument."
_ALL = (
    FileKind("docx", "Word文档（docx）", ("docx",), _OOXML + "wordprocessingml.document", "docx"),
    FileKind("xlsx", "Excel工作簿（xlsx）", ("xlsx",), _OOXML + "spreadsheetml.sheet", "xlsx"),
    FileKind("pptx", "演示文稿（pptx）", ("pptx",), _OOXML + "presentationml.presentation", "pptx"),
    FileKind("pdf", "PDF文件", ("pdf",), "application/pdf", "pdf", inline=True),
    FileKind("ofd", "OFD版式文件", ("ofd",), "application/ofd", "ofd"),
    FileKind("doc", "旧版Word或WPS文字（doc、wps）", ("doc", "wps"), "application/msword"),
    FileKind("xls", "旧版Excel或WPS表格（xls、et）", ("xls", "et"), "application/vnd.ms-excel"),
    FileKind("txt", "纯文本（txt）", ("txt",), "text/plain", "plain"),
    FileKind("csv", "表格数据（csv）", ("csv",), "text/csv", "plain"),
    FileKind("jpg", "JPEG图片", ("jpg", "jpeg"), "image/jpeg", "jpeg", inline=True),
    FileKind("png", "PNG图片", ("png",), "image/png", "png", inline=True),
    FileKind("gif", "GIF图片", ("gif",), "image/gif", "gif", inline=True),
    FileKind("webp", "WebP图片", ("webp",), "image/webp", "webp", inline=True),
    FileKind("tif", "TIFF图片", ("tif", "tiff"), "image/tiff", "tiff"),
    FileKind("mp4", "视频（mp4）", ("mp4",), "video/mp4", "mp4", inline=True),
    FileKind("mp3", "音频（mp3）", ("mp3",), "audio/mpeg", "mp3", inline=True),
)
KINDS: dict[str, FileKind] = {kind.id: kind for kind in _ALL}
"""By id."""
