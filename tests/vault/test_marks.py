"""Marks: one condition, one number; what is released follows from the keys that pass (V15, V18)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from concord.desk import Desk, Kinds, Moment, Order, Query, Setting
from concord.desk.records import Head, Portion
from concord.desk.seals import MemorySeal
from concord.node.databases import open_sqlite
from concord.release.readers import Reader
from concord.vault import Vault
from concord.vault.errors import IndexedElsewhereError
from concord.vault.marks import condition
from concord.vault.statements import all_rows
from tests.cast import ADA, BEN, NOON, book
from tests.desk.conftest import OWN, STAFF, marked
from tests.desk.kinds import KINDS, NOTE, PAPER
from tests.desk.stores import turn

SETS = [frozenset(each) for each in ({1}, {2}, {1, 2}, {2, 3}, {1, 2, 3})]


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """An empty vault."""
    found = open_sqlite(tmp_path / "vault.sqlite3", book(), KINDS)
    yield found
    found.close()


def desk(vault: Vault, reader: Reader, kinds: Kinds = KINDS) -> Desk:
    """A desk of a reader an hour after noon."""
    moment = Moment(reader, book(), NOON + timedelta(hours=1), vault.facts)
    return Desk(moment, Setting(vault, kinds, MemorySeal(), {}))


def rows(vault: Vault, asked: str) -> list[tuple[object, ...]]:
    """What the tables hold."""
    return all_rows(vault.connection("writing"), asked)


def file_paper(vault: Vault) -> None:
    """A paper with a title for many and a paragraph for few, and one that is the other way round."""
    for record, title, paragraph in (("r1", STAFF, OWN), ("r2", OWN, STAFF)):
        portions = [
            Portion(f"{record}t", "title", "0", {"title": "Quay"}, marked(title), 1),
            Portion(f"{record}p", "paragraph", "1", {"text": "a tug"}, marked(paragraph), 1),
        ]
        with vault.writing(NOON) as writing:
            writing.put(Head(record, "paper", "x"), portions)


@pytest.mark.parametrize("needs", list(product(SETS, SETS)), ids=str)
@pytest.mark.parametrize("without", [frozenset[int](), frozenset({1}), frozenset({2, 3})], ids=str)
def test_a_condition_in_its_one_form_is_met_by_the_same_keys(
    needs: tuple[frozenset[int], ...], without: frozenset[int]
) -> None:
    found = condition(needs, without)
    for keys in (frozenset(n for n in (1, 2, 3) if bits >> n & 1) for bits in range(0, 16, 2)):
        assert (found is not None and found.is_met(keys)) == (all(map(keys.__and__, needs)) and not keys & without)


def test_a_set_that_another_implies_is_left_out() -> None:
    assert condition((frozenset({1}), frozenset({1, 2}))) == condition((frozenset({1}),))
    assert condition((frozenset({1}),), frozenset({1})) is None


def test_a_title_shows_with_a_paragraph_and_a_record_without_its_title_stands_last(vault: Vault) -> None:
    file_paper(vault)
    by_title = Query("paper", order=Order("title"))
    assert [e.id for e in desk(vault, ADA).find(by_title).editions] == ["r1", "r2"]
    assert [(e.id, e.value("title")) for e in desk(vault, BEN).find(by_title).editions] == [("r2", None)]
    assert desk(vault, BEN).group(Query("paper"), "title").groups[0].value is None
    assert [e.id for e in desk(vault, BEN).search("quay").editions] == []


def test_a_number_of_a_mark_is_never_used_again(vault: Vault) -> None:
    file_paper(vault)
    seen: dict[object, set[object]] = {}
    for turned in (book(), replace(book(), equivalences=()), book()):
        turn(vault, turned)
        for number, text in rows(vault, "select number, condition from vault_mark"):
            seen.setdefault(number, set()).add(text)
    assert len(seen) > 6
    assert all(number != 0 and len(texts) == 1 for number, texts in seen.items())


def test_a_change_touches_the_terms_and_texts_that_change(vault: Vault) -> None:
    file_paper(vault)
    texts, terms = "select number, portion, mark from vault_text", "select * from vault_term where record = 'r2'"
    was, others = {p: n for n, p, _ in rows(vault, texts)}, rows(vault, terms)
    with vault.writing(NOON) as writing:
        writing.put(Head("r1", "paper", "x"), [Portion("r1p", "paragraph", "1", {"text": "a quay"}, marked(STAFF), 1)])
    now = {p: n for n, p, _ in rows(vault, texts)}
    assert {p for p in was if was[p] == now[p]} == {"r1t", "r2t", "r2p"}
    assert rows(vault, terms) == others
    assert [e.id for e in desk(vault, BEN).search("quay").editions] == ["r1"]
    tallied = rows(vault, "select field, mark, terms from vault_tally where terms > 0 order by 1, 2")
    assert tallied == rows(vault, "select field, mark, count(*) from vault_term group by 1, 2 order by 1, 2")


def test_lists_are_made_anew_for_other_kinds_and_who_has_the_former_ones_reads_no_more(
    vault: Vault, tmp_path: Path
) -> None:
    file_paper(vault)
    unread = replace(PAPER, fields=(PAPER.fields[0], replace(PAPER.fields[1], searchable=False)))
    later = open_sqlite(tmp_path / "vault.sqlite3", book(), Kinds((NOTE, unread)))
    assert (desk(later, ADA, Kinds((NOTE, unread))).search("tug").editions, later.facts) == ((), 0)
    assert len(desk(later, ADA, Kinds((NOTE, unread))).search("quay").editions) == 2
    for opened in (vault.reading(None), vault.writing(NOON)):
        with pytest.raises(IndexedElsewhereError, match="expected those of the kinds it was opened with"), opened:
            pass
    later.close()


def test_a_kind_that_is_declared_otherwise_is_read_record_by_record(vault: Vault) -> None:
    file_paper(vault)
    unread = replace(PAPER, fields=(PAPER.fields[0], replace(PAPER.fields[1], searchable=False)))
    assert desk(vault, ADA, Kinds((unread,))).search("tug").editions == ()
    assert len(desk(vault, ADA).search("tug").editions) == 2
    assert desk(vault, ADA, Kinds((unread,))).count(Query("paper")).count == 2


def test_a_title_is_found_no_more_once_what_it_shows_with_is_hidden(vault: Vault) -> None:
    portions = [
        Portion("t", "title", "0", {"title": "Quay"}, marked(STAFF), 1),
        Portion("p", "paragraph", "1", {"text": "a tug"}, marked(STAFF), 1),
    ]
    found = []
    for changed in (portions, [replace(portions[1], label_set=marked(OWN))]):
        with vault.writing(NOON) as writing:
            writing.put(Head("r", "paper", "x"), changed)
        found.append([len(desk(vault, reader).search("quay").editions) for reader in (ADA, BEN)])
    assert found == [[1, 1], [1, 0]]


def test_records_of_one_value_stand_by_id_in_both_directions(vault: Vault) -> None:
    ids = [f"r{number}" for number in range(7)]
    with vault.writing(NOON) as writing:
        for identity in ids:
            values = {"title": "Quay" if identity < "r5" else "Basin"}
            writing.put(Head(identity, "note", "x"), [Portion(identity, "head", "0", values, marked(STAFF), 1)])
    for down, expected in ((False, ids[5:] + ids[:5]), (True, ids)):
        page = desk(vault, BEN).find(Query("note", order=Order("title", descending=down)), limit=3)
        assert [edition.id for edition in page.editions] == expected[:3]
