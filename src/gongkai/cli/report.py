"""`gongkai report`: read, check, convert, compare, corpus."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gongkai.readers.errors import Unreadable
from gongkai.report.model import AnnualReport

FINE, FOUND, UNREADABLE = 0, 1, 2
"""Exit statuses: nothing wrong, findings of severity error, input that cannot be read."""


@click.group()
def report() -> None:
    """年度报告：读取、核对、转换、对照、成批整理。"""


def _read(path: Path) -> AnnualReport | None:
    """The report in a file; None after one line on stderr that says which file cannot be read and why."""
    from gongkai.readers.report import read_report

    try:
        return read_report(path)
    except Unreadable as error:
        _say_unreadable(path, error.reason)
        return None


def _say_unreadable(path: Path, reason: str) -> None:
    click.echo(f"{path}：读不了——{' '.join(reason.split())}", err=True)


def _dump(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


_FILE = click.Path(path_type=Path)


@report.command()
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
def read(file: Path, as_json: bool) -> None:
    """读取一份年度报告，列出读到的内容。"""
    found = _read(file)
    if found is None:
        sys.exit(UNREADABLE)
    if as_json:
        from gongkai.report.json_form import to_json

        _dump(to_json(found))
        return
    from gongkai.cli.show import show_report

    for line in show_report(found):
        click.echo(line)


@report.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_FILE)
@click.option("--previous", type=_FILE, help="同一机关上一年度的报告，用于跨年核对")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
def check(files: tuple[Path, ...], previous: Path | None, as_json: bool) -> None:
    """核对一份或多份年度报告。"""
    before = None
    if previous is not None:
        before = _read(previous)
    status = UNREADABLE if previous is not None and before is None else FINE
    results = []
    for result, code in _check_all(files, before, as_json=as_json):
        results.append(result)
        status = max(status, code)
    if as_json:
        _dump(results)
    sys.exit(status)


def _check_all(
    files: tuple[Path, ...], before: AnnualReport | None, *, as_json: bool
) -> Iterator[tuple[dict[str, Any], int]]:
    from gongkai.checks import check_report
    from gongkai.checks.json_form import verdict_to_json
    from gongkai.cli.show import show_verdict
    from gongkai.readers.report import read_report

    for path in files:
        try:
            found = read_report(path)
        except Unreadable as error:
            _say_unreadable(path, error.reason)
            yield {"file": str(path), "error": error.reason}, UNREADABLE
            continue
        verdict = check_report(found, before)
        if not as_json:
            for line in show_verdict(path, found, verdict):
                click.echo(line)
        yield verdict_to_json(str(path), found, verdict), FOUND if verdict.failed else FINE


@report.command()
@click.argument("file", type=_FILE)
@click.argument("out", type=_FILE)
def convert(file: Path, out: Path) -> None:
    """把年度报告转换为另一种文件：按 OUT 的扩展名 docx、pdf、html、xlsx、json。"""
    from gongkai.writers import KINDS, UnknownKind, write

    kind = out.suffix[1:].lower()
    if kind not in KINDS:
        _fail(out, str(UnknownKind(kind)))
    found = _read(file)
    if found is None:
        sys.exit(UNREADABLE)
    try:
        write(found, out)
    except OSError as error:
        _fail(out, f"写不了——{error.strerror or error}")
    click.echo(f"已写入 {out}")


def _fail(path: Path, reason: str) -> None:
    click.echo(f"{path}：{reason}", err=True)
    sys.exit(UNREADABLE)


@report.command()
@click.argument("first", metavar="FILE", type=_FILE)
@click.argument("second", metavar="FILE", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
def compare(first: Path, second: Path, as_json: bool) -> None:
    """对照两份年度报告：逐格、逐项说法、各部分文字的相似程度。"""
    reports = [_read(path) for path in (first, second)]
    one, other = reports
    if one is None or other is None:
        sys.exit(UNREADABLE)
    from gongkai.checks.compare import compare_reports

    comparison = compare_reports(one, other)
    if as_json:
        _dump({"files": [str(first), str(second)], **comparison.to_json()})
        return
    from gongkai.cli.show import show_comparison

    for line in show_comparison(comparison, str(first), str(second)):
        click.echo(line)


@report.command()
@click.argument("folder", metavar="DIR", type=_FILE)
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="放 Parquet 文件的文件夹")
@click.option("--scheduler", help="Dask 集群的地址，例如 tcp://10.0.0.1:8786；不给则用本机的进程")
@click.option("--workers", type=click.IntRange(1), help="本机的进程数，默认等于处理器数")
def corpus(folder: Path, out: Path, scheduler: str | None, workers: int | None) -> None:
    """把成千上万份年度报告整理成 Parquet 数据：一行一份报告、一格、一条问题、一个读不了的文件。

    DIR 是文件夹，或一个文本文件，每行写一个报告文件。已经读过的文件按内容的哈希跳过。
    """
    from gongkai.corpus import CorpusError, build

    try:
        summary = build(folder, out, scheduler=scheduler, workers=workers, progress=sys.stderr.isatty())
    except CorpusError as error:
        click.echo(f"{folder}：{error}", err=True)
        sys.exit(UNREADABLE)
    click.echo(summary.sentence())
    sys.exit(UNREADABLE if summary.failed else FINE)
