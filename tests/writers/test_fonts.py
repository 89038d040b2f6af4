"""The folder of free fonts that whatever draws pages is given."""

from __future__ import annotations

from pathlib import Path

from gongkai.writers.fonts import font_set, free_folder


def test_only_free_fonts_lie_in_the_folder() -> None:
    names = {one.name for one in Path(free_folder()).iterdir()}
    assert "NotoSerifCJKsc-Regular.otf" in names
    assert "NotoSansCJKsc-Regular.otf" in names
    assert not any("SimHei" in name for name in names)
    assert all(one.stat().st_size > 1_000_000 for one in Path(free_folder()).iterdir())


def test_one_folder_for_the_life_of_the_process() -> None:
    assert free_folder() == free_folder()
    assert font_set().text.families
