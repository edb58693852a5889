"""What the pages of the documentation say is there: commands, targets, files, links; and their examples run."""

from __future__ import annotations

import doctest
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from concord.cli.main import concord
from tests.architecture.tree import ROOT, SOURCE

FENCE = re.compile(r"^```(?P<kind>\S*)[^\n]*\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
SPAN = re.compile(r"`([^`\n]+)`")
PLACES = (ROOT, SOURCE / "concord", SOURCE / "concord" / "release", ROOT / "docs")
"""Where a path that a page names may begin."""


@cache
def pages() -> dict[str, str]:
    """Every page of documentation, by its path in the checkout; documents that ship are papers, not pages."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted(found)}


def prose(text: str) -> str:
    """A page without its blocks of code."""
    return FENCE.sub("", text)


def blocks(text: str, *kinds: str) -> list[str]:
    """The blocks of code of some kinds in a page."""
    return [match["text"] for match in FENCE.finditer(text) if match["kind"] in kinds]


# ---- links ----------------------------------------------------------------------------------------------------------


def anchors(text: str) -> frozenset[str]:
    """The names by which the headings of a page are linked to."""
    heads = re.findall(r"^#{1,6} +(.+)$", prose(text), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", head.casefold()).strip().replace(" ", "-") for head in heads)


def broken_links(page: str, text: str) -> list[str]:
    """The relative links of a page that lead to no file, or to no heading of one; links shown as code are none."""
    plain = SPAN.sub("code", prose(text))
    return [link["target"] for link in LINK.finditer(plain) if not _leads(page, text, link["target"])]


def _leads(page: str, text: str, target: str) -> bool:
    if "://" in target or target.startswith("mailto:"):
        return True
    path, _, anchor = target.partition("#")
    file = (ROOT / page).parent / path if path else ROOT / page
    if not file.exists():
        return False
    aimed = file.read_text(encoding="utf-8") if path and file.suffix == ".md" else text
    return not anchor or anchor in anchors(aimed)


@pytest.mark.parametrize("page", pages())
def test_every_relative_link_leads_somewhere(page: str) -> None:
    assert broken_links(page, pages()[page]) == []


def test_a_link_that_leads_nowhere_is_seen() -> None:
    text = "# One head\n[`a`](nowhere.md) [b](README.md#nothing) [c](#one-head) [d](LICENSE) `[e](f)`\n"
    assert broken_links("README.md", text) == ["nowhere.md", "README.md#nothing"]


PICTURE = ROOT / "docs" / "pictures" / "brief.png"


def test_the_picture_of_the_readme_is_wide_and_light() -> None:
    data = PICTURE.read_bytes()
    assert int.from_bytes(data[16:20], "big") == 1400  # PNG, third edition, 11.2.2: width of IHDR
    assert len(data) < 400_000


# ---- commands and paths ---------------------------------------------------------------------------------------------


def targets() -> frozenset[str]:
    """What `make` can be asked for."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return frozenset(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


def code_in(text: str) -> Iterator[str]:
    """Lines of shell and spans of code in a page."""
    for block in blocks(text, "sh", "console", ""):
        yield from block.splitlines()
    yield from SPAN.findall(prose(text))


def unknown_targets(text: str) -> list[str]:
    """Targets of `make` a page speaks of that the Makefile does not have."""
    asked = [match[1] for code in code_in(text) for match in re.finditer(r"(?:^|[$;&(] ?)make ([a-z]+)", code)]
    return [name for name in asked if name not in targets()]


def unknown_commands(text: str) -> list[str]:
    """Commands of `concord` a page speaks of that it does not have."""
    asked = [match[1] for code in code_in(text) for match in re.finditer(r"(?:^|\$ |/)concord ([a-z][\w -]*)", code)]
    return [words for words in asked if not _is_command(words.split())]


def _is_command(words: list[str]) -> bool:
    context = click.Context(concord, info_name="concord")
    found = concord.get_command(context, words[0])
    if isinstance(found, click.Group) and len(words) > 1 and not words[1].startswith("-"):
        return all(found.get_command(context, word) for word in words[1].split("|"))
    return found is not None


def unknown_paths(text: str) -> list[str]:
    """Paths of the checkout that a page names in code and that are not there."""
    named = [
        code for code in SPAN.findall(prose(text)) if re.fullmatch(r"(?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|md)", code)
    ]
    return [name for name in named if not any((place / name).exists() for place in PLACES)]


def missing_names(text: str) -> list[str]:
    """Names that a page says stand in a file, as in "`decide` (`src/concord/release/decide.py`)", and that do not."""
    said = re.findall(r"`(\w+)`\s+\(`([\w/.-]+\.py)`\)", text)
    return [f"{path}: {name}" for name, path in said if not any(_defines(place / path, name) for place in PLACES)]


def _defines(path: Path, name: str) -> bool:
    pattern = rf"^ *(?:def|class) {name}\b|^{name}\b.* = "
    return path.exists() and re.search(pattern, path.read_text(encoding="utf-8"), re.MULTILINE) is not None


NEWCOMERS = ("README.md", "CONTRIBUTING.md", "docs/tour.md", "docs/mechanisms.md")
"""Pages whose every command and path is there; decisions and the specification speak of what was, or may be, too."""


@pytest.mark.parametrize("page", pages())
def test_make_knows_what_pages_ask_it_for(page: str) -> None:
    assert unknown_targets(pages()[page]) == []


@pytest.mark.parametrize("page", NEWCOMERS)
def test_concord_knows_what_pages_ask_it_for(page: str) -> None:
    assert unknown_commands(pages()[page]) == []


@pytest.mark.parametrize("page", NEWCOMERS)
def test_the_paths_that_pages_name_are_there(page: str) -> None:
    assert unknown_paths(pages()[page]) == []


@pytest.mark.parametrize("page", NEWCOMERS)
def test_the_names_that_pages_give_stand_where_they_say(page: str) -> None:
    assert missing_names(pages()[page]) == []


def test_the_tour_names_what_it_walks_through() -> None:
    assert len(re.findall(r"\(`src/concord/[\w/.-]+\.py`\)", pages()["docs/tour.md"])) > 20


def test_the_readme_gives_the_two_commands() -> None:
    given = [line for block in blocks(pages()["README.md"], "sh") for line in block.splitlines()]
    assert {"make demo", "make test"} <= {line.partition("  ")[0].strip() for line in given}


def test_what_is_not_there_is_seen() -> None:
    text = "`make nothing` and `make test`, `concord nothing`, `concord facts open`, `concord facts close`\n"
    assert unknown_targets(text) == ["nothing"]
    assert missing_names("`decide` (`src/concord/release/decide.py`), `guess` (`src/concord/release/decide.py`)") == [
        "src/concord/release/decide.py: guess"
    ]
    assert unknown_commands(text) == ["nothing", "facts close"]
    assert unknown_paths("`src/concord/nothing.py`, `release/decide.py`, `EU/NATO`") == [
        "src/concord/nothing.py",
        "EU/NATO",
    ]


# ---- examples -------------------------------------------------------------------------------------------------------


def examples() -> Iterator[tuple[str, str]]:
    """The examples of Python in the pages, all of a page as one: each is run, and what it prints compared."""
    for page, text in pages().items():
        found = blocks(text, "pycon")
        if found:
            yield page, "\n".join(found)


def failures(text: str, page: str) -> int:
    """How many examples of a text do not print what they say."""
    test = doctest.DocTestParser().get_doctest(text, {}, page, page, 0)
    return doctest.DocTestRunner(verbose=False).run(test, out=lambda _: None).failed


@pytest.mark.parametrize("page", [page for page, _ in examples()])
def test_the_examples_of_a_page_run(page: str) -> None:
    assert failures(dict(examples())[page], page) == 0


def test_an_example_that_prints_something_else_is_seen() -> None:
    assert failures(">>> 1 + 1\n3\n", "sample") == 1
    assert failures(">>> 1 + 1\n2\n", "sample") == 0


def test_the_readme_has_an_example() -> None:
    assert "README.md" in dict(examples())


def test_the_decisions_are_numbered_without_gaps() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [name[:5] for name in names] == [f"{number:04d}-" for number in range(1, len(names) + 1)]


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_says_why_and_what_would_change_it(path: Path) -> None:
    heads = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert [head for head in ("Context", "Options", "Choice", "What would change our mind") if head not in heads] == []
