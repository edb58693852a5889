"""Receipts of what was purged: one for each state that a portion was in, keyed by the label that it had then.

Before the label stands a check over it and all that a reader is told by the receipt.
Source: docs/spec/vault.md V31, V52.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.store import Gone
from concord.release.labels import LabelSet
from concord.vault.bodies import read_label_set, write_label_set
from concord.vault.errors import DamagedError
from concord.vault.keys import Keys
from concord.vault.statements import Sql, all_rows, is_among, listed, run

TOLD = "position, record, portion, since, until, key, is_last, counts, reason"
INTO_PURGED = f"""insert into vault_purged ({TOLD}, label, seat, digest, line)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""


@dataclass(frozen=True)
class Receipt:
    """That a transaction removed the state in which a portion was `since` one transaction `until` before another."""

    position: int
    record: str
    portion: str
    since: int
    until: int
    key: int
    is_last: int
    counts: int
    reason: str

    def gone(self, at: datetime) -> Gone:
        """What a desk is told of it."""
        own = self.record, self.portion, self.since, self.until
        return Gone(*own, is_last=bool(self.is_last), counts=bool(self.counts), at=at, reason=self.reason)


@dataclass(frozen=True)
class Kept:
    """What is kept with a receipt and told to nobody: the label, who purged, a digest by the key of the node.

    `line` is the digest by which the release log holds what was there.
    """

    label_set: LabelSet
    seat: str
    digest: str
    line: str


def receipt_rows(receipts: Iterable[tuple[Receipt, Kept]]) -> list[tuple[Sql, ...]]:
    """Receipts as they are stored, by `INTO_PURGED`."""
    return [
        (*astuple(told), write_label_set(kept.label_set, *_place(told)), kept.seat, kept.digest, kept.line)
        for told, kept in receipts
    ]


def read_receipts(
    connection: BaseDatabaseWrapper, position: int, passing: Iterable[int]
) -> list[tuple[Receipt, LabelSet]]:
    """The receipts up to a transaction whose keys pass, with their labels, in the order of what was removed.

    Raises:
        DamagedError: one is not what was stored.
    """
    asked = f"""select {TOLD}, label from vault_purged where position <= %s and {is_among(connection, "key")}
        order by position, record, portion, since"""
    rows = all_rows(connection, asked, position, listed(connection, passing))
    return [(told, read_label_set(label, *_place(told))) for told, label in map(_receipt, rows)]


def key_receipts(keys: Keys, connection: BaseDatabaseWrapper) -> None:
    """Put receipts under other keys, by the labels themselves; inside a transaction."""
    rows = all_rows(connection, f"select {TOLD}, label from vault_purged")
    found = [(told, read_label_set(label, *_place(told))) for told, label in map(_receipt, rows)]
    numbers = keys.numbers([label_set for _, label_set in found], connection)
    anew = [(replace(told, key=numbers[label_set]), label_set) for told, label_set in found]
    run(
        connection,
        """update vault_purged set key = %s, label = %s
        where position = %s and record = %s and portion = %s and since = %s""",
        [
            (told.key, write_label_set(label_set, *_place(told)), told.position, told.record, told.portion, told.since)
            for told, label_set in anew
        ],
    )


def check_receipts(connection: BaseDatabaseWrapper) -> Iterator[Receipt]:
    """The receipts that are not what was stored."""
    for told, label in map(_receipt, all_rows(connection, f"select {TOLD}, label from vault_purged")):
        try:
            read_label_set(label, *_place(told))
        except DamagedError:
            yield told


def _receipt(row: tuple[Any, ...]) -> tuple[Receipt, str]:
    *told, label = row
    return Receipt(*told), label


def _place(told: Receipt) -> tuple[str | int, ...]:
    return "a receipt", *astuple(told)
