"""A ledger of reviews and lawsuits as people send it (xlsx) → values by our columns, and what is wrong in a row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from gongkai.law.proceedings import GROUPS, PROCEDURES
from gongkai.law.remedies import RESULTS
from gongkai.readers.container import Container
from gongkai.readers.errors import Unreadable
from gongkai.readers.opc import Package
from gongkai.readers.sheet import cells
from gongkai.readers.sheet.names import S
from gongkai.readers.sheet.styles import looks
from gongkai.readers.sheet.values import rich_text
from gongkai_web.remedies.kinds import SUBJECT_CHOICES, Fault

__all__ = ["COLUMNS", "MAX_ROWS", "Line", "read", "template"]

MAX_ROWS = 5_000
MAX_CELLS = 200_000
MAX_TEXT = 4_000_000
MAX_STRINGS = 100_000
_HEAD = 10
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_EPOCH = date(1899, 12, 30)
_DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?(?:\s+00:00(?::00)?)?\Z")

COLUMNS: dict[str, tuple[str, ...]] = {
    "group": ("类别", "案件类别", "类型"),
    "organ": ("复议机关或者法院", "复议机关", "法院", "审理机关", "复议机关或法院"),
    "number": ("案号", "编号", "文号"),
    "procedure": ("程序",),
    "party": ("申请人或者原告", "申请人", "原告", "申请人或原告"),
    "subject": ("争议事项", "事由", "案由"),
    "claim": ("请求和理由", "请求"),
    "request": ("申请登记编号", "申请编号", "所涉申请"),
    "review": ("此前复议的案号", "复议案号"),
    "filed_on": ("申请或者起诉日期", "申请日期", "起诉日期", "申请或起诉日期"),
    "accepted_on": ("受理或者立案日期", "受理日期", "立案日期"),
    "notified_on": ("收到副本日期", "收到申请书副本日期"),
    "replied_on": ("提交答复日期", "答复日期"),
    "hearing_on": ("听证或者开庭日期", "听证日期", "开庭日期"),
    "result": ("结果", "审理结果", "办理结果"),
    "decided_on": ("审结日期", "决定日期", "结案日期"),
    "received_on": ("收到决定或者裁判日期", "收到决定日期"),
    "fault": ("被纠正的原因", "纠正原因"),
    "lesson": ("经验教训",),
    "costs": ("费用（元）", "费用"),
}
"""Field → its heading in the template, and others that are understood."""
REQUIRED = ("group", "organ", "subject", "filed_on")
_LENGTHS = {"organ": 120, "number": 80, "party": 200, "claim": 5000, "lesson": 2000, "request": 60, "review": 80}
_CHOICES: dict[str, dict[str, str]] = {
    "group": {label: key for key, label in GROUPS.items()} | {"复议": "review", "直接起诉": "lawsuit_direct"},
    "procedure": {label: key for key, label in PROCEDURES.items()},
    "subject": {label: key for key, label in SUBJECT_CHOICES},
    "result": {label: key for key, label in RESULTS.items()} | {"未审结": "pending"},
    "fault": {label: key for key, label in Fault.choices},
}


@dataclass(slots=True)
class Line:
    """A row of the sheet: its number, its values by field as JSON values, what is wrong."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read(data: bytes) -> list[Line]:
    """The rows of the first sheet that has our headings. Raises Unreadable."""
    package = Package(Container(data, "xlsx"))
    strings: list[str] = []
    part = package.part("sharedStrings")
    if part is not None:
        for item in package.container.stream(part, (S + "si",)):
            strings.append(rich_text(item))
            if len(strings) > MAX_STRINGS:
                raise Unreadable(f"文字超过{MAX_STRINGS}条的上限")
    root = package.container.xml(package.main)
    properties = root.find(S + "workbookPr")
    from_1904 = properties is not None and properties.get("date1904") in {"1", "true"}
    book = cells.Workbook(strings, looks(package.xml("styles")), from_1904)
    book.cells_left, book.text_left = MAX_CELLS, MAX_TEXT
    for element in root.iterfind(f"{S}sheets/{S}sheet"):
        where = package.target(element.get(_RELATION_ID, ""), "worksheet")
        if where is None or element.get("state", "visible") != "visible":
            continue
        sheet = cells.read_sheet(package.container, where, book)
        if len(sheet.rows) > MAX_ROWS:
            raise Unreadable(f"超过{MAX_ROWS}行的上限，请分成几个文件导入")
        found = _lines(sheet)
        if found is not None:
            return found
    raise Unreadable(
        "没有找到台账：表头须有" + "、".join(f"“{COLUMNS[name][0]}”" for name in REQUIRED) + "，请用模板填写"
    )


