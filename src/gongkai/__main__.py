"""`python -m gongkai`: the same as the command `gongkai`."""

from __future__ import annotations

from gongkai.cli import main

main(prog_name="gongkai")
