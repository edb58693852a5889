"""Every word of every page is there in French (W15)."""

from __future__ import annotations

import ast
import re
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import concord
from concord.dissemination import scene
from concord.dissemination.brief import apart, staff, traits
from concord.dissemination.brief.answers import GROUND, NEXT, TITLES
from concord.dissemination.brief.staff import WHO
from concord.dissemination.marks import Sure, Why
from concord.dissemination.scene import GRADES, house
from concord.facts.reading import group_rules
from concord.formats.docx.tree import BECOMES, LEFT_OUT, Sort
from concord.release.answers import Answer
from concord.release.explain import ALL_TEMPLATES
from concord.release.relations import AgreementKind, Standing
from concord.web.matrices import ALSO

SOURCE = Path(concord.__file__).parent
PLACES = (SOURCE / "web", SOURCE / "demo" / "site")
"""Folders of pages, each with a catalogue of its own."""
IN_TEMPLATES = re.compile(
    r'{% trans "([^"]+)"|{% blocktrans[^%]*%}(.*?)(?:{% plural %}|{% endblocktrans %})', re.DOTALL
)
IN_CODE = re.compile(r"""\b(?:_|n?gettext|gettext_lazy|gettext_noop)\(\s*(?:"([^"]+)"|'([^']+)')""")


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
        found |= {one or other for one, other in IN_CODE.findall(path.read_text())}
    for path in folder.rglob("*.py"):
        found |= {one or other for one, other in IN_CODE.findall(path.read_text())}
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


def test_what_the_kernel_and_the_parts_say_is_known_to_pages() -> None:
    rules = group_rules()
    heard = {*ALL_TEMPLATES, GROUND, *TITLES.values(), *NEXT.values(), *WHO.values(), *ALSO.values()}
    heard |= {rule.name for rule in rules} | {rule.sentence for rule in rules}
    heard |= {answer.value for answer in Answer} | {each.value for each in Standing} | set(GRADES.values())
    heard |= {kind.value.capitalize() for kind in AgreementKind} | {house(each) for each in ("EU", "PfP", "NATO")}
    heard |= phrases_in(staff) | phrases_in(apart) | phrases_in(traits) | phrases_in(scene)
    assert heard - said(SOURCE / "web") == set()


def test_what_is_told_of_a_file_is_known_to_pages() -> None:
    heard = {sort.value for sort in Sort} | {*BECOMES.values(), LEFT_OUT} | {each.value for each in Sure}
    heard |= {text for why in Why for text in why.value[1:]}
    assert heard - said(SOURCE / "web") == set()


def phrases_in(module: ModuleType) -> set[str]:
    """The texts of a module that have names in braces and are no format of their own: those of its phrases."""
    tree = ast.parse(Path(str(module.__file__)).read_text())
    formats = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in formats)
    texts = {node.value for node in constants if isinstance(node.value, str)}
    return {text for text in texts if re.search(r"{[a-z]+}", text) and " " in text}


@every_place
def test_the_compiled_catalogue_is_the_one_that_is_written(folder: Path) -> None:
    made = BytesIO()
    write_mo(made, french(folder))
    assert made.getvalue() == place(folder).with_suffix(".mo").read_bytes()
