"""What axe finds on a page in Chromium, and what the browser itself complains of, such as a policy that is not kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it comes without types
from playwright.sync_api import ConsoleMessage, Page, ViewportSize

WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=360, height=800)
GRAVE = ("serious", "critical")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WHOLE = {"resultTypes": ["violations"]}
COLOURS = {**WHOLE, "runOnly": ["color-contrast", "link-in-text-block"]}
"""What another colour scheme can change."""
AXE = Axe()
OWN_STATUS = "Failed to load resource: the server responded with a status of 4"
"""What a browser says of a page that is a refusal."""


def complaints(page: Page) -> list[str]:
    """What a browser will complain of on a page, in a list that grows."""
    found: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and OWN_STATUS not in said.text:
            found.append(f"{page.url}: {said.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    return found


def grave(page: Page, options: Mapping[str, Any]) -> list[str]:
    """What axe, which is in the page, finds there if it is serious or critical: rule and place."""
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [
        f"{each['id']} {node['target']} {node['html'][:120]}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]


def faults(page: Page, language: str) -> Iterator[str]:
    """What is wrong with a page: all of it in one colour scheme; colours in the other, in French all of it narrow."""
    page.evaluate(AXE.axe_script)
    page.set_viewport_size(WIDE)
    one, other = SCHEMES if language == "en" else SCHEMES[::-1]
    page.emulate_media(color_scheme=one)
    yield from (f"{one}: {each}" for each in grave(page, WHOLE))
    page.emulate_media(color_scheme=other)
    if language == "fr":
        page.set_viewport_size(NARROW)
        width = page.evaluate("document.documentElement.scrollWidth")
        yield from [f"narrow: {width} pixels wide"] * (width > NARROW["width"])
    yield from (f"{other}: {each}" for each in grave(page, WHOLE if language == "fr" else COLOURS))
