"""Runs one peer in its own environment: ``python peer.py NAME REPEATS FILE...`` prints JSON. Knows nothing of gongkai.

Of each file it gives the seconds of each run and the rows of cells: the tables of pdfplumber, the lines of Markdown.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import sys
from pathlib import Path
from time import perf_counter


def converter(name):
    """File → rows of cells, by the peer of that name with its usual settings."""
    if name == "markitdown":
        from markitdown import MarkItDown

        tool = MarkItDown()
        return lambda path: rows_of(tool.convert(path).markdown)
    if name == "docling":
        from docling.document_converter import DocumentConverter

        tool = DocumentConverter()
        return lambda path: rows_of(tool.convert(path).document.export_to_markdown())
    if name == "pdfplumber":
        import pdfplumber

        def tables(path):
            with pdfplumber.open(path) as document:
                return [
                    [cell or "" for cell in row]
                    for page in document.pages
                    for table in page.extract_tables()
                    for row in table
                ]

        return tables
    raise SystemExit(f"unknown peer {name}")


def rows_of(markdown):
    """Rows of cells: those of pipe tables, and other lines cut at their spaces, as a person would read them."""
    rows = []
    for line in map(str.strip, markdown.splitlines()):
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif line:
            rows.append(line.split())
    return rows


def peak():
    """Megabytes of memory this process had at most."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return None


def main(name, repeats, *paths):
    with contextlib.redirect_stdout(sys.stderr):
        convert = converter(name)
        files = {}
        for path in paths:
            seconds, rows, error = [], [], ""
            try:
                for number in range(int(repeats) + 1):
                    begun = perf_counter()
                    rows = convert(path)
                    if number or repeats == "0":
                        seconds.append(perf_counter() - begun)
            except Exception as problem:  # noqa: BLE001  whatever it is, it is told in the table
                error = f"{type(problem).__name__}: {problem}"
            files[Path(path).name] = {"seconds": seconds, "rows": rows, "error": error}
    print(json.dumps({"version": importlib.metadata.version(name), "peak": peak(), "files": files}))


if __name__ == "__main__":
    main(*sys.argv[1:])
