"""Random reports for property tests: right and wrong figures, blanks, dashes, notes, lost rows, all kinds of prose."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from hypothesis import strategies as st

from gongkai.report.cell import Cell, Number, State
from gongkai.report.format import Format, load_format
from gongkai.report.model import AnnualReport, FormatId, Passage, Section, Table

__all__ = ["agencies", "differences", "prose", "reports"]

_PLACES = ("青石区", "临江县", "东屿市", "云岭省", "南川自治州", "北湾经济技术开发区", "石桥镇", "柳林街道")
_BODIES = (
    "人民政府",
    "人民政府办公室",
    "财政局",
    "市场监督管理局",
    "住房和城乡建设局",
    "卫生健康委员会",
    "工业和信息化局",
)
_SUBJECTS = ("全年", "本年度", "截至12月底，本机关", "2023年，全区各单位", "按照上级统一部署，本单位")
_DEEDS = (
    "通过门户网站公开信息{n}条，其中政策文件{m}件",
    "发布政策解读{n}篇，“一图读懂”占{m}篇",
    "印发《关于做好信息公开保密审查的通知》（青政办〔2021〕{m}号）",
    "举办培训班{n}期，参训{m}人次，满意度达到97.5%",
    "完成IPv6改造，PDF附件全部可以检索，接口升级到API v2.0",
    "在微信公众号推送图文{n}条，阅读量超过{m}万次",
    "收到电子邮件{n}封，回复时间平均为3.5个工作日",
)
_LEADS = (
    "（一）主动公开",
    "（二）依申请公开",
    "（三）政府信息管理",
    "（四）平台建设。全年运行平稳。",
    "1.健全制度。",
    "2．加强培训",
)
_HEADINGS = {"problems": ("五、政府信息公开工作存在的主要问题及改进情况",), "other": ("六、其它需要报告的事项",)}
_BLANKS = ("", "/", "-", "—")

agencies = st.builds("{}{}".format, st.sampled_from(_PLACES), st.sampled_from(_BODIES))
_small = st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 99_999))


@st.composite
def _sentence(draw: st.DrawFn) -> str:
    deeds = draw(st.lists(st.sampled_from(_DEEDS), min_size=1, max_size=4))
    words = "，".join(deed.format(n=draw(_small), m=draw(st.integers(1, 300))) for deed in deeds)
    return f"{draw(st.sampled_from(_SUBJECTS))}{words}。"


@st.composite
def prose(draw: st.DrawFn, most: int = 5, *, long: bool = False) -> tuple[Passage, ...]:
    """Paragraphs of a section, short headings of a lower level among them; ``long`` puts a long one first."""
    paragraph = st.lists(_sentence(), min_size=1, max_size=6).map("".join)
    texts = draw(st.lists(st.one_of(paragraph, paragraph, st.sampled_from(_LEADS)), max_size=most))
    if long:
        texts = ["".join(draw(_sentence()) for _ in range(5)), *texts]
    return tuple(map(Passage, texts))


def _plain(value: Number) -> Cell:
    return Cell(value, str(value))


@st.composite
def _noisy(draw: st.DrawFn, cell: Cell) -> Cell:
    """Now and then a cell that is blank, struck out or has a note."""
    if draw(st.integers(0, 39)) < 39:
        return cell
    if draw(st.booleans()):
        return Cell(None, draw(st.sampled_from(_BLANKS)), State.BLANK, "单元格中没有数字")
    return Cell(cell.value, f"{cell.value}（其中修订{draw(st.integers(1, 9))}件）", State.INFERRED, "数字后面有说明")


@st.composite
def _table2(draw: st.DrawFn, spec: Format) -> Table:
    def value(column: str) -> Number:
        if column == "amount":
            return draw(st.one_of(st.just(0), st.decimals(0, 99_999, places=2).map(lambda d: d or Decimal("0.00"))))
        return draw(st.integers(-300, 300) if column == "change" else _small)

    return Table(
        "table2",
        {
            row: {column: draw(_noisy(_plain(value(column)))) for column in columns}
            for row, columns in spec.table2_columns_of.items()
        },
    )


@st.composite
def _table3(draw: st.DrawFn, spec: Format, *, consistent: bool) -> Table:
    columns = list(spec.table3_columns)
    rows: dict[str, list[int]] = {row.id: [draw(_small) for _ in columns] for row in spec.table3_rows}
    if consistent:
        for at in range(len(columns) - 1):
            rows["concluded"][at] = sum(rows[row][at] for row in spec.results)
            handled = rows["concluded"][at] + rows["carried_out"][at]
            rows["carried_in"][at] = draw(st.integers(0, handled))
            rows["received"][at] = handled - rows["carried_in"][at]
        for values in rows.values():
            values[-1] = sum(values[:-1])
    cells = {
        row: {column: draw(_noisy(_plain(v))) for column, v in zip(columns, values, strict=True)}
        for row, values in rows.items()
    }
    for lost in draw(st.lists(st.sampled_from([r.id for r in spec.table3_rows]), max_size=2)):
        if draw(st.integers(0, 3)) == 3:
            cells[lost] = dict.fromkeys(columns, Cell(None, "", State.MISSING, "来源中没有这一行"))
    return Table("table3", cells)


@st.composite
def _table4(draw: st.DrawFn, spec: Format) -> Table:
    def group() -> Mapping[str, Cell]:
        parts = [draw(st.integers(0, 999)) for _ in range(len(spec.table4_columns) - 1)]
        values = [*parts, sum(parts) if draw(st.booleans()) else draw(_small)]
        return {c: draw(_noisy(_plain(v))) for c, v in zip(spec.table4_columns, values, strict=True)}

    return Table("table4", {row: group() for row in spec.table4_groups})


@st.composite
def reports(draw: st.DrawFn, *, wordy: bool = False) -> AnnualReport:
    """A report of either format. What a reader can only know by guessing (a title without an agency) is left out.

    A ``wordy`` one has paragraphs of several lines in each section of prose: where all lines of a page are short,
    nothing in a fixed layout tells a heading from the first line of a paragraph.
    """
    format_id: FormatId = draw(st.sampled_from(("2021", "2021", "2019")))
    spec = load_format(format_id)
    agency = draw(agencies)
    year = draw(st.integers(2021, 2030) if format_id == "2021" else st.integers(2019, 2020))
    sections = tuple(
        Section(
            s.id,
            draw(st.sampled_from((s.heading, s.heading, *_HEADINGS.get(s.id, ())))),
            draw(prose(long=wordy)) if s.table is None else draw(prose(most=1)) if draw(st.booleans()) else (),
        )
        for s in spec.sections
    )
    if draw(st.integers(0, 7)) == 7:  # a last section that is not there
        sections = (*sections[:-1], Section("other", None))
    return AnnualReport(
        format=format_id,
        agency=agency,
        year=year,
        title=spec.title.format(agency=agency, year=year),
        preamble=tuple(p for p in draw(prose(most=2)) if len(p.text) > 20),
        sections=sections,
        table2=draw(_table2(spec)),
        table3=draw(_table3(spec, consistent=draw(st.booleans()))),
        table4=draw(_table4(spec)),
    )


def differences(written: AnnualReport, read: AnnualReport) -> list[tuple[object, ...]]:
    """Where a report that was read is not the one that was written; empty when they say the same.

    Blanks in the title do not count: a writer may break it over two lines. Places and the reasons of notes are the
    reader's own.
    """
    pairs: list[tuple[object, ...]] = []
    pairs.extend((name, getattr(written, name), getattr(read, name)) for name in ("format", "agency", "year"))
    pairs.append(("title", "".join((written.title or "").split()), "".join((read.title or "").split())))
    pairs.append(("preamble", [p.text for p in written.preamble], [p.text for p in read.preamble]))
    for section in written.sections:
        other = read.section(section.id)
        pairs.append((section.id, section.heading, other.heading))
        pairs.append((section.id, [p.text for p in section.paragraphs], [p.text for p in other.paragraphs]))
    for table, again in zip(written.tables, read.tables, strict=True):
        pairs.append((table.id, table.present, again.present))
        cells, others = dict(table.cells()), dict(again.cells())
        pairs.append((table.id, set(cells), set(others)))
        pairs.extend((path, _told(cell), _told(others[path])) for path, cell in cells.items() if path in others)
    return [pair for pair in pairs if pair[1] != pair[2]]


def _told(cell: Cell) -> tuple[object, ...]:
    # A number is a number in xlsx, 0.50 and 0.5 are written alike there; other words must come back as they were.
    raw = "".join(cell.raw.split())  # a narrow column of a PDF breaks its words
    return cell.value, "" if raw.lstrip("+-").replace(".", "", 1).isdecimal() else raw, cell.state
