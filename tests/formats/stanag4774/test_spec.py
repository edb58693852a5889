"""The page that describes the format keeps step with the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from concord.formats.stanag4774 import read
from concord.formats.stanag4774.spec import (
    ATTRIBUTES_MOST,
    FILE_BYTES_MOST,
    FOREIGN_MOST,
    ID_TYPES,
    LABEL_BYTES_MOST,
    SUCCESSORS_MOST,
    Rule,
)
from concord.release.findings import Weight
from tests.formats.stanag4774 import broken
from tests.formats.stanag4774.test_schema import STRICTER
from tests.formats.stanag4774.written import SHARED

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "spec" / "stanag4774.md").read_text(encoding="utf-8")
ROWS = {row[0]: row for row in re.findall(r"^\| `(4774\.[a-z-]+)` \| (.*) \| ([a-z, ]+) \|$", PAGE, re.MULTILINE)}


def test_the_page_lists_every_rule_once_in_order() -> None:
    assert list(ROWS) == [rule.value for rule in Rule]


def test_rules_stricter_than_the_schema_are_marked() -> None:
    marked = {name for name, (_, _, origin) in ROWS.items() if origin != "schema"}
    assert {str(rule) for rule in STRICTER if str(rule).startswith("4774.")} <= marked


def test_the_page_names_the_limits() -> None:
    limits = [
        (Rule.SIZE, f"at most {LABEL_BYTES_MOST // 1024} KiB"),
        (Rule.SIZE, f"at most {FILE_BYTES_MOST // 1024**2} MiB"),
        (Rule.FOREIGN, f"at most {FOREIGN_MOST} foreign"),
        (Rule.ATTRIBUTE, f"at most {ATTRIBUTES_MOST} on one"),
        (Rule.SUCCESSION, f"at most {SUCCESSORS_MOST} successors"),
    ]
    assert [words for rule, words in limits if words not in ROWS[rule.value][1]] == []
    assert len(ID_TYPES) == 8


def test_notes_are_marked_as_notes() -> None:
    marked = {name for name, (_, words, _) in ROWS.items() if words.startswith("NOTE: ")}
    errors = {
        finding.rule for s in broken.LABELS for finding in read(s.data).findings if finding.weight is Weight.ERROR
    }
    assert marked == {"4774.zone", "4774.fraction", "4774.review", "4774.legacy", "4774.reference"}
    assert not marked & errors


def test_every_rule_on_labels_has_a_broken_sample() -> None:
    tried = {rule for sample in (*broken.LABELS, *broken.SETS) for rule, _ in sample.errors}
    elsewhere = {"4774.count", "4774.size", "4774.claim", "4774.policy", "4774.tag-set", "4774.written"}
    notes = {"4774.zone", "4774.fraction", "4774.review", "4774.legacy", "4774.reference"}
    assert tried >= {rule.value for rule in Rule} - elsewhere - notes


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder `shared` is not beside the checkout")
def test_the_page_quotes_no_sentence_of_the_schema() -> None:
    sentences = {
        " ".join(text.split())
        for text in re.findall(r">([^<>]{40,})<", (SHARED / "nl-cl.xsd").read_text(encoding="utf-8"))
    }
    assert sentences
    assert [sentence for sentence in sentences if sentence in " ".join(PAGE.split())] == []
