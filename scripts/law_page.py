"""docs/law.md: all that gongkai.law holds, for somebody who knows the Regulation and asks what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from gongkai.law import procedure
from gongkai.law.clauses import clause, clauses, instruments
from gongkai.law.deadlines.limits import CLARIFY_WITHIN, CONSULT_LIMIT, EXTENSION_MOST, PAY_WITHIN, REPLY_LIMIT
from gongkai.law.disclosure import PUBLISH_WITHIN, Category, categories
from gongkai.law.events import CHANNELS
from gongkai.law.fees import Fee, by_pages, by_pieces, piece_price
from gongkai.law.letters import letters
from gongkai.law.outcomes import Outcome, exemptions, outcomes
from gongkai.law.remedies import (
    RESULTS,
    REVIEW_DAYS,
    REVIEW_FIRST_SINCE,
    SUE_AFTER_REVIEW_DAYS,
    SUE_MONTHS,
    Agency,
    remedy,
    result_cell,
)
from gongkai.law.settings import Settings, setting_notes
from gongkai.law.yearly import report_deadlines
from gongkai.report.format import load_format
from scripts.markdown import table

__all__ = ["law_page"]

_KINDS = {
    "must": "不予公开",
    "must_unless": "不予公开，第三方同意或者公共利益需要的除外",
    "may": "可以不予公开",
    "redirect": "告知依照特别规定办理",
}
_REMEDIES = {"review_first": "复议前置", "either": "复议或者诉讼", "none": "无单独救济"}
_CLOCK = {"none": "", "start": "起算", "wait": "等待", "restart": "重新起算", "suspend": "暂停", "resume": "恢复",
          "extend": "延长", "fix": "确定", "stop": "终止"}  # fmt: skip
_RELIABILITY = {"practice": "通行做法", "unsure": "没有明文或者未见全文", "local": "地方规定"}
_LEVELS = {"prefecture": "设区的市级", "county": "县级", "township": "乡镇"}


def law_page(citing: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The whole page. ``citing`` holds for a clause id the links to the checks that rest on it."""
    yield from ("# 法律规则", "", "程序里的规则和每一条的依据。条文内容为大意，以正式公布的文本为准。", "")
    yield from (
        "命令：`gongkai law workday|deadline|fee|outcome|explain`，加 `--json` 供程序使用。",
        "设计上的取舍见 [0013](decisions/0013-the-law-as-data.md)。",
        "",
    )
    for parts in (
        (_limits, _receipt, _counting, _steps, _endings, _grounds, _letters),
        (_fees, _remedies, _disclosure, _year, _settings),
    ):
        for part in parts:
            yield from part()
    yield from _instruments(citing)


def _cited(ids: Iterable[str]) -> str:
    return "、".join(f"`{clause(one).id}`" for one in ids)


def _limits() -> Iterator[str]:
    yield from ("## 期限", "")
    rows = (
        ("答复", f"{REPLY_LIMIT}个工作日", "收到申请之日", "REG2019/33"),
        ("延长答复", f"最多{EXTENSION_MOST}个工作日，期限届满前告知", "原期限届满", "REG2019/33"),
        ("告知补正", f"{CLARIFY_WITHIN}个工作日，一次", "收到申请之日", "REG2019/30"),
        ("补正之后的答复", f"{REPLY_LIMIT}个工作日", "收到补正之日", "REG2019/30"),
        ("第三方提出意见", f"{CONSULT_LIMIT}个工作日，逾期由行政机关决定", "第三方收到征求意见书之日", "REG2019/32"),
        ("共同制作机关提出意见", f"{CONSULT_LIMIT}个工作日，逾期视为同意公开", "收到征求意见函之日", "REG2019/34"),
        ("延迟答复", "由行政机关确定合理期限并告知", "", "REG2019/35"),
        ("缴纳信息处理费", f"{PAY_WITHIN}个工作日，逾期视为放弃申请", "收到收费通知之日", "FEE2020/6"),
        ("主动公开", f"{PUBLISH_WITHIN}个工作日", "信息形成或者变更之日", "REG2019/26"),
        ("申请行政复议", f"{REVIEW_DAYS}日", "收到答复之日", "ARL2023/20"),
        ("直接提起诉讼", f"{SUE_MONTHS}个月", "收到答复之日", "APL2017/46"),
        ("复议之后提起诉讼", f"{SUE_AFTER_REVIEW_DAYS}日", "收到复议决定书之日", "APL2017/45"),
    )
    yield from table(("事项", "期限", "自何日起，次日起算", "依据"), ((*row[:3], _cited([row[3]])) for row in rows))
    yield from (
        "工作日按国务院办公厅每年的放假安排计算，周末和放假的日子不计，调休上班的日子计入；没有放假安排的年份不作推算，",
        "除非要求暂定。按日、按月计算的期限，最后一日是休息日的，顺延至其后第一个工作日（`SPC2018/48`）。",
        "",
    )


