"""How often and how to take the time, and the form in which it is told."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds: the median and the ends."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{number(self.median)}（{number(self.low)}–{number(self.high)}）"


def number(value: float) -> str:
    """Three digits that count."""
    return f"{value:.3g}" if value < 100 else f"{value:,.0f}"


def times(seconds: Iterable[float]) -> Times:
    """Of several runs."""
    all_of_them = [second * 1000 for second in seconds]
    return Times(median(all_of_them), min(all_of_them), max(all_of_them))


def measure(functions: Sequence[Callable[[], object]], rounds: int) -> list[Times]:
    """Wall time of a call of each, after one that does not count.

    Each round calls all of them in turn, so that what else the machine does falls on all alike.
    """
    for function in functions:
        function()
    gc.collect()
    taken: list[list[float]] = [[] for _ in functions]
    for _ in range(rounds):
        for function, seconds in zip(functions, taken, strict=True):
            begun = perf_counter()
            function()
            seconds.append(perf_counter() - begun)
    return [times(seconds) for seconds in taken]


def over_files(each: Sequence[Times]) -> Times:
    """Of several files: the median of their medians, and the fastest and slowest file."""
    medians = [one.median for one in each]
    return Times(median(medians), min(medians), max(medians))


def verdict(value: float, target: float) -> str:
    """Whether a target is met."""
    return "达标" if value <= target else "**未达标**"
