"""What people come for, walked by keyboard alone and counted (docs/benches.md).

A click is a press of Enter or Space on what has the focus. What has the focus is reached by Tab, and can be seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import is_zipfile

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import WIDE
from tests.chromium import NEEDED
from tests.web.visiting import PASSWORD

pytestmark = NEEDED
COUNTED = Path(__file__).parents[3] / "docs" / "benches.md"
MOST = 150
"""Presses of Tab within which everything is reached."""
FOCUSED = """() => {
  const one = document.activeElement, place = one.getBoundingClientRect(), how = getComputedStyle(one)
  const isField = ["INPUT", "SELECT", "TEXTAREA"].includes(one.tagName)
  return [isField ? one.name : one.innerText || "", one.tagName, place.width > 0 && how.outlineStyle !== "none"]
}"""


@dataclass
class Walker:
    """Somebody with a keyboard."""

    page: Page
    clicks: int = 0
    unseen: list[str] = field(default_factory=list)

    def to(self, name: str) -> None:
        """Go by Tab to what bears a name."""
        for _ in range(MOST):
            self.page.keyboard.press("Tab")
            text, tag, is_seen = self.page.evaluate(FOCUSED)
            if not is_seen and tag in ("A", "BUTTON", "SUMMARY"):
                self.unseen.append(text)
            if re.search(name, text.strip()):
                return
        raise AssertionError(f"expected to reach {name} by Tab, found nothing of the kind on {self.page.url}")

    def click(self, name: str) -> None:
        """Go there and press Enter; the page that comes of it."""
        self.to(name)
        self.enter()

    def enter(self) -> None:
        """Press Enter on what has the focus; the page that comes of it."""
        self.clicks += 1
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, name: str, text: str) -> None:
        """Go to a field and type."""
        self.to(name)
        self.page.keyboard.type(text)

    def come_in(self, site: str, account: str) -> None:
        """Through the door: the first field has the focus already."""
        self.page.goto(f"{site}/account/login/")
        expect(self.page.locator("[name=login]")).to_be_focused()
        self.page.keyboard.type(account)
        self.type("^password$", PASSWORD)
        self.clicks += 1
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{site}/")


@pytest.fixture
def walker(browser: Browser) -> Iterator[Walker]:
    """Somebody in a window of their own."""
    page = browser.new_page(viewport=WIDE, locale="en-GB")
    yield Walker(page)
    page.context.close()


def delegate(walker: Walker, site: str) -> None:
    """Ten minutes: what is new, what I get of it, who else gets what and why, whom I call on the other side."""
    walker.come_in(site, "ie-1")
    walker.click("^Paper canaryheadpublic$")
    expect(walker.page.locator("article")).to_contain_text("canarypublic")
    walker.click("^Who reads what$")
    walker.to("^[●◐–]")
    walker.page.keyboard.press("ArrowDown")
    walker.page.keyboard.press("ArrowRight")
    walker.enter()
    expect(walker.page.locator("#why")).to_be_visible()
    walker.click("^Directory$")
    walker.to("^topic$")
    walker.page.keyboard.type("Hyb")
    walker.click("^Find$")
    expect(walker.page.locator("#part")).to_contain_text("Delegate of Norway")


def reader(walker: Walker, site: str) -> None:
    """One paper: from the door to the whole of the latest document."""
    walker.come_in(site, "no-1")
    walker.click("^Paper canaryheadstaffs$")
    expect(walker.page.locator("article")).to_contain_text("canarystaffs")


def principal(walker: Walker, site: str) -> None:
    """One page: what was agreed and where it stands, on the screen and as a file to take into the room."""
    walker.come_in(site, "ie-1")
    walker.click("^Commitments$")
    walker.click("^For principals$")
    expect(walker.page.locator("article")).to_contain_text("Decide. canarystaffs")
    walker.to("docx")
    walker.clicks += 1
    with walker.page.expect_download() as taken:
        walker.page.keyboard.press("Enter")
    assert is_zipfile(taken.value.path())


def officer(walker: Walker, site: str) -> None:
    """A status report: the point, the form, filed; it stands beside what the other bodies say."""
    walker.come_in(site, "sec-1")
    walker.click("^Commitments$")
    walker.click(r"^1\.10 ")
    walker.click("^Report the status$")
    walker.type("^entity$", "Com")
    walker.to("^status$")
    walker.page.keyboard.press("ArrowDown")
    walker.type("^next_step$", "Meet again in June.")
    walker.type("^marking$", "PUBLIC")
    walker.click("^File$")
    expect(walker.page.locator(".columns")).to_contain_text("Meet again in June.")


JOURNEYS = {
    "a delegate's ten minutes": delegate,
    "one paper": reader,
    "a principal's one page": principal,
    "a status report": officer,
}


@pytest.mark.parametrize("journey", JOURNEYS.values(), ids=JOURNEYS.keys())
def test_a_journey_is_walked_by_keyboard_in_as_many_clicks_as_is_written(
    full_site: str, walker: Walker, journey: Callable[[Walker, str], None], request: pytest.FixtureRequest
) -> None:
    journey(walker, full_site)
    name = request.node.callspec.id
    print(f"{name}: {walker.clicks} clicks")
    assert walker.unseen == []
    assert f"| {name} | {walker.clicks} |" in COUNTED.read_text()
