"""Holiday notices that an administrator adds."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongkai.law.notices import NoticeError, load_notices, read_notice, read_notices

GOOD: dict[str, Any] = {
    "year": 2027,
    "source": " 国办发明电〔2026〕1号 ",
    "rest": {"2027-01-01..2027-01-03": "元旦", "2027-05-01": "劳动节"},
    "work": ["2027-01-09", "2026-12-27"],
}


def test_read() -> None:
    notice = read_notice(GOOD)
    assert (notice.year, notice.source) == (2027, "国办发明电〔2026〕1号")
    assert notice.rest == {
        date(2027, 1, 1): "元旦",
        date(2027, 1, 2): "元旦",
        date(2027, 1, 3): "元旦",
        date(2027, 5, 1): "劳动节",
    }
    assert notice.work == {date(2027, 1, 9), date(2026, 12, 27)}
    assert read_notice({key: GOOD[key] for key in ("year", "source", "rest")}).work == frozenset()
    longest = read_notice(GOOD | {"rest": {"2027-02-01..2027-02-20": "春节"}})
    assert len(longest.rest) == 20
    assert read_notice(GOOD | {"year": 2199, "rest": {"2199-01-01": "元旦"}, "work": []}).year == 2199


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ([], "放假安排应当是一个对象，有year、source、rest、work"),
        (GOOD | {"year": None}, "年份“None”不对"),
        (GOOD | {"year": True}, "年份“True”不对"),
        (GOOD | {"year": "2027"}, "年份“2027”不对"),
        (GOOD | {"year": 1948}, "年份“1948”不对"),
        (GOOD | {"year": 2200}, "年份“2200”不对"),
        (GOOD | {"source": " "}, "2027年的放假安排没有写来源（文号或者网址）"),
        (GOOD | {"source": 1}, "2027年的放假安排没有写来源（文号或者网址）"),
        (GOOD | {"rest": {}}, "2027年的放假安排要有rest（放假的日子和名称）和work（调休上班的日子）"),
        (GOOD | {"rest": []}, "2027年的放假安排要有rest"),
        (GOOD | {"work": "2027-01-09"}, "2027年的放假安排要有rest"),
        (GOOD | {"work": ["2027-01-02"]}, "2027-01-02既放假又上班"),
        (GOOD | {"work": ["2027-01-11"]}, "2027-01-11不是周末，不需要调休上班"),
        (GOOD | {"rest": {"元旦": "2027-01-01"}}, "2027年放假安排里的“元旦”不是日期，写作2027-01-01或者"),
        (GOOD | {"rest": {"2027-01-01..": "元旦"}}, None),
        (GOOD | {"rest": {"2027-01-03..2027-01-01": "元旦"}}, "2027年放假安排里的“2027-01-03..2027-01-01”起止不对"),
        (GOOD | {"rest": {"2027-02-01..2027-02-21": "春节"}}, "2027年放假安排里的“2027-02-01..2027-02-21”起止不对"),
        (GOOD | {"rest": {"2029-01-01": "元旦"}}, "“2029-01-01”不在2027年前后"),
        (GOOD | {"rest": {"2025-12-31": "元旦"}}, "“2025-12-31”不在2027年前后"),
        (GOOD | {"rest": {"2028-12-31..2029-01-01": "元旦"}}, "“2028-12-31..2029-01-01”不在2027年前后"),
    ],
)
def test_refused(item: Any, says: str | None) -> None:
    if says is None:
        assert read_notice(item).rest == {date(2027, 1, 1): "元旦"}
        return
    with pytest.raises(NoticeError) as caught:
        read_notice(item)
    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)


def test_one_or_many() -> None:
    other = GOOD | {"year": 2028, "rest": {"2028-01-01": "元旦"}, "work": []}
    assert [n.year for n in read_notices(GOOD)] == [2027]
    assert [n.year for n in read_notices([GOOD, other])] == [2027, 2028]
    assert [n.year for n in read_notices({"notices": [GOOD, other]})] == [2027, 2028]
    with pytest.raises(NoticeError, match="同一年有两份放假安排"):
        read_notices([GOOD, GOOD])


def test_files(tmp_path: Path) -> None:
    (tmp_path / "2027.json").write_text("\ufeff" + json.dumps(GOOD), encoding="utf-8")
    toml = '[[notices]]\nyear = 2027\nsource = "甲"\nwork = [2027-01-09]\n[notices.rest]\n2027-01-01 = "元旦"\n'
    (tmp_path / "2027.toml").write_text(toml, encoding="utf-8")
    assert load_notices(tmp_path / "2027.json") == (read_notice(GOOD),)
    assert load_notices(tmp_path / "2027.toml")[0].work == {date(2027, 1, 9)}
    for name, text, form in (
        ("a.json", "{", "JSON"),
        ("b.toml", "x", "TOML"),
        ("c.json", "[" * 100_000, "JSON"),
        ("d.json", "9" * 5000, "JSON"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(NoticeError, match=f"^不是完整的 {form}$"):
            load_notices(tmp_path / name)
    with pytest.raises(OSError, match="nothing"):
        load_notices(tmp_path / "nothing.json")
