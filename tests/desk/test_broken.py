"""Desks that leak, one for each way others have leaked: the proof of non-interference must catch every one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from concord.desk import ConflictError, Desk, Edition, Kind, MemoryStore, NotThereError, PastError, noting
from concord.desk.filing import Filing
from concord.desk.gate import Gate
from concord.desk.memory import _Transaction, _View
from concord.desk.noting import Note, Notes
from concord.desk.proposing import Proposing
from concord.desk.queries import MOST, Plan
from concord.desk.reading import Past
from concord.desk.records import Draft, Edit, Head, Portion, Source
from concord.desk.scan import found_in
from concord.desk.store import Row, Writing
from concord.release.findings import Finding
from tests.desk.stores import opening
from tests.desk.telling import Everything, differing

WORLDS = range(60)


def count_before_release(patch: pytest.MonkeyPatch) -> None:
    count = _View.count
    patch.setattr(_View, "count", lambda view, plan, gate: count(view, plan, Everything(gate.moment)))


def history_of_hidden_portions(patch: pytest.MonkeyPatch) -> None:
    """A version for every change, though nothing that is shown has changed."""

    def history(desk: Desk, record: str) -> tuple[Past, ...]:
        with desk._reading() as (snapshot, gate):
            found = tuple(snapshot.versions(record, gate))
            return tuple(Past(v.since, desk._edition(v.entry, snapshot)) for v in found if any(w.entry for w in found))

    patch.setattr(Desk, "history", history)


def search_on_hidden_text(patch: pytest.MonkeyPatch) -> None:
    """Words are looked for in all portions; the record is shown if anything of it is released."""
    entry_of = _View._entry

    def search(
        view: _View, kinds: Any, words: tuple[str, ...], after: Row | None, limit: int, gate: Gate
    ) -> Sequence[Row]:
        pairs = ((h, entry_of(view, h, gate)) for h in view._store.records.values())
        whole = (entry_of(view, held, Everything(gate.moment)) for held, shown in pairs if shown)
        return found_in((entry for entry in whole if entry), kinds, words, after, limit)

    patch.setattr(_View, "search", search)


def uniqueness_check(patch: pytest.MonkeyPatch) -> None:
    """A draft is refused if a record with its title exists, whoever may see it."""
    filed = Filing.filed

    def checked(filing: Filing, draft: Draft) -> tuple[Head, tuple[Portion, ...]]:
        snapshot: Any = filing._snapshot
        titles = {p.values.get("title") for h in snapshot._store.records.values() for _, p in h.portions_at(99)}
        for portion in draft.portions:
            if portion.values.get("title") in titles:
                filing.findings.append(Finding("D11", "title", "a title of its own", "one that exists"))
        return filed(filing, draft)

    patch.setattr(Filing, "filed", checked)


def page_before_release(patch: pytest.MonkeyPatch) -> None:
    """A page is cut from all records, and what is not released is then left out of it."""
    rows_of = _View.rows

    def rows(view: _View, plan: Plan, after: Row | None, limit: int, gate: Gate) -> Sequence[Row]:
        released = {row.id for row in rows_of(view, plan, after, MOST, gate)}
        return [row for row in rows_of(view, plan, after, limit, Everything(gate.moment)) if row.id in released]

    patch.setattr(_View, "rows", rows)


def edit_loses_what_is_hidden(patch: pytest.MonkeyPatch) -> None:
    """An edit writes the record as its writer saw it."""
    put = _Transaction.put

    def lossy(writing: _Transaction, head: Head, portions: Sequence[Portion], removed: Sequence[str] = ()) -> None:
        held = writing._store.records.get(head.id)
        hidden = [name for name in held.states if name.startswith(("h", "late"))] if held else []
        put(writing, head, portions, [*removed, *hidden])

    patch.setattr(_Transaction, "put", lossy)


def sources_without_release(patch: pytest.MonkeyPatch) -> None:
    """A source is looked for among all records."""
    source_of = Filing._source

    def unfiltered(filing: Filing, source: Source) -> Portion | None:
        gate = filing._gate
        filing._gate = Everything(gate.moment)
        found = source_of(filing, source)
        filing._gate = gate
        return found

    patch.setattr(Filing, "_source", unfiltered)


def conflict_with_what_is_hidden(patch: pytest.MonkeyPatch) -> None:
    """An edit is refused for any change since it was begun, and is shown the whole record."""

    def edit(desk: Desk, handed: Edit) -> object:
        with desk._store.writing(desk.moment.at) as writing:
            entry = writing.entry(handed.record, Everything(desk.moment))
            seen = desk._edition(writing.entry(handed.record, Gate(desk.moment)), writing)
            whole = desk._edition(entry, writing)
            if seen is not None and whole is not None:
                raise ConflictError(whole)
        raise NotThereError

    patch.setattr(Desk, "edit", edit)


def clock_that_tells(patch: pytest.MonkeyPatch) -> None:
    """Nothing is stored before what somebody else has stored."""
    writing_of = MemoryStore.writing

    def strict(store: MemoryStore, at: datetime) -> AbstractContextManager[Writing]:
        if at < store.last:
            raise PastError
        return writing_of(store, at)

    patch.setattr(MemoryStore, "writing", strict)


def handovers_of_whole_editions(patch: pytest.MonkeyPatch) -> None:
    """The note of one portion says of which edition it was, hidden portions and all."""
    patch.setattr(noting, "_as_given", lambda edition, portions, seal: seal.name(edition.digest))


def handovers_by_number(patch: pytest.MonkeyPatch) -> None:
    """The id of a note is made from its number among all that were given, hidden ones and all."""
    of = Notes.of

    def numbered(notes: Notes, edition: Edition, portions: Sequence[Portion], kind: Kind, party: str) -> Iterator[Note]:
        order = list(noting._by_label(portions))
        for head, *covered in of(notes, edition, portions, kind, party):
            number = order.index(covered[0].label_set)
            name = notes.seal.name(f"{notes.identity} {edition.id} {number} {party}")
            yield replace(head, id=name), *covered  # type: ignore[misc]  # as it was

    patch.setattr(Notes, "of", numbered)


def handovers_by_a_title_alone(patch: pytest.MonkeyPatch) -> None:
    """A note for each label, whether or not the record is there for who reads by it."""
    patch.setattr(noting, "_says_something", lambda portions, kind: True)


def widening_by_a_title_alone(patch: pytest.MonkeyPatch) -> None:
    """A proposal about a title is labelled as the title."""
    patch.setattr(Proposing, "_told_of", lambda proposing, entry, portion: [])


@pytest.mark.parametrize(
    ("plant", "method"),
    [
        (count_before_release, "count"),
        (history_of_hidden_portions, "history"),
        (search_on_hidden_text, "search"),
        (uniqueness_check, "file"),
        (page_before_release, "find"),
        (edit_loses_what_is_hidden, "secrets"),
        (sources_without_release, "file"),
        (conflict_with_what_is_hidden, "edit"),
        (clock_that_tells, "a desk opened before"),
        (handovers_of_whole_editions, "find"),
        (handovers_by_number, "find"),
        (handovers_by_a_title_alone, "find"),
        (widening_by_a_title_alone, "find"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_leak_is_found(
    plant: Callable[[pytest.MonkeyPatch], None], method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    with opening("memory") as open_one:
        assert any(method in differing(seed, open_one) for seed in WORLDS)
