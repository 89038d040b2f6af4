"""What axe finds on a page that has come to rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}
STATUTORY = {**RULES, "runOnly": RULES["runOnly"][:-1]}
"""Without the habits that WCAG does not ask for: Wagtail's own pages have some of their own."""
_SCRIPT = Axe().axe_script
# What fades or slides in has no contrast yet; Wagtail's messages wait for the page to be loaded before they begin.
_AT_REST = """() => document.readyState === 'complete'
    && [...document.querySelectorAll('.messages > ul')].every(one => getComputedStyle(one).opacity === '1')
    && document.getAnimations().every(one => one.playState !== 'running'
        || one.effect.getComputedTiming().endTime === Infinity)"""


def violations(page: Page, *, rules: dict[str, list[str]] = RULES) -> list[str]:
    """A line for each element axe objects to, after everything that moves has stopped; none is a good page."""
    page.wait_for_function(_AT_REST)
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(_SCRIPT)
    told = page.evaluate("options => axe.run(document, options)", rules)
    return [
        f"{found['id']} {node['target']} {node['html'][:120]} {node.get('failureSummary', '')}"
        for found in told["violations"]
        for node in found["nodes"]
    ]