def _receipt() -> Iterator[str]:
    yield from ("## 收到申请之日", "", "依据 `REG2019/31`。需要双方确认的，确认之前期限没有开始。", "")
    yield from table(
        ("编号", "渠道", "收到申请之日", "需要确认"),
        ((f"`{c.id}`", c.label, c.receipt, "是" if c.confirmed else "") for c in CHANNELS.values()),
    )


def _counting() -> Iterator[str]:
    yield from ("## 答复期限怎样计算", "")
    yield from (
        "- 收到申请当日不计，自次日起算。",
        "- 征求第三方、共同制作机关、其他机关意见的，自发函次日起至收到答复当日止不计；重叠的日子只扣一次。",
        f"- 第三方、共同制作机关尚未答复的，暂算到其{CONSULT_LIMIT}个工作日届满；其他机关尚未答复的，届满之日未定。",
        "- 期限届满之后才征求意见、才延长、才确定延迟的，不改变期限，并记为违反。",
        "- 收到补正、缴费的，期限自次日重新计算；此前的延长不再有效。",
        f"- 延长一次，不超过{EXTENSION_MOST}个工作日。",
        "- 确定了延迟答复的期限的，以该日为准，但不早于原期限；落在休息日的顺延。",
        "- 答复以交邮之日、签收之日或者送达之日为准。答复时征求意见尚未答复的，只扣到答复之日。",
        "",
    )


def _steps() -> Iterator[str]:
    states, names = procedure.states(), procedure.events()
    yield from ("## 办理程序", "", "五个环节依据 `REG2019/45`。表里没有的步骤不能进行。", "")
    yield from ("```mermaid", procedure.diagram(), "```", "")
    yield from table(
        ("编号", "状态", "环节", "由谁办理"), ((f"`{s.id}`", s.label, s.stage, s.who) for s in states.values())
    )
    rows: dict[tuple[str, ...], list[str]] = {}
    for row in procedure.transitions():
        source = "（开始）" if row.source == procedure.NEW else states[row.source].label
        target = "不变" if row.source == row.target else states[row.target].label
        sent = "、".join("按处理结果" if one == "outcome" else one for one in row.letters)
        by = "、".join(procedure.roles()[one] for one in row.by)
        event = f"`{row.event}` {names[row.event]}"
        rows.setdefault((event, target, by, sent, _CLOCK[row.clock], _cited([row.clause])), []).append(source)
    yield from table(
        ("步骤", "在哪些状态", "之后", "由谁", "文书", "期限", "依据"),
        ((key[0], "、".join(sources), *key[1:]) for key, sources in rows.items()),
    )


def _endings() -> Iterator[str]:
    yield from ("## 处理结果", "", "统计行次是第三部分表格的编号；2019 年格式不同的另注。", "")
    yield from table(
        ("编号", "结果", "依据", "统计行次", "文书", "救济", "事先要有", "提供信息"),
        (
            (
                one.id, one.label, _cited(one.clauses), _row(one), one.letter, _rule(one),
                "；".join(need.label for need in one.needs), "是" if one.discloses else "",
            )
            for one in outcomes()
        ),
    )  # fmt: skip


def _row(one: Outcome) -> str:
    old = one.row_in("2019")
    return f"`{one.row}`" if old == one.row else f"`{one.row}`（2019：`{old}`）"


def _rule(one: Outcome) -> str:
    now = remedy(one.id, Agency("本机关", "department", "county"), REVIEW_FIRST_SINCE).rule
    return _REMEDIES[now]


def _grounds() -> Iterator[str]:
    yield from ("## 不予公开的理由", "")
    yield from table(
        ("编号", "理由", "种类", "依据", "分项"),
        ((one.id, one.label, _KINDS[one.kind], _cited([one.clause]), "、".join(one.sub)) for one in exemptions()),
    )


def _letters() -> Iterator[str]:
    yield from ("## 文书", "")
    yield from table(
        ("编号", "文书", "何时", "应当写明", "依据"),
        ((one.id, one.name, one.when, "；".join(one.contents), _cited(one.clauses)) for one in letters()),
    )


