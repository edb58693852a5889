"""Make `brief.png`, the picture of the README: `python docs/pictures/brief.py` from the checkout; needs Chromium."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from concord.cli.brief.command import brief

SHOWN = "#date=2017-05-15&cell=pilots.common-nato"
"""A square that is releasable on decision, opened."""

WIDTH, HEIGHT = 1400, 1120


def take(page: Path, picture: Path) -> None:
    """Open a page of a brief as `SHOWN` says, and take its picture in the light theme."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        view = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT},
            color_scheme="light",
            locale="en-GB",
            reduced_motion="reduce",
        )
        view.goto(page.as_uri() + SHOWN)
        view.locator("#running").wait_for()
        view.evaluate("window.scrollTo(0, 0)")
        view.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "demo.html"
        brief.main(["demo", "--html", str(made)], standalone_mode=False)
        take(made, Path(__file__).with_name("brief.png"))
