"""Every word of every page is there in French (W15)."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import concord

SOURCE = Path(concord.__file__).parent
PLACES = (SOURCE / "web", SOURCE / "demo" / "site")
"""Folders of pages, each with a catalogue of its own."""
IN_TEMPLATES = re.compile(
    r'{% trans "([^"]+)"|{% blocktrans[^%]*%}(.*?)(?:{% plural %}|{% endblocktrans %})', re.DOTALL
)
IN_CODE = re.compile(r"""\b(?:_|n?gettext|gettext_lazy)\(\s*["']([^"']+)["']""")


def place(folder: Path) -> Path:
    """Where a catalogue is written."""
    return folder / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def french(folder: Path) -> Catalog:
    """The catalogue of some pages."""
    return read_po(place(folder).read_bytes().splitlines(), locale="fr")


def said(folder: Path) -> set[str]:
    """Everything that pages say, as they say it in English."""
    found = set[str]()
    for path in folder.rglob("*.html"):
        for one, several in IN_TEMPLATES.findall(path.read_text()):
            found.add(one or re.sub(r"{{ (\w+) }}", r"%(\1)s", several))
        found |= set(IN_CODE.findall(path.read_text()))
    for path in folder.rglob("*.py"):
        found |= set(IN_CODE.findall(path.read_text()))
    return found


every_place = pytest.mark.parametrize("folder", PLACES, ids=[folder.name for folder in PLACES])


@every_place
def test_everything_is_said_in_french(folder: Path) -> None:
    known = french(folder)
    untranslated = {text for text in said(folder) if text not in known or not known[text].string}
    assert untranslated == set()
    assert len(said(folder)) > 20


@every_place
def test_nothing_is_translated_that_no_page_says(folder: Path) -> None:
    found = french(folder)
    ids = {message.id[0] if isinstance(message.id, tuple) else message.id for message in found if message.id}
    assert ids - said(folder) == set()


@every_place
def test_the_compiled_catalogue_is_the_one_that_is_written(folder: Path) -> None:
    made = BytesIO()
    write_mo(made, french(folder))
    assert made.getvalue() == place(folder).with_suffix(".mo").read_bytes()
