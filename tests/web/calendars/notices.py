"""An invented notice for the year after the last of the package, in the State Council's own manner."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from gongkai.law.calendar import standard_calendar

YEAR = standard_calendar().years[-1] + 1
MONDAY = next(date(YEAR, 5, day) for day in range(3, 10) if date(YEAR, 5, day).weekday() == 0)
SATURDAY = MONDAY - timedelta(days=2)
TODAY = f"{YEAR - 1}-11-10 10:00:00+08:00"


def rest() -> dict[date, str]:
    """Seven holidays; one of them is a week of May, so that make-up days are needed."""
    single = {"元旦": (1, 1), "春节": (2, 8), "清明节": (4, 5), "端午节": (6, 9), "中秋节": (9, 15), "国庆节": (10, 1)}
    found = {date(YEAR, *day): name for name, day in single.items()}
    return found | {MONDAY + timedelta(n): "劳动节" for n in range(5)}


def said(number: str = "测试发〔2026〕1号", **more: Any) -> dict[str, Any]:
    """What an action wants of the notice itself."""
    return {
        "year": YEAR,
        "number": number,
        "title": f"测试关于{YEAR}年部分节假日安排的通知",
        "source": "https://www.example.gov.cn/notice",
        "published_on": date(YEAR - 1, 11, 4),
        "rest": rest(),
        "work": {SATURDAY},
        **more,
    }


def posted(**more: str) -> dict[str, str]:
    """What the form sends of the notice itself."""
    told = {name: str(value) for name, value in said().items() if name not in ("rest", "work")}
    return told | more