def _fees() -> Iterator[str]:
    yield from (
        "## 信息处理费",
        "",
        "只在申请数量、频次明显超过合理范围时可以收取（`REG2019/42`）；一件申请只用一种标准（`FEE2020/3`）。",
        "",
    )
    yield from ("### 按件", "", f"同一申请人一个自然月内累计，{_cited(['FEE2020/4'])}。", "")
    yield from table(
        ("第几件", "该件 元", "累计 元"),
        ((str(n), f"{piece_price(n):,}", f"{by_pieces(n).yuan:,}") for n in (10, 11, 30, 31, 40, 41, 50, 51, 60, 100)),
    )
    yield from _example("45件", by_pieces(45))
    yield from ("### 按量", "", f"每件申请单独计算，不累计，{_cited(['FEE2020/5'])}。", "")
    yield from table(
        ("页数", "合计 元"), ((str(n), f"{by_pages(n).yuan:,}") for n in (30, 31, 100, 101, 200, 201, 250, 500, 1000))
    )
    yield from _example("250页", by_pages(250))


def _example(what: str, fee: Fee) -> Iterator[str]:
    yield from (f"例，{what}：", "", *(f"- {line}" for line in fee.explain()), "")


def _remedies() -> Iterator[str]:
    agency = Agency("本机关", "department", "county", government="〔复议机关〕", court="〔法院〕")
    yield from ("## 救济", "")
    for name, outcome, on in (
        (f"{REVIEW_FIRST_SINCE}起以第十四条至第十六条为由不予公开的", "D4-E14A", REVIEW_FIRST_SINCE),
        ("其他答复", "D6", REVIEW_FIRST_SINCE),
        (f"{REVIEW_FIRST_SINCE}以前的答复", "D4-E14A", date(2023, 12, 31)),
    ):
        told = remedy(outcome, agency, on)
        yield from (f"- {name}：{told.text}（{_cited(told.clauses)}）",)
    yield from (
        "- 复议机关：部门为本级人民政府，政府为上一级人民政府（省级为自己），垂直领导机关为上一级主管部门，",
        "  司法行政部门为本级人民政府或者上一级司法行政部门，国务院部门为自己。",
        "- 法院：县级以上人民政府和国务院部门为被告的，中级人民法院；其他为基层人民法院。",
        "  集中管辖的地方按机关自己的设置。",
        "",
    )
    cells = load_format("2021").table4_columns
    yield from table(
        ("审理结果", "第四部分表格"),
        ((name, cells[str(result_cell(one, date(2024, 1, 1), 2024))]) for one, name in RESULTS.items()),
    )


def _disclosure() -> Iterator[str]:
    yield from ("## 主动公开的内容", "", "各级行政机关：", "")
    common = categories("national")
    yield from table(("编号", "内容", "依据"), (_category(one) for one in common))
    for level, name in _LEVELS.items():
        own = "、".join(one.label for one in categories(level)[len(common) :])  # type: ignore[arg-type]
        yield f"- {name}另有：{own}（`REG2019/21`）"
    yield ""


def _category(one: Category) -> tuple[str, str, str]:
    return one.id, one.label, _cited([one.clause])


def _year() -> Iterator[str]:
    yield from ("## 年度报告的期限", "")
    yield from table(
        ("由谁", "做什么", "次年何日以前", "依据"),
        ((d.whom, d.what, f"{d.by.month}月{d.by.day}日", _cited([d.clause])) for d in report_deadlines(2024)),
    )


def _settings() -> Iterator[str]:
    yield from (
        "## 设置",
        "",
        "法律没有写明、没有见到全文或者各地不同的，不当作法律，只作为设置。",
        "",
    )
    yield from table(
        ("设置", "默认", "说明", "性质", "有关条款"),
        (
            (f"`{n.name}`", _value(n.default), n.text, _RELIABILITY[n.reliability], _cited([n.clause]))
            for n in setting_notes()
        ),
    )
    assert len(setting_notes()) == len(Settings.__slots__)


def _value(value: object) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def _instruments(citing: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield from ("## 依据", "", "“只供查阅”的条款没有规则直接引用。", "")
    for instrument in instruments():
        until = f"，至 {instrument.until}" if instrument.until else ""
        yield from (
            f"### 《{instrument.title}》（{instrument.number}）",
            "",
            f"自 {instrument.since} 起施行{until}。",
            "",
        )
        yield from table(
            ("编号", "条款", "大意", "核对规则"),
            (
                (f"`{c.id}`", c.title, c.text, "只供查阅" if c.background else "、".join(citing.get(c.id, ())))
                for c in clauses()
                if c.instrument == instrument
            ),
        )
