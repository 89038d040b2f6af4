"""Limits on what is read, so that a hostile or broken file ends in one clear line and not in a full memory.

Figures: the largest real annual reports seen are scans of some 20 MB and tables of some 300 cells; each limit leaves
room far above that.
"""

from __future__ import annotations

__all__ = [
    "MAX_BYTES",
    "MAX_CELLS",
    "MAX_NESTING",
    "MAX_PAGES",
    "MAX_PART",
    "MAX_PARTS",
    "MAX_RATIO",
    "MAX_TEXT",
    "MAX_UNZIPPED",
]

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of the file itself."""
MAX_UNZIPPED = 128 * 1024 * 1024
"""Bytes of all parts of a zip container together, as declared and as really unpacked."""
MAX_PART = 48 * 1024 * 1024
"""Bytes of one XML part or one text that is parsed."""
MAX_RATIO = 200
"""Unpacked to packed bytes of one part above 1 MB."""
MAX_PARTS = 5_000
"""Entries of a zip container."""
MAX_PAGES = 500
"""Pages of a document."""
MAX_NESTING = 200
"""Depth of nested elements or nested tables."""
MAX_CELLS = 60_000
"""Cells of all grids of a document together."""
MAX_TEXT = 4_000_000
"""Characters of the whole text."""
