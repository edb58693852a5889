"""Forms as a browser sends them: what it makes of a value, of Enter, and of a place in a page (W9, W20, W119-W124)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import WIDE
from tests.chromium import NEEDED
from tests.web.conftest import give_passwords
from tests.web.house import House, make_house
from tests.web.serving import served
from tests.web.visiting import PASSWORD

pytestmark = NEEDED


@pytest.fixture(scope="module")
def forms_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, str]]:
    """A house of one's own, and its site."""
    found = make_house(Path(tmp_path_factory.mktemp("forms")) / "eu")
    give_passwords(found.folder)
    with served(found.folder) as address:
        yield found, address


@pytest.fixture
def page(forms_house: tuple[House, str], browser: Browser) -> Iterator[Page]:
    """A page of the first officer, in a browser that runs no script."""
    window = browser.new_context(
        base_url=forms_house[1], viewport=WIDE, locale="en-GB", java_script_enabled=False, service_workers="block"
    )
    found = window.new_page()
    found.goto("/")
    found.get_by_label("Account").fill("sec-1")
    found.get_by_label("Password").fill(PASSWORD)
    found.get_by_role("button", name="Sign in").click()
    yield found
    window.close()


def sit(page: Page, post: str) -> None:
    """Sit in another of one's posts."""
    page.locator("details.seat summary").click()
    page.get_by_role("button", name=post).click()


def test_a_token_is_made_from_the_page(page: Page) -> None:
    sit(page, "GSC/security-1")
    page.goto("/administration/tokens")
    page.get_by_role("button", name="Make it").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name=re.compile("Confirm|Go on|Continue")).click()
    page.goto("/administration/tokens")
    page.get_by_role("button", name="Make it").click()
    expect(page.locator("code.once")).to_have_count(1)


def begin(page: Page) -> None:
    """A new document with a title, a label and a text."""
    page.goto("/documents/new")
    page.get_by_label("Title:").fill("Typed in a browser")
    page.locator("#id_marking").fill("RESTREINT UE/EU RESTRICTED")
    page.locator("#id_p-0-text").fill("The first.")


def test_a_portion_that_is_added_is_where_the_page_is_then(page: Page) -> None:
    begin(page)
    page.get_by_role("button", name="Add a portion").click()
    expect(page).to_have_url(re.compile("#portion-2$"))
    expect(page.locator("#portion-2")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#id_p-1-form")).to_be_focused()


def test_enter_in_a_field_sends_the_form(page: Page) -> None:
    begin(page)
    page.get_by_label("Title:").press("Enter")
    expect(page.locator("main")).to_contain_text("Filed.")


def test_another_language_keeps_what_is_typed(page: Page) -> None:
    begin(page)
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("#id_title")).to_have_value("Typed in a browser")
    expect(page.locator("#id_p-0-text")).to_have_value("The first.")


def test_a_fault_leads_to_its_field(page: Page) -> None:
    begin(page)
    page.locator("#id_marking").fill("RESTREINT UE")
    page.get_by_role("button", name="File", exact=True).click()
    page.locator("#wrong a").click()
    expect(page.locator("#id_marking")).to_be_focused()
