"""Invented entries to search in: titles and texts of Chinese notices, words as frequent as in the law's own texts.

Two thirds of a text are words of the regulations and of the annual reports of ``sample.py``, as often as they stand
there; the rest are words of a long tail that stand in few texts. Entries come in the order of their days.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate

import rjieba

from benchmarks import sample
from benchmarks.files import ROOT

FIRST, LAST = date(2014, 1, 1), date(2026, 6, 30)
_COUNTIES = ("青石", "临江", "东屿", "白沙", "云岭", "安和", "望川", "永兴", "上河", "古塘", "石桥", "南浦")
_BODIES = ("人民政府", "财政局", "教育局", "工业和信息化局", "市场监督管理局", "自然资源局", "民政局",
           "卫生健康局", "农业农村局", "交通运输局", "住房和城乡建设局", "人力资源和社会保障局", "生态环境局",
           "应急管理局")  # fmt: skip
_SHORT = ("府办", "财", "教", "工信", "市监", "自然资", "民", "卫健", "农", "交", "建", "人社", "环", "应急")
_TOPICS = ("养老服务", "义务教育招生", "部门预算", "行政处罚", "危险化学品", "保障性住房", "国有土地使用权出让",
           "医疗救助", "乡村振兴", "饮用水水源保护",
           "安全生产检查", "就业补助资金", "道路运输许可", "最低生活保障")  # fmt: skip
_FORMS = ("通知", "公告", "实施办法", "意见", "公示", "工作方案", "批复", "情况说明")
_KINDS = (("item", 60), ("file", 25), ("normative", 9), ("rule", 3), ("annual_report", 3))
_TAIL_CHARACTERS = (
    "山水田林湖草沙路桥港湾岭坪塘溪泉松柏梅兰竹菊鹭鹤鲤茶稻麦棉麻丝瓷陶铜铁锡煤盐糖酒药布纸墨笔琴棋书画"
    "东西南北中上下左右前后春夏秋冬金木火土日月星云风雨雪霜甲乙丙丁"
)
_TAIL = [first + second for first in _TAIL_CHARACTERS for second in _TAIL_CHARACTERS]
_STREAM = 1_000_000


def entries(count: int, seed: int = 22) -> Iterator[dict[str, object]]:
    """The fields of each entry that an app would say, with the words of its text: key, kind, title, body and so on."""
    dice = random.Random(seed)
    stream = _stream(seed)
    days = (LAST - FIRST).days
    kinds, shares = zip(*_KINDS, strict=True)
    for number in range(count):
        on = FIRST + timedelta(days=number * days // count)
        county, body = dice.choice(_COUNTIES), dice.randrange(len(_BODIES))
        agency = f"{county}县{_BODIES[body]}"
        topic, form = dice.choice(_TOPICS), dice.choice(_FORMS)
        mark = f"{county[0]}{_SHORT[body]}〔{on.year}〕{dice.randint(1, 400)}号"
        length = min(int(dice.lognormvariate(5.2, 0.6)), 3000)
        start = dice.randrange(len(stream) - length)
        text = [mark, "：", agency, "关于", topic, "，", *stream[start : start + length]]
        yield {
            "key": str(number),
            "kind": dice.choices(kinds, shares)[0],
            "title": f"{agency}关于{dice.choice(_TAIL)}{dice.choice(_TAIL)}{topic}的{form}",
            "pieces": text,
            "agency": f"{_COUNTIES.index(county):02}-{body:02}",
            "agency_name": agency,
            "on": on,
        }


def _stream(seed: int) -> list[str]:
    """A long run of words, of which each text is a stretch."""
    dice = random.Random(seed)
    words, weights = _vocabulary()
    common = dice.choices(words, cum_weights=list(accumulate(weights)), k=_STREAM)
    rare = dice.choices(_TAIL, k=_STREAM)
    stops = dice.choices("，，，。；", k=_STREAM)
    stream: list[str] = []
    for one, other, stop in zip(common, rare, stops, strict=True):
        stream.append(one if dice.random() < 0.66 else other)
        if dice.random() < 0.12:
            stream.append(stop)
    return stream


def _vocabulary() -> tuple[list[str], list[int]]:
    """Words with their numbers in the texts of the regulations and of forty reports."""
    law = ROOT / "src/gongkai/law"
    texts = [(law / name).read_text(encoding="utf-8") for name in ("clauses.toml", "procedure.toml")]
    texts += [sample.text_form(sample.report(seed)) for seed in range(40)]
    seen: dict[str, int] = {}
    for text in texts:
        for word in rjieba.cut(text, False):
            if all("\u4e00" <= letter <= "\u9fff" for letter in word):
                seen[word] = seen.get(word, 0) + 1
    return list(seen), list(seen.values())
