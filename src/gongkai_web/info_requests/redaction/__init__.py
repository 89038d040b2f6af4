"""区分处理 (art. 37): what may not be given is taken out of a file, and the file is read again to prove it.

``open_source`` finds the places of a file (pages or paragraphs), ``propose`` what looks like a person's data,
``find`` what was typed, ``redact`` makes the new file, ``verify`` reads it with other programs than those that wrote
it. Nothing here knows of the database.
"""

from __future__ import annotations

from gongkai_web.info_requests.redaction.engine import Result, open_source, redact
from gongkai_web.info_requests.redaction.errors import CannotRedact, StillThere
from gongkai_web.info_requests.redaction.marks import MARK, Area, Mark, Picture, Place, Source
from gongkai_web.info_requests.redaction.searching import find, propose

__all__ = [
    "MARK",
    "Area",
    "CannotRedact",
    "Mark",
    "Picture",
    "Place",
    "Result",
    "Source",
    "StillThere",
    "find",
    "open_source",
    "propose",
    "redact",
]
