"""Make the pictures of the site: `python docs/pictures/site.py` from the checkout; needs Chromium.

Both nodes of the demonstration are started afresh in a folder of their own, and looked at as personas of theirs.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
TITLE = "Harbour incident at Port Calder"


@dataclass(frozen=True)
class Picture:
    """A page as a persona sees it: how wide, in which language, light or dark; `follow` is a link of it to go to."""

    name: str
    account: str
    path: str
    width: int = 1280
    language: str = "en"
    scheme: Literal["light", "dark"] = "light"
    follow: str = ""


PICTURES = (
    Picture("tour", "", "/demonstration"),
    Picture("edition", "ie-eu", "/documents", follow=TITLE),
    Picture("matrix", "gsc", "/documents", follow="MATRIX"),
    Picture("register", "eeas", "/commitments?area=6"),
    Picture("principals-french", "eeas", "/commitments/principals", language="fr"),
    Picture("home-dark", "de-eu", "/", scheme="dark"),
    Picture("register-narrow", "eeas", "/commitments?area=6", width=360, language="fr"),
)


def take(browser: Browser, site: str, picture: Picture) -> None:
    """One picture, of what stands on the first screen."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": 900}, locale=picture.language, color_scheme=picture.scheme
    )
    page = context.new_page()
    page.goto(f"{site}/demonstration")
    if picture.account:
        page.locator(f"button[value='{picture.account}']").first.click()
    page.goto(site + picture.path)
    if picture.follow:
        page.get_by_role("link", name=TITLE).first.click()
    if picture.follow == "MATRIX":
        page.goto(f"{page.url}/matrix")
    page.screenshot(path=HERE / f"site-{picture.name}.png")
    context.close()


def main() -> None:
    """All pictures."""
    with TemporaryDirectory() as folder, sync_playwright() as started:
        command = [str(Path(sys.executable).with_name("concord")), "demo", "--folder", folder, "--port", "0", "--json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:  # noqa: S603  # our own
            site = json.loads(process.stdout.readline() if process.stdout else "")["nodes"]["eu"]
            browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for picture in PICTURES:
                take(browser, site, picture)
            browser.close()
            process.terminate()


if __name__ == "__main__":
    main()
