"""Annual reports for measuring: figures and prose from a seed, all identities hold, length like that of real ones."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from gongkai.report.cell import Cell, Number
from gongkai.report.format import load_format
from gongkai.report.model import AnnualReport, Passage, Section, Table
from gongkai.writers import render
from gongkai.writers.layout import Heading, Text, parts_of, title_of

KINDS = ("txt", "html", "docx", "pdf")

_PLACES = ("青石", "临江", "东屿", "白沙", "云岭", "安和", "望川", "永兴")
_BODIES = ("区人民政府", "县财政局", "市教育局", "县工业信息化和商务局", "区市场监督管理局", "市自然资源局")
_TOPICS = ("财政预决算", "重大项目", "行政许可", "行政处罚", "乡村振兴", "生态环境", "义务教育", "医疗卫生", "社会救助")


@cache
def report(seed: int) -> AnnualReport:
    """The report of that number."""
    dice = random.Random(seed)
    spec = load_format("2021")
    agency = dice.choice(_PLACES) + dice.choice(_BODIES)
    year = dice.randint(2021, 2025)
    table3 = _table3(dice)
    prose = _prose(dice, year, table3)
    return AnnualReport(
        format="2021",
        agency=agency,
        year=year,
        title=spec.title.format(agency=agency, year=year),
        preamble=(
            Passage("本报告根据《中华人民共和国政府信息公开条例》和国务院办公厅规定的年度报告格式编制。"),
            Passage(f"数据统计期限为{year}年1月1日至{year}年12月31日。第{seed}号样本，文字和数字均为测速而编。"),
        ),
        sections=tuple(Section(s.id, s.heading, tuple(map(Passage, prose.get(s.id, ())))) for s in spec.sections),
        table2=_table("table2", _table2(dice)),
        table3=_table("table3", table3),
        table4=_table("table4", _table4(dice)),
    )


def file(seed: int, kind: str) -> bytes:
    """The report of that number as a file of that kind, one of ``KINDS``."""
    return text_form(report(seed)).encode() if kind == "txt" else render(report(seed), kind)


def text_form(one: AnnualReport) -> str:
    """The report as text copied from a page: a line a paragraph, a line a table row, cells between tabs."""
    lines = [title_of(one)]
    for part in parts_of(one):
        if isinstance(part, Heading):
            lines.append(part.text)
        elif isinstance(part, Text):
            lines.append(part.lead + part.text)
        else:
            lines += ["\t".join(cell.text for cell in row) for row in part.rows]
    return "\n".join(lines) + "\n"


def _table(table_id: str, values: Mapping[str, Mapping[str, Number]]) -> Table:
    rows = {row: {c: Cell(value, str(value)) for c, value in columns.items()} for row, columns in values.items()}
    return Table(table_id, rows)


def _table2(dice: random.Random) -> dict[str, dict[str, Number]]:
    figures: dict[str, dict[str, Number]] = {}
    for row, columns in load_format("2021").table2_columns_of.items():
        made, repealed = dice.randint(0, 20), dice.randint(0, 5)
        values: dict[str, Number] = {
            "made": made,
            "repealed": repealed,
            "in_force": made + repealed + dice.randint(0, 200),
        }
        money = Decimal(dice.randint(0, 900000)) / 100
        figures[row] = {c: values.get(c, money if c == "amount" else dice.randint(0, 5000)) for c in columns}
    return figures


def _table3(dice: random.Random) -> dict[str, dict[str, Number]]:
    spec = load_format("2021")
    figures: dict[str, dict[str, Number]] = {row.id: {} for row in spec.table3_rows}
    for column in spec.inputs:
        busy = dice.random() < (0.9 if column == "natural_person" else 0.3)
        for row in spec.results:
            figures[row][column] = dice.choice((0, 0, 0, 1, 2, dice.randint(3, 60))) if busy else 0
        concluded = sum(int(figures[row][column]) for row in spec.results)
        left = dice.randint(0, 5) if busy else 0
        before = min(concluded + left, dice.randint(0, 5)) if busy else 0
        figures["concluded"][column] = concluded
        figures["carried_out"][column] = left
        figures["carried_in"][column] = before
        figures["received"][column] = concluded + left - before
    for columns in figures.values():
        columns["total"] = sum(int(columns[column]) for column in spec.inputs)
    return figures


def _table4(dice: random.Random) -> dict[str, dict[str, Number]]:
    spec = load_format("2021")
    figures: dict[str, dict[str, Number]] = {}
    for row in spec.table4_groups:
        parts: dict[str, Number] = {c: dice.choice((0, 0, 1, 7)) for c in spec.table4_columns if c != "total"}
        figures[row] = {**parts, "total": sum(int(value) for value in parts.values())}
    return figures


def _prose(dice: random.Random, year: int, table3: dict[str, dict[str, Number]]) -> dict[str, list[str]]:
    parts = [dice.randint(20, 900) for _ in range(3)]
    topics = dice.sample(_TOPICS, 5)
    received, concluded = table3["received"]["total"], table3["concluded"]["total"]
    overview = [
        f"{year}年，本单位坚持公开为常态、不公开为例外，围绕群众关心的{'、'.join(topics[:3])}等事项推进政府信息公开。",
        (
            f"（一）主动公开。全年公开信息{sum(parts)}条，其中{topics[0]}{parts[0]}条、{topics[1]}{parts[1]}条、其他{parts[2]}条。"
            "凡是应当公开的文件，自形成之日起20个工作日内在门户网站发布，并同步提供纯文本和可检索的附件。"
        ),
        (
            f"（二）依申请公开。全年新收申请{received}件，办结{concluded}件，"
            f"结转下年度继续办理{table3['carried_out']['total']}件。答复文书使用统一文本，登记、审核、送达、归档逐件留痕。"
        ),
        "（三）政府信息管理。对历年文件的公开属性重新核对，失效文件在网页上标明状态；发布前逐条进行保密审查和个人信息检查。",
        "（四）平台建设。专栏按指南、制度、法定主动公开内容、年报、依申请公开五个栏目设置，全年对失效链接和错别字按周巡查。",
        f"（五）监督保障。举办培训{dice.randint(1, 9)}次，参加{dice.randint(30, 300)}人次，公开工作列入年度考核。",
    ]
    detail = [f"{n + 1}.{topic}方面，公开目录逐项落实到科室，更新时限、责任人和联系电话在页面上写明，群众可以随时核对，"
              f"全年接受电话和网上咨询{dice.randint(5, 400)}次，意见的采纳情况在次月公布。"
              for n, topic in enumerate(topics[: dice.randint(1, 5)])]  # fmt: skip
    return {
        "overview": overview[:2] + detail + overview[2:],
        "problems": [
            f"存在的问题：一是{topics[3]}方面的解读形式偏少；二是个别栏目更新不及时；三是答复说理还不够充分。",
            "改进情况：建立按周核对的台账，重要文件与解读材料同步起草、同步审核、同步发布；对答复逐件复核，引用条款写全写准。",
        ],
        "other": [
            f"本年度发出收费通知的件数为0件，收取信息处理费的总金额为0元。其他需要报告的事项：{topics[4]}专题已经建成。"
        ],
    }
