"""Every word of every page is there in French (W15)."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import concord.web

WEB = Path(concord.web.__file__).parent
PLACE = WEB / "locale" / "fr" / "LC_MESSAGES" / "django.po"
IN_TEMPLATES = re.compile(
    r'{% trans "([^"]+)"|{% blocktrans[^%]*%}(.*?)(?:{% plural %}|{% endblocktrans %})', re.DOTALL
)
IN_CODE = re.compile(r"""\b(?:_|n?gettext|gettext_lazy)\(\s*["']([^"']+)["']""")


def french() -> Catalog:
    """The catalogue."""
    return read_po(PLACE.read_bytes().splitlines(), locale="fr")


def said() -> set[str]:
    """Everything that pages say, as they say it in English."""
    found = set[str]()
    for path in WEB.rglob("*.html"):
        for one, several in IN_TEMPLATES.findall(path.read_text()):
            found.add(one or re.sub(r"{{ (\w+) }}", r"%(\1)s", several))
        found |= set(IN_CODE.findall(path.read_text()))
    for path in WEB.rglob("*.py"):
        found |= set(IN_CODE.findall(path.read_text()))
    return found


def test_everything_is_said_in_french() -> None:
    known = french()
    untranslated = {text for text in said() if text not in known or not known[text].string}
    assert untranslated == set()
    assert len(said()) > 50


def test_nothing_is_translated_that_no_page_says() -> None:
    ids = {message.id[0] if isinstance(message.id, tuple) else message.id for message in french() if message.id}
    assert ids - said() == set()


def test_the_compiled_catalogue_is_the_one_that_is_written() -> None:
    made = BytesIO()
    write_mo(made, french())
    assert made.getvalue() == PLACE.with_suffix(".mo").read_bytes()
