"""`gongkai law` as a program and as a clerk calls it: the contract, and one clear line for what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gongkai.cli import main
from gongkai.law.calendar import standard_calendar
from gongkai.law.outcomes import outcomes
from tests.law.case_files import events_of

LAST = standard_calendar().years[-1]
"""The last year that has a notice; the one after it has none."""
EXAMPLE = "received 2023-09-25; third_party_asked 2023-10-09; third_party_answered 2023-10-20"


def law(*args: object, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["law", *map(str, args)], input=given)


def told(*args: object, given: str | bytes | None = None) -> Any:
    done = law(*args, "--json", given=given)
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    return json.loads(done.stdout)


def refused(*args: object, given: str | bytes | None = None) -> str:
    """The one line on stderr of a call that fails with exit status 2."""
    done = law(*args, given=given)
    assert (done.exit_code, done.stdout) == (2, ""), done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    (line,) = done.stderr.splitlines()
    return line


@pytest.fixture
def events(tmp_path: Path) -> Path:
    path = tmp_path / "events.json"
    path.write_text(json.dumps(events_of(EXAMPLE)), encoding="utf-8")
    return path


def written(tmp_path: Path, line: str) -> Path:
    path = tmp_path / "events.json"
    path.write_text(json.dumps(events_of(line)), encoding="utf-8")
    return path


def test_workday() -> None:
    for count in ("+15", "15"):
        found = told("workday", "2024-02-05", count)
        assert found["date"] == "2024-03-01"
        assert (found["provisional"], found["missing_years"]) == (False, [])
        assert {"date": "2024-02-12", "why": "春节放假"} in found["skipped"]
    text = law("workday", "2024-02-05", "+15")
    assert text.exit_code == 0
    assert text.stdout.splitlines() == [
        "2024-02-05之后第15个工作日是2024-03-01（当日不计，次日起算）",
        "  2024-02-10至2024-02-17不计：春节放假",
        "  2024-02-24至2024-02-25不计：周末",
        "  2024-02-18（周日）调休上班，计入",
    ]
    assert told("workday", "2024-02-05", "+0")["date"] == "2024-02-05"


@pytest.mark.parametrize("count", ["-3", "+-3", "++3", "abc", "1.5", "²", "1234567", "", "+"])
def test_workday_with_a_wrong_count(count: str) -> None:
    assert refused("workday", "2024-02-05", count).startswith(f"“{count}”不是工作日数")


@pytest.mark.parametrize("day", ["2024-02-30", "20240205", "今天", "9999-12-31", "0001-01-01", "x" * 300])
def test_workday_with_a_wrong_date(day: str) -> None:
    for more in ((), ("--provisional",)):
        assert refused("workday", day, "+1", *more).startswith(f"“{day[:40]}”不是日期，应写作2024-01-15的样子")


def test_a_year_without_a_notice(tmp_path: Path) -> None:
    start = f"{LAST}-12-21"
    assert f"没有{LAST + 1}年的放假安排" in refused("workday", start, "+20")
    assert "--provisional" in refused("workday", start, "+20")
    found = told("workday", start, "+20", "--provisional")
    assert (found["provisional"], found["missing_years"]) == (True, [LAST + 1])
    text = law("workday", start, "+20", "--provisional").stdout
    assert "（暂定）" in text
    assert f"暂定：{LAST + 1}年的放假安排尚未公布" in text
    notice = tmp_path / "next.json"
    rest = {f"{LAST + 1}-01-01..{LAST + 1}-01-03": "元旦"}
    notice.write_text(json.dumps({"year": LAST + 1, "source": "通知", "rest": rest, "work": []}), encoding="utf-8")
    certain = told("workday", start, "+20", "--notices", notice)
    assert (certain["provisional"], certain["missing_years"]) == (False, [])
    assert certain["date"].startswith(str(LAST + 1))
    assert told("workday", start, "+20", "--notices", notice, "--provisional") == certain
    path = written(tmp_path, f"received {start}")
    assert f"没有{LAST + 1}年的放假安排" in refused("deadline", "--events", path)
    marked = told("deadline", "--events", path, "--provisional")
    assert (marked["provisional"], marked["missing_years"]) == (True, [LAST + 1])
    text = law("deadline", "--events", path, "--provisional").stdout
    assert text.splitlines()[0].endswith("（暂定）")
    assert f"暂定：{LAST + 1}年的放假安排尚未公布，公布后应当重新计算" in text
    assert told("deadline", "--events", path, "--notices", notice)["provisional"] is False


def test_counts_that_never_end(tmp_path: Path) -> None:
    assert "没有2200年的放假安排" in refused("workday", "2024-02-05", "+999999", "--provisional")
    assert "没有" in refused("workday", "2024-02-05", "+999999")
    line = "received 2024-01-02; clarification_asked 2024-01-08 days=1000000000"
    assert "年的放假安排" in refused("deadline", "--events", written(tmp_path, line), "--provisional")
    assert "--provisional" not in refused("deadline", "--events", written(tmp_path, line), "--provisional")


def test_wrong_notices(tmp_path: Path) -> None:
    path = tmp_path / "notice.json"
    for data, says in (
        ("{", "不是完整的 JSON"),
        ("[]", None),
        ("[1]", "放假安排应当是一个对象"),
        ('{"year": 2027, "rest": {}}', "没有写来源"),
    ):
        path.write_text(data, encoding="utf-8")
        if says:
            assert refused("workday", "2024-02-05", "+1", "--notices", path).startswith(f"{path}：")
            assert says in refused("workday", "2024-02-05", "+1", "--notices", path)
    for bad in (tmp_path, tmp_path / "nothing.json"):
        assert refused("workday", "2024-02-05", "+1", "--notices", bad) == f"{bad}：读不了这个文件"
    path.write_bytes(b"\xff\xfe\xff")
    assert refused("workday", "2024-02-05", "+1", "--notices", path) == f"{path}：读不了这个文件"


def test_deadline(events: Path) -> None:
    found = told("deadline", "--events", events)
    assert found["due"] == "2023-11-09"
    assert [step["on"] for step in found["steps"]] == ["2023-09-25", "2023-09-25", "2023-10-09", "2023-10-20"]
    text = law("deadline", "--events", events).stdout
    assert text.startswith("答复期限：2023-11-09\n  1. 2023-09-25　")
    assert "依据：《中华人民共和国政府信息公开条例》（国务院令第711号）第三十二条" in text
    assert text.endswith("期限20个工作日，已用6个，剩余14个\n")
    late = told("deadline", "--events", events, "--on", "2023-11-10")
    assert (late["overdue"], late["overdue_since"]) == (True, "2023-11-10")
    assert told("deadline", "--events", "-", given=events.read_text(encoding="utf-8")) == found
    assert told("deadline", "--events", "-", given="\ufeff" + events.read_text(encoding="utf-8")) == found


@pytest.mark.parametrize(
    ("line", "head", "last"),
    [
        ("received 2024-01-02; withdrawn 2024-01-03", "已终止：申请人撤回", "     依据"),
        ("received 2024-01-02; clarification_asked 2024-01-08", "期限没有进行：等待补正", "等待补正，至2024-01-29；"),
        (
            "received 2024-01-02; opinion_asked 2024-01-08",
            "期限暂停：征求其他机关意见尚未答复",
            "期限20个工作日，已用4个",
        ),
        ("received 2024-01-02 channel=fax", "期限没有进行：等待确认", "等待确认，至2024-01-03；应当及时"),
    ],
)
def test_deadline_without_a_due_day(tmp_path: Path, line: str, head: str, last: str) -> None:
    lines = law("deadline", "--events", written(tmp_path, line)).stdout.splitlines()
    assert lines[0] == head
    assert lines[-1].startswith(last)
    assert told("deadline", "--events", written(tmp_path, line))["due"] is None


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "不是完整的 JSON"),
        (b'[{"event": "received"', "不是完整的 JSON"),
        (b"[" * 100_000, "不是完整的 JSON"),
        (b'[{"event": "extended", "days": ' + b"9" * 5000 + b"}]", "不是完整的 JSON"),
        (b"\xff\xfe", "读不了这个文件"),
        (b"{}", "应当是一个列表"),
        (b"[]", "列表是空的"),
        (b'[{"event": "eaten", "on": "2024-01-02"}]', "第1件事的类型“eaten”不认识"),
        (b'[{"event": "received", "on": "2024-13-02"}]', "不是日期"),
        (b'[{"event": "received", "on": "2024-01-02"}, {"event": "replied", "on": "2024-01-01"}]', "早于前一件"),
        (b'[{"event": "received", "on": "2024-01-02"}, {"event": "clarified", "on": "2024-01-03"}]', "没有通知补正"),
        (b'[{"event": "received", "on": "2024-01-02", "channel": ["\\n"]}]', "渠道"),
        (b'[{"event": "received", "on": "1999-01-02"}]', "没有1999年的放假安排"),
    ],
)
def test_deadline_of_what_is_none(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "events.json"
    path.write_bytes(data)
    line = refused("deadline", "--events", path)
    assert line.startswith(f"{path}：")
    assert says in line
    assert says in refused("deadline", "--events", "-", given=data)


def test_deadline_of_files_that_are_not_there(tmp_path: Path, events: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.json"):
        assert refused("deadline", "--events", path) == f"{path}：读不了这个文件"
    assert "不是日期" in refused("deadline", "--events", events, "--on", "明天")
    assert "早于最后一件事" in refused("deadline", "--events", events, "--on", "2023-10-01")
    assert law("deadline").exit_code == 2


def test_fee() -> None:
    pieces = told("fee", "--pieces", "45")
    assert pieces["yuan"] == 5500
    assert pieces["lines"][-1] == {"from": 41, "to": 45, "count": 5, "price": 300, "yuan": 1500}
    assert told("fee", "--pages", "250")["yuan"] == 4700
    assert told("fee", "--pages", "0") == told("fee", "--pages", "+0")
    assert told("fee", "--pieces", "0")["yuan"] == 0
    assert told("fee", "--pieces", "3", "--already", "29")["yuan"] == 500
    assert law("fee", "--pieces", "11").stdout.splitlines() == [
        "第1至10件：10件，不收费",
        "第11至11件：1件×100元＝100元",
        "合计100元，依据《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）第四条",
    ]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((), "应当写一个，也只能写一个"),
        (("--pieces", "1", "--pages", "1"), "应当写一个，也只能写一个"),
        (("--pieces", "-1"), "“-1”不是件数，应写作12的样子，不能是负数"),
        (("--pages", "-1"), "“-1”不是页数，应写作120的样子，不能是负数"),
        (("--pages", "九"), "“九”不是页数"),
        (("--pages", "9" * 50), "不是页数"),
        (("--pieces", "1", "--already", "-1"), "“-1”不是件数"),
    ],
)
def test_fee_of_wrong_numbers(args: tuple[str, ...], says: str) -> None:
    assert says in refused("fee", *args)


def test_outcome() -> None:
    assert [one["id"] for one in told("outcome")] == [one.id for one in outcomes()]
    (one,) = told("outcome", "d6")
    assert (one["row"], one["letter"], one["remedy"]) == (
        {"2019": "unable_not_held", "2021": "unable_not_held"},
        "L13",
        "either",
    )
    assert [o["remedy"] for o in told("outcome", "D4")] == ["review_first"] * 7
    assert [o["remedy"] for o in told("outcome", "D4", "--on", "2023-12-31")] == ["either"] * 7
    text = law("outcome", "D4-E15").stdout
    assert "事先要有：公开审查记录（条例第十七条）；征求第三方意见的记录，或者不征求的理由" in text
    assert "救济：如对本答复不服，应当自收到之日起60日内先向本级人民政府申请行政复议" in text
    text = law("outcome", "D17").stdout
    assert "文书：无" in text
    assert "救济" not in text
    assert refused("outcome", "D99").startswith("没有处理结果“D99”，可用的有：D1、D2")
    assert "不是日期" in refused("outcome", "D6", "--on", "x")


def test_explain() -> None:
    (one,) = told("explain", "REG2019/33")
    assert one["citation"] == "《中华人民共和国政府信息公开条例》（国务院令第711号）第三十三条"
    assert (one["since"], one["until"]) == ("2019-05-15", None)
    assert len(told("explain", "FEE2020")) > 3
    assert len(told("explain")) > len(told("explain", "--on", "2019-06-01")) > 10
    assert {c["id"] for c in told("explain", "ARL", "--on", "2023-12-31")} == {
        f"ARL2017/{article}" for article in (9, 23, 31)
    }
    text = law("explain", "ARL2017/9").stdout
    assert text.startswith(
        "ARL2017/9　《中华人民共和国行政复议法》（2017年修正）第九条（2017-09-01起，至2023-12-31）\n  "
    )
    assert refused("explain", "REG2019/99").startswith("没有条款“REG2019/99”；条款编号的样子是REG2019/33")
    assert "没有条款" in refused("explain", "ARL2023/20", "--on", "2023-12-31")
    assert "不是日期" in refused("explain", "--on", "x")


def test_help_names_the_commands() -> None:
    done = law("--help")
    assert done.exit_code == 0
    assert all(name in done.stdout for name in ("workday", "deadline", "fee", "outcome", "explain"))
