"""The command line, thin: each command calls one public function. Names and options are the contract."""

from __future__ import annotations

import click

from gongkai import __version__
from gongkai.cli.lazy import LazyGroup

__all__ = ["main"]


@click.group(
    cls=LazyGroup,
    lazy={"law": "gongkai.cli.law:law", "report": "gongkai.cli.report:report"},
    entry_group="gongkai.commands",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="gongkai", message="%(prog)s %(version)s")
def main() -> None:
    """公开：政府信息公开工作的程序。"""
