"""Every page is open to everybody's tools, and keeps the policy of contents: axe in Chromium, console read (W82).

One address of each pattern (tests/web/proofs/walking.py), as each who sees the most of it, in both languages, light and
dark, wide and narrow.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.looking import WIDE, complaints, faults
from tests.web.proofs.coming import come_in
from tests.web.proofs.walking import ABSENT, GIVEN, WHEN, Reach, is_page, pattern, walked
from tests.web.visiting import Visitor

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (chromium, chromium-browser)"),
]
FEW = Reach(3, 1, seeks=False)
"""Three addresses of each pattern."""
LEADING = re.compile(rb' (?:href|value|action)="[^"]*"')
"""Where a page leads to and what stands in its fields: no rule asks for that, but for whether it is there."""
MORE = ("/log/held?party=NO", f"/log/replay?of=NO/delegate&at={WHEN}")
"""Pages that somebody has to type something for."""
OFFICER = "sec-1 GSC/security-1"
COMING = ((OFFICER, "en"), (OFFICER, "fr"), ("no-1", "en"), ("nobody-1", "fr"), ("", "en"), ("", "fr"))
"""Who sees everything, who sees little, who sits nowhere, who did not come in; and in which language."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


def window(browser: Browser, visitor: Visitor) -> BrowserContext:
    """A window of somebody who came in already."""
    found = browser.new_context(viewport=WIDE, locale=f"{visitor.language}-BE")
    found.add_cookies([{"name": each.name, "value": each.value or "", "url": visitor.site} for each in visitor.jar])
    return found


def chosen(visitor: Visitor, configured: tuple[str, ...]) -> list[str]:
    """The pages that are looked at: the longest of each pattern; one for each status that is a refusal.

    Of those that differ in nothing but where they lead to, one.
    """
    start = {route for route in configured if not GIVEN.search(route)} | {f"/documents/{ABSENT}", *MORE}
    shown = {path: each for path, each in walked(visitor, start, FEW).items() if each.body and is_page(each)}
    by_pattern: dict[str | int, list[str]] = {}
    for path, answer in shown.items():
        by_pattern.setdefault(answer.status if answer.status >= 400 else pattern(answer.address), []).append(path)
    longest = [max(paths, key=lambda path: ("?" not in path) * len(shown[path].body)) for paths in by_pattern.values()]
    return list({LEADING.sub(b" x", shown[path].plain): path for path in reversed(longest)}.values())


@pytest.mark.parametrize(("persona", "language"), COMING)
def test_every_page_is_open_to_everybody_and_keeps_its_policy(
    full_site: str, configured: tuple[str, ...], browser: Browser, persona: str, language: str
) -> None:
    visitor = come_in(full_site, persona, language)
    context = window(browser, visitor)
    page = context.new_page()
    wrong = complaints(page)
    paths = chosen(visitor, configured)
    for path in paths:
        page.goto(full_site + path)
        wrong += [f"{path} {each}" for each in faults(page, language)]
    context.close()
    print(f"{len(paths)} pages as {persona or 'nobody'} in {language}")
    assert "\n".join(wrong) == ""
    assert paths