def _lines(sheet: cells.Sheet) -> list[Line] | None:
    numbers = sorted(sheet.rows)
    for head in numbers[:_HEAD]:
        columns: dict[int, str] = {}
        for place, cell in sorted(sheet.rows[head].items()):
            name = _column("".join(cell.text.split()))
            if name and name not in columns.values():
                columns[place] = name
        if set(REQUIRED) <= set(columns.values()):
            rows = (_line(number, columns, sheet.rows[number]) for number in numbers if number > head)
            return [line for line in rows if line.values or line.problems]
    return None


def _column(heading: str) -> str:
    return next((name for name, known in COLUMNS.items() if heading.rstrip("*＊") in known), "")


def _line(number: int, columns: dict[int, str], row: dict[int, cells.Cell]) -> Line:
    line = Line(number)
    texts = {name: " ".join(row[place].text.split()) for place, name in columns.items() if place in row}
    if not any(texts.values()):
        return line
    for name, text in texts.items():
        if text:
            value, wrong = _value(name, text)
            if wrong:
                line.problems.append(f"{COLUMNS[name][0]}：{wrong}")
            elif value not in ("", None):
                line.values[name] = value
    missing = [COLUMNS[name][0] for name in REQUIRED if not texts.get(name)]
    if missing:
        line.problems.append(f"缺少{'、'.join(missing)}")
    return line


def _value(name: str, text: str) -> tuple[Any, str]:
    if name in _CHOICES:
        key = _CHOICES[name].get(text.replace(" ", ""))
        if key is None:
            return None, f"不认识“{text[:30]}”，可以填：{'、'.join(_CHOICES[name])}"
        return ("" if key == "pending" else key), ""
    if name.endswith("_on"):
        day = _day(text)
        return (day.isoformat(), "") if day else (None, f"“{text[:30]}”不是日期，请写作2025-01-15")
    if name == "costs":
        try:
            amount = Decimal(text.replace(",", ""))
        except InvalidOperation:
            return None, f"“{text[:30]}”不是金额"
        fits = amount.is_finite() and 0 <= amount < 10**9
        return (str(amount.quantize(Decimal("0.01"))), "") if fits else (None, "金额应当在0至10亿元之间")
    if len(text) > _LENGTHS[name]:
        return None, f"超过{_LENGTHS[name]}字"
    return text, ""


def _day(text: str) -> date | None:
    found = _DAY.match(text)
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
        if text.isdigit() and len(text) == 8:
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        if re.fullmatch(r"\d{5}(\.0+)?", text):  # a day that the sheet holds as a plain number
            return _EPOCH + timedelta(days=int(float(text)))
    except ValueError:
        return None
    return None


def template() -> bytes:
    """The empty form, with what each column takes."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "复议诉讼台账"
    for place, (name, headings) in enumerate(COLUMNS.items(), 1):
        cell = sheet.cell(1, place, headings[0] + ("*" if name in REQUIRED else ""))
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[cell.column_letter].width = 18
    sheet.freeze_panes = "A2"
    notes = workbook.create_sheet("填写说明")
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 24, 100
    for name, headings in COLUMNS.items():
        said = "、".join(_CHOICES[name]) if name in _CHOICES else "写作2025-01-15" if name.endswith("_on") else ""
        notes.append([headings[0], ("必填。" if name in REQUIRED else "") + said])
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()
