"""Which lines are a statutory table and which are prose: foreign tables, second copies, captions, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.readers.outline import Block, Grid, GridCell, Outline, Paragraph
from gongkai.readers.recognise import recognise
from gongkai.report.format import load_format
from gongkai.report.model import AnnualReport
from tests.readers.printed import DIALECTS, figures, grids, of_text, outline, text
from tests.sample_reports import busy, quiet, trial

SPEC = load_format("2021")
BUSY = busy()
TRUTH = [figures(t) for t in BUSY.tables]


def _grid(*rows: tuple[object, ...], exact: bool = True) -> Grid:
    return Grid(tuple(tuple(GridCell(str(c), i) for i, c in enumerate(row)) for row in rows), exact=exact)


def _with(section: str, *blocks: Block, before: bool = False, report: AnnualReport = BUSY) -> AnnualReport:
    """The report with more blocks in a section: after its table or its prose, or before them."""
    spec = SPEC.section(section)
    made = list(outline(report).blocks)
    start = next(i for i, b in enumerate(made) if isinstance(b, Paragraph) and b.text == spec.heading) + 1
    after = SPEC.sections.index(spec) + 1
    following = [s.heading for s in SPEC.sections[after:]]
    end = next((i for i, b in enumerate(made) if isinstance(b, Paragraph) and b.text in following), len(made))
    at = start if before else end
    return recognise(Outline((*made[:at], *blocks, *made[at:]), kind="test"))


def _same_tables(report: AnnualReport) -> None:
    assert [figures(t) for t in report.tables] == TRUTH
    assert [t.other for t in report.tables] == [(), (), ()]


FOREIGN = {
    "categories": _grid(
        ("类别", "数量（条）", "占比"), ("行政许可", 214, "20.1%"), ("行政处罚", 96, "9.0%"), ("行政强制", 3, "0.3%"),
        ("其他", 751, "70.6%"), ("总计", 1064, "100%"),
    ),
    "channels": _grid(("申请渠道", "当面", "信函", "网络", "总计"), ("件数", 3, 9, 13600, 13612)),
    "applicants": _grid(("申请人类型", "自然人", "商业企业", "科研机构", "其他", "总计"), ("件数", 7, 0, 0, 1, 8)),
    "two years": _grid(
        ("指标", "2022年", "2023年"), ("本年新收政府信息公开申请数量", 11, 12), ("予以公开", 5, 6),
    ),
    "money": _grid(("收费项目", "行政事业性收费", "总计"), ("金额（万元）", 12.5, 12.5)),
    "reviews": _grid(("行政复议", "维持", "撤销", "总计"), ("件数", 4, 1, 5)),
    "documents": _grid(("序号", "文件名称", "文号"), (1, "关于清理行政规范性文件的通知", "青政发〔2023〕4号"),
                       (2, "行政规范性文件管理办法", "青政发〔2023〕9号")),
    "layout": _grid(("（一）主动公开", "全年公开信息152条，其中行政许可13条、行政处罚9条，按照规定的时限公开。"),
                    ("（二）依申请公开", "收到申请1件，予以公开1件，没有不予公开的情形，没有逾期答复。")),
}  # fmt: skip
SECTIONS = [s.id for s in SPEC.sections]


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("kind", FOREIGN)
@pytest.mark.parametrize("exact", [True, False])
def test_foreign_tables(kind: str, section: str, exact: bool) -> None:
    grid = Grid(FOREIGN[kind].rows, exact=exact)
    report = _with(section, Paragraph("有关情况见下表。"), grid, Paragraph("表后的正文。"))
    _same_tables(report)
    lines = [" ".join(c.text for c in row) for row in grid.rows]
    own = [p.text for p in BUSY.section(section).paragraphs]
    assert report.section(section).text.split("\n") == [*own, "有关情况见下表。", *lines, "表后的正文。"]


@pytest.mark.parametrize("section", ["proactive", "requests", "remedies"])
@pytest.mark.parametrize("kind", FOREIGN)
def test_foreign_tables_next_to_the_statutory_one(kind: str, section: str) -> None:
    lines = [" ".join(c.text for c in row) for row in FOREIGN[kind].rows]
    for before in (True, False):
        report = _with(section, FOREIGN[kind], before=before)
        _same_tables(report)
        assert report.section(section).text.split("\n") == lines


def _copy(table: str, add: int) -> Grid:
    found = grids(BUSY)[next(s.id for s in SPEC.sections if s.table == table)][0]
    return Grid(
        tuple(
            tuple(
                GridCell(str(int(c.text) + add) if c.text.isdigit() else c.text, c.col, c.colspan, c.rowspan)
                for c in row
            )
            for row in found.rows
        )
    )


@pytest.mark.parametrize("table", ["table2", "table3", "table4"])
@pytest.mark.parametrize("section", ["overview", "problems", "other"])
def test_a_copy_in_another_section_is_not_taken(table: str, section: str) -> None:
    report = _with(section, Paragraph("附：全县汇总表"), _copy(table, 7))
    _same_tables(report)
    assert [n.path for n in report.remarks] == [table]


@pytest.mark.parametrize("table", ["table2", "table3", "table4"])
@pytest.mark.parametrize("caption", [True, False])
def test_a_second_copy_in_the_same_section_is_not_taken(table: str, caption: bool) -> None:
    section = next(s.id for s in SPEC.sections if s.table == table)
    title = [Paragraph("附：全县汇总表")] if caption else []
    report = _with(section, *title, _copy(table, 7))
    _same_tables(report)
    assert [n.path for n in report.remarks] == [table]
    assert "第一" in report.remarks[0].why


def test_only_an_appendix_has_the_table() -> None:
    made = outline(BUSY, {"proactive": grids(BUSY)["proactive"], "remedies": grids(BUSY)["remedies"]})
    report = recognise(Outline((*made.blocks, Paragraph("附件"), *grids(BUSY)["requests"]), kind="test"))
    _same_tables(report)


@pytest.mark.parametrize("lost", ["proactive", "requests", "remedies"])
def test_a_table_that_is_not_there(lost: str) -> None:
    report = recognise(outline(BUSY, {s: g for s, g in grids(BUSY).items() if s != lost}))
    for table, truth in zip(report.tables, TRUTH, strict=True):
        if SPEC.section(lost).table == table.id:
            assert not table.present
            assert set(figures(table).values()) == {None}
            assert {n.why for n in report.notes if n.path.startswith(table.id)} == {"原文没有这张表"}
        else:
            assert figures(table) == truth


def test_no_table_at_all() -> None:
    report = recognise(outline(BUSY, {}))
    assert [t.present for t in report.tables] == [False] * 3
    assert report.format == "2021"
    assert [s.text for s in report.sections] == [s.text for s in BUSY.sections]


@pytest.mark.parametrize("section", ["proactive", "requests", "remedies"])
def test_captions_and_prose_around_a_table(section: str) -> None:
    before = [Paragraph("表1 有关情况统计表"), Paragraph("单位：件"), Paragraph("统计期限为2023年1月1日至12月31日。")]
    after = [Paragraph("注：本表由办公室填报。"), Paragraph("收到的申请全部按期答复，没有重复申请的情形。")]
    made = list(outline(BUSY).blocks)
    at = next(i for i, b in enumerate(made) if isinstance(b, Paragraph) and b.text == SPEC.section(section).heading) + 1
    report = recognise(Outline((*made[:at], *before, made[at], *after, *made[at + 1 :]), kind="test"))
    _same_tables(report)
    assert [p.text for p in report.section(section).paragraphs] == [p.text for p in (*before, *after)]


WORDS_IN_PROSE = [
    "（一）予以公开",
    "其他处理",
    "申请人情况",
    "行政复议",
    "行政诉讼",
    "行政许可",
    "总计",
    "其他",
    "重复申请",
    "行政规范性文件",
    "本机关不掌握相关政府信息",
    "其他处理情况说明",
    "申请人情况说明",
    "行政许可 9",
    "第二十条第（一）项",
]


@pytest.mark.parametrize("words", WORDS_IN_PROSE)
@pytest.mark.parametrize("section", ["overview", "problems", "other"])
def test_words_of_the_tables_in_prose(words: str, section: str) -> None:
    report = _with(section, Paragraph("有关情况："), Paragraph(words), Paragraph("没有需要说明的其他情形。"))
    _same_tables(report)
    assert [p.text for p in report.section(section).paragraphs][-3:] == [
        "有关情况：",
        words,
        "没有需要说明的其他情形。",
    ]


def test_prose_between_the_parts_of_a_table() -> None:
    tables = grids(BUSY)
    rows = tables["requests"][0].rows
    made = outline(BUSY).blocks
    at = made.index(tables["requests"][0])
    between = Paragraph("续表（接上页）")
    report = recognise(Outline((*made[:at], Grid(rows[:15]), between, Grid(rows[15:]), *made[at + 1 :]), kind="test"))
    _same_tables(report)
    assert report.section("requests").text == between.text


@pytest.mark.parametrize(
    "footer", ["- 3 -", "3", "第 3 页 共 6 页", "青石区人民政府2023年政府信息公开工作年度报告", "—3—"]
)
@pytest.mark.parametrize("at", [4, 14, 15, 20])
def test_a_footer_between_the_parts_of_a_table(footer: str, at: int) -> None:
    tables = grids(BUSY)
    rows = tables["requests"][0].rows
    made = outline(BUSY).blocks
    where = made.index(tables["requests"][0])
    parts = (Grid(rows[:at], 2), Paragraph(footer, 2), Grid(rows[at:], 3))
    report = recognise(Outline((*made[:where], *parts, *made[where + 1 :]), kind="test"))
    _same_tables(report)


lines = st.text("甲乙丙丁公开信息数据服务平台群众意见办理，。：0123456789（）%", min_size=2, max_size=80).map(
    lambda s: f"某{s}"
)


@given(
    prose=st.lists(st.lists(lines, max_size=4), min_size=7, max_size=7),
    report=st.sampled_from([busy(), quiet(), trial()]),
    dialect=st.sampled_from(["merged", "repeated", "two-pages"]),
)
@settings(max_examples=60)
def test_every_paragraph_comes_out_once_and_in_order(
    prose: list[list[str]], report: AnnualReport, dialect: str
) -> None:
    blocks: list[Block] = [Paragraph(report.title or ""), *map(Paragraph, prose[0])]
    tables = grids(report, dialect)
    for part, section in zip(prose[1:], report.sections, strict=True):
        blocks += [Paragraph(section.heading or ""), *map(Paragraph, part[:2])]
        blocks += tables.get(section.id, [])
        blocks += map(Paragraph, part[2:])
    read = recognise(Outline(tuple(blocks), kind="test"))
    assert [p.text for p in read.preamble] == prose[0]
    assert [[p.text for p in s.paragraphs] for s in read.sections] == prose[1:]
    assert [figures(t) for t in read.tables] == [figures(t) for t in report.tables]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_prose_after_the_tables_of_a_text(dialect: str) -> None:
    source = text(BUSY, dialect)
    for heading in ("三、收到", "四、政府", "五、存在"):
        source = source.replace(f"\n{heading}", f"\n收到的申请全部按期答复。\n其中行政许可类3件。\n\n{heading}")
    report = of_text(source)
    _same_tables(report)
    for section in ("proactive", "requests", "remedies"):
        assert report.section(section).text == "收到的申请全部按期答复。\n其中行政许可类3件。"
