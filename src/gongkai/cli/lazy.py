"""A group whose commands are imported when they are called, so that `gongkai --help` starts at once."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click

__all__ = ["LazyGroup"]


class LazyGroup(click.Group):
    """``lazy`` maps a command's name to ``module:attribute``; ``entry_group`` names the entry points of other packages.

    Other packages add commands by their entry points, so that this one need not know them. A command of one's own is
    found without looking for them, and is never replaced by theirs.
    """

    def __init__(
        self, *args: Any, lazy: dict[str, str] | None = None, entry_group: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = lazy or {}
        self._entry_group = entry_group

    def _added(self) -> dict[str, EntryPoint]:
        """The commands of other packages by name."""
        return (
            {} if self._entry_group is None else {found.name: found for found in entry_points(group=self._entry_group)}
        )

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, loaded or not."""
        return sorted({*super().list_commands(ctx), *self._lazy, *self._added()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if target := self._lazy.get(cmd_name):
            module, _, attribute = target.partition(":")
            command = getattr(import_module(module), attribute)
        elif own := super().get_command(ctx, cmd_name):
            command = own
        elif added := self._added().get(cmd_name):
            command = added.load()
        else:
            return None
        assert isinstance(command, click.Command)
        return command
