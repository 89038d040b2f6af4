"""One report in many dialects of plain text: what sets cells apart, what is blank, how headings are numbered."""

from __future__ import annotations

import pytest

from gongkai.checks import check_report
from gongkai.readers.report import read_report_bytes
from gongkai.report.cell import State
from gongkai.report.format import load_format
from gongkai.report.model import AnnualReport

SPEC = load_format("2021")
TITLE = "青禾县水利局2023年政府信息公开工作年度报告"
HEADINGS = tuple(s.heading for s in SPEC.sections)
PREAMBLE = "本报告依照《中华人民共和国政府信息公开条例》编制，统计期限自2023年1月1日起至2023年12月31日止。"
OVERVIEW = "（一）主动公开。（二）依申请公开。（三）政府信息管理。（四）平台建设。（五）监督保障。"
FEES = "本年度没有收取信息处理费。"
VALUES = {"received": 7, "granted": 7, "concluded": 7}


def printed(separator: str, *, title: str = TITLE, headings: tuple[str, ...] = HEADINGS, **rows: str) -> str:
    """The report, a line a row; ``rows`` replaces rows of a table by id."""

    def row(row_id: str, *cells: object) -> str:
        return rows.get(row_id) or separator.join(map(str, cells))

    lines = [
        title,
        "本报告依照《中华人民共和国政府信息公开条例》和有关规定编制，统计期限自2023年1月1日起至2023年12月31日止。",
    ]
    lines += [
        headings[0],
        "（一）主动公开。（二）依申请公开。（三）政府信息管理。（四）平台建设。（五）监督保障。",
        headings[1],
    ]
    for group in SPEC.table2:
        lines += [group.caption, row("header", SPEC.table2_lead, *group.columns.values())]
        lines += [
            row(i, label, *[0 if i == "regulations" else len(i)] * len(group.columns))
            for i, label in group.rows.items()
        ]
    lines += [headings[2], row("note", SPEC.table3_words["note"], SPEC.table3_words["applicants"])]
    lines += [row("who", "自然人", "法人或其他组织", "总计"), row("kinds", *list(SPEC.table3_columns.values())[1:-1])]
    lines += [row(r.id, r.label, n := VALUES.get(r.id, 0), 0, 0, 0, 0, 0, n) for r in SPEC.table3_rows]
    columns = list(SPEC.table4_columns.values())
    lines += [headings[3], row("groups", "行政复议", "行政诉讼")]
    lines += [row("first", *columns, "未经复议直接起诉", "复议后起诉"), row("second", *columns, *columns)]
    lines += [
        row("data", *[0] * 15),
        headings[4],
        "解读形式单一，明年增加图解。",
        headings[5],
        "本年度没有收取信息处理费。",
    ]
    return "\n".join(line for line in lines if line)


def read(text: str) -> AnnualReport:
    return read_report_bytes(text.encode(), "a.txt")


def found(report: AnnualReport) -> set[str]:
    return {f.rule for f in check_report(report).findings}


@pytest.mark.parametrize("separator", ["\t", " | ", "|", " ", "  ", "\u3000"], ids=repr)
def test_separators(separator: str) -> None:
    report = read(printed(separator))
    assert (report.agency, report.year, found(report)) == ("青禾县水利局", 2023, set())
    assert report.table3.value("received", "natural_person") == 7
    assert report.notes == ()


def test_pipes_with_a_rule_and_padding() -> None:
    text = printed(" | ", licences="行政许可 | 12 | | |").replace("现行有效件数", "现行有效件数\n--- | --- | --- | ---")
    report = read(text)
    assert found(report) == set()
    assert report.table2.value("licences", "decisions") == 12


@pytest.mark.parametrize(
    ("row", "text", "blank"),
    [
        ("regulations", "规章\t\t\t", ["made", "repealed", "in_force"]),
        ("denied_law", "2.其他法律行政法规禁止公开\t0\t0\t0\t0\t0\t0\t", ["total"]),
        ("refused_repeat", "2.重复申请\t\t\t\t\t\t\t", list(SPEC.table3_columns)),
    ],
)
def test_blank_ends_are_blank_cells(row: str, text: str, blank: list[str]) -> None:
    report = read(printed("\t", **{row: text}))
    table = report.table2 if row == "regulations" else report.table3
    cells = table.rows[row]
    assert [c for c, cell in cells.items() if cell.state is State.BLANK] == blank
    assert all(cells[c].value is None for c in blank)
    assert found(report) == {"F-BLANK"}


def test_one_heading_in_parentheses() -> None:
    report = read(printed("\t", headings=(*HEADINGS[:5], "（六）其他需要报告的事项")))
    assert found(report) == {"F-NUMBERING"}
    assert report.section("other").text == FEES


def test_a_table_whose_heading_is_lost() -> None:
    report = read(printed("\t", headings=(HEADINGS[0], "", *HEADINGS[2:])))
    assert found(report) == {"F-SECTION"}
    assert len(report.table2.found) == len(report.table2.rows)


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        ("2023年政府信息公开工作年度报告\n青禾县水利局", "青禾县水利局"),
        ("青禾县档案馆\n2023年政府信息公开工作年度报告", "青禾县档案馆"),
        ("青禾县气象台\n2023年政府信息公开工作年度报告", "青禾县气象台"),
    ],
)
def test_titles_over_two_lines(title: str, agency: str) -> None:
    report = read(printed("\t", title=title))
    assert report.agency == agency
    assert len(report.preamble) == 1
