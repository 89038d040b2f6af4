"""The statutory formats of the annual report, loaded from the data files in ``formats/``.

Sources: 国办公开办函〔2021〕30号 (FMT2021) and the trial format 国办公开办函〔2019〕60号 (FMT2019).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["FORMATS", "Format", "Group", "Row", "SectionSpec", "format_of_year", "load_format"]

FORMATS = ("2019", "2021")


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A section of the format: its id, its heading word for word, and the table that stands in it."""

    id: str
    heading: str
    table: str | None

    @property
    def number(self) -> str:
        """The ordinal with its mark, ``一、``."""
        return self.heading.partition("、")[0] + "、"

    @property
    def name(self) -> str:
        """The heading without its ordinal."""
        return self.heading.partition("、")[2]


@dataclass(frozen=True, slots=True)
class Group:
    """A block of table 2: the caption, the columns and rows it has, each id → label."""

    caption: str
    columns: dict[str, str]
    rows: dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of table 3."""

    id: str
    label: str
    group: str | None


@dataclass(frozen=True, slots=True)
class Format:
    """A statutory format. ``table3_absent`` are ids of the contract that this format does not have."""

    id: str
    source: str
    first_year: int
    last_year: int | None
    title: str
    sections: tuple[SectionSpec, ...]
    table2: tuple[Group, ...]
    table2_lead: str
    table3_columns: dict[str, str]
    table3_rows: tuple[Row, ...]
    table3_absent: tuple[str, ...]
    table3_words: dict[str, str]
    table4_columns: dict[str, str]
    table4_groups: dict[str, str]
    table4_lawsuits: str
    table2_columns_of: dict[str, dict[str, str]] = field(repr=False)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The six columns of applicants in table 3, without the total."""
        return tuple(self.table3_columns)[:-1]

    @property
    def results(self) -> tuple[str, ...]:
        """Ids of the rows of 本年度办理结果 that add up to （七）总计."""
        outer = {"received", "carried_in", "concluded", "carried_out"}
        return tuple(row.id for row in self.table3_rows if row.id not in outer)

    def section(self, section_id: str) -> SectionSpec:
        """The section of that id. Raises KeyError for an unknown one."""
        for spec in self.sections:
            if spec.id == section_id:
                return spec
        raise KeyError(section_id)

    def row_label(self, row_id: str) -> str:
        """The label of a row of table 3. Raises KeyError for an unknown one."""
        for row in self.table3_rows:
            if row.id == row_id:
                return row.label
        raise KeyError(row_id)


def _read(format_id: str) -> dict[str, Any]:
    text = files(__package__).joinpath("formats", f"{format_id}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def load_format(format_id: str) -> Format:
    """The format of that id, one of ``FORMATS``. Raises KeyError for another."""
    if format_id not in FORMATS:
        raise KeyError(format_id)
    base = _read("2021")
    own = base if format_id == "2021" else _read(format_id)
    table3 = base["table3"] | own.get("table3", {})
    relabel: dict[str, str] = table3.get("relabel", {})
    absent = tuple(table3.get("absent", ()))
    rows = tuple(
        Row(r["id"], relabel.get(r["id"], r["label"]), None if r["id"] in relabel else r.get("group"))
        for r in table3["rows"]
        if r["id"] not in absent
    )
    groups = tuple(Group(g["caption"], g["columns"], g["rows"]) for g in own["table2"]["groups"])
    return Format(
        id=own["id"],
        source=own["source"],
        first_year=own["first_year"],
        last_year=own.get("last_year"),
        title=base["title"],
        sections=tuple(SectionSpec(s["id"], s["heading"], s.get("table")) for s in base["sections"]),
        table2=groups,
        table2_lead=own["table2"]["lead"],
        table3_columns=table3["columns"],
        table3_rows=rows,
        table3_absent=absent,
        table3_words={key: table3[key] for key in ("note", "applicants", "organisations", "results")},
        table4_columns=base["table4"]["columns"],
        table4_groups=base["table4"]["groups"],
        table4_lawsuits=base["table4"]["lawsuits"],
        table2_columns_of={row: group.columns for group in groups for row in group.rows},
    )


def format_of_year(year: int) -> Format | None:
    """The format that a report of that year must have; None before 2019, when there was no national one."""
    if year < load_format("2019").first_year:
        return None
    return load_format("2021" if year >= load_format("2021").first_year else "2019")
