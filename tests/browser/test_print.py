"""Pages on paper: what stands above and below does so on every sheet and covers nothing; steps need no colour.

Source: docs/spec/site.md W11, W114, W115.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from concord.desk.records import Draft, NewPortion
from concord.node.kinds import INSTALLED
from concord.node.node import open_node
from tests.browser.looking import WIDE
from tests.browser.test_partial import come_in
from tests.cast import NOON
from tests.chromium import NEEDED
from tests.node.founded import FIRST
from tests.web.conftest import give_passwords
from tests.web.house import MARKINGS, labelled, make_house
from tests.web.serving import served

PDFTOTEXT = shutil.which("pdftotext")
pytestmark = NEEDED
EXERCISE, MARKING = "EXERCISE EXERCISE EXERCISE", "CONFIDENTIEL UE/EU CONFIDENTIAL"
PORTIONS = 40
WORDS = " ".join(["words"] * 130)
EDGES = "each => { const style = getComputedStyle(each); return [style.borderLeftWidth, style.borderRightWidth]; }"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A site, and the id of a paper of an exercise that fills several sheets."""
    house = make_house(tmp_path_factory.mktemp("printed") / "eu")
    node = open_node(house.folder, INSTALLED)
    head = NewPortion("head", "head", {"title": "Drill", "exercise": True}, labelled(MARKINGS["public"]))
    body = [
        NewPortion(f"b{n}", "body", {"form": "paragraph", "text": f"begin{n:02} {WORDS} end{n:02}"}, labelled(MARKING))
        for n in range(PORTIONS)
    ]
    record = node.desk(*FIRST, at=NOON).file(Draft("drill", "document", (head, *body))).record
    node.close()
    give_passwords(house.folder)
    with served(house.folder) as site:
        yield site, record


@pytest.fixture(scope="module")
def window(printed: tuple[str, str], browser: Browser) -> Iterator[BrowserContext]:
    """A window of somebody who sees everything."""
    found = browser.new_context(base_url=printed[0], viewport=WIDE, locale="en-GB")
    come_in(found.new_page(), "sec-1")
    yield found
    found.close()


@pytest.fixture
def page(window: BrowserContext) -> Page:
    """The page in that window."""
    return window.pages[0]


def sheets(page: Page, path: str, folder: Path) -> list[list[str]]:
    """The lines of each sheet of a page, as a browser prints it by default: without backgrounds."""
    page.goto(path)
    page.pdf(path=folder / "page.pdf", prefer_css_page_size=True)
    text = subprocess.run([str(PDFTOTEXT), "-layout", folder / "page.pdf", "-"], check=True, stdout=subprocess.PIPE)
    return [
        [line.strip() for line in each.splitlines() if line.strip()] for each in text.stdout.decode().split("\f")[:-1]
    ]


@pytest.mark.skipif(PDFTOTEXT is None, reason="nothing on this machine reads the text of a PDF (pdftotext)")
@pytest.mark.parametrize("more", ["", "/edit", "/matrix"])
def test_every_sheet_has_exercise_and_marking_above_and_the_marking_below(
    printed: tuple[str, str], page: Page, tmp_path: Path, more: str
) -> None:
    found = sheets(page, f"/documents/{printed[1]}{more}", tmp_path)
    assert len(found) > 2
    assert [lines[:2] for lines in found] == [[EXERCISE, MARKING]] * len(found)
    assert [lines[-1] for lines in found] == [MARKING] * len(found)


@pytest.mark.skipif(PDFTOTEXT is None, reason="nothing on this machine reads the text of a PDF (pdftotext)")
@pytest.mark.parametrize("more", ["", "/edit"])
def test_no_text_is_lost_on_paper(printed: tuple[str, str], page: Page, tmp_path: Path, more: str) -> None:
    text = " ".join(line for lines in sheets(page, f"/documents/{printed[1]}{more}", tmp_path) for line in lines)
    assert [n for n in range(PORTIONS) if f"begin{n:02}" not in text or f"end{n:02}" not in text] == []


@pytest.mark.skipif(PDFTOTEXT is None, reason="nothing on this machine reads the text of a PDF (pdftotext)")
def test_a_matrix_is_printed_across_with_its_head_and_every_column(page: Page, tmp_path: Path) -> None:
    (lines,) = sheets(page, "/commitments/matrix", tmp_path)
    bodies = page.locator(".points thead th").all_inner_texts()[1:]
    assert [each for each in bodies if each not in " ".join(lines)] == []
    assert [lines[0], lines[-1]] == [MARKING, MARKING]


@pytest.mark.parametrize("colours", ["none", "active"])
def test_a_step_is_filled_or_empty_by_its_lines_alone(printed: tuple[str, str], page: Page, colours: str) -> None:
    page.emulate_media(media="print", forced_colors="active" if colours == "active" else "none")
    page.goto(f"/documents/{printed[1]}")
    steps = page.locator(".portion .steps").last
    on, off = (steps.locator(each).first.evaluate(EDGES) for each in (".on", "i:not(.on)"))
    page.emulate_media(media="screen", forced_colors="none")
    assert (on, off) == (["5px", "0px"], ["1px", "1px"])


@pytest.mark.parametrize("path", ["/documents", "/commitments", "/commitments/matrix", "/commitments/principals", "/"])
def test_nothing_stands_over_the_text_on_paper(page: Page, path: str) -> None:
    page.emulate_media(media="print")
    page.goto(path)
    above, main, below = (page.locator(each).first.bounding_box() for each in (".marking", "#main", ".marking.last"))
    page.emulate_media(media="screen")
    assert above is not None
    assert main is not None
    assert below is not None
    assert above["y"] + above["height"] <= main["y"]
    assert main["y"] + main["height"] <= below["y"] + 1
