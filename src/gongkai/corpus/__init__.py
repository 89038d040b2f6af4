"""Many files → one data set: Parquet tables of reports, cells, findings and failures."""

from __future__ import annotations

from gongkai.corpus.dataset import build
from gongkai.corpus.errors import CorpusError
from gongkai.corpus.summary import Summary

__all__ = ["CorpusError", "Summary", "build"]
