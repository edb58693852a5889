"""What the vault notes of its segments: which file stands for a mark of a kind, and up to which transaction.

Source: docs/spec/vault.md V60-V63.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.release.findings import Finding
from concord.vault.checks import LENGTH, with_check, without_check
from concord.vault.errors import DamagedError
from concord.vault.folder import Folder, Listed
from concord.vault.statements import Sql, all_rows, is_among, listed, note, noted, one_value, run

FORM = 1
"""How segments are made, by number: those of another are not read, and made anew."""

INTO_SEGMENT = "insert into vault_segment (kind, mark, file) values (%s, %s, %s)"
INTO_LEFT = "insert into vault_segment_left (kind, record) values (%s, %s) on conflict do nothing"
_TURNED = "segments turned"


@dataclass(frozen=True)
class Made:
    """The segments of a kind: right up to the transaction `position`, one for each of `marks`."""

    position: int
    marks: tuple[int, ...]
    form: int = FORM


def made(connection: BaseDatabaseWrapper, kind: str) -> Made | None:
    """What there is of a kind; None where there is nothing that can be used.

    Raises:
        DamagedError: the note is not the one that was written.
    """
    text = noted(connection, _name(kind))
    found = json.loads(text) if text else {}
    return Made(found["position"], tuple(found["marks"])) if found.get("form") == FORM else None


def has_segments(connection: BaseDatabaseWrapper, kind: str) -> bool:
    """Whether anything is listed, or noted, of a kind."""
    asked = "select 1 from vault_state where name = %s union select 1 from vault_segment where kind = %s"
    return one_value(connection, asked, _name(kind), kind) is not None


def note_made(connection: BaseDatabaseWrapper, kind: str, what: Made) -> None:
    """Note what there is of a kind; inside a transaction."""
    note(connection, _name(kind), json.dumps(asdict(what)))


def files(connection: BaseDatabaseWrapper, kind: str, marks: Iterable[int]) -> dict[int, Listed]:
    """The files of some marks, as far as they are listed.

    Raises:
        DamagedError: a row is not the one that was written.
    """
    asked = f"select mark, file from vault_segment where kind = %s and {is_among(connection, 'mark')}"
    rows = all_rows(connection, asked, kind, listed(connection, set(marks)))
    return {mark: _read(kind, mark, text) for mark, text in rows}


def list_files(connection: BaseDatabaseWrapper, kind: str, found: Mapping[int, Listed]) -> None:
    """List files, in place of those of the same marks; inside a transaction."""
    unlist(connection, kind, found)
    rows: list[tuple[Sql, ...]] = [
        (kind, mark, with_check(f"{file.name} {file.digest}", "a segment", kind, mark)) for mark, file in found.items()
    ]
    run(connection, INTO_SEGMENT, rows)


def unlist(connection: BaseDatabaseWrapper, kind: str, marks: Iterable[int]) -> None:
    """Take files off the list; inside a transaction."""
    run(connection, "delete from vault_segment where kind = %s and mark = %s", [(kind, mark) for mark in marks])


def names(connection: BaseDatabaseWrapper, kind: str | None = None) -> frozenset[str]:
    """The name of every file that is listed, or of every one of a kind, whether its row is damaged or not."""
    rows = all_rows(connection, "select kind, file from vault_segment")
    return frozenset(text[LENGTH:].split(" ")[0] for own, text in rows if kind in (None, own))


def left(connection: BaseDatabaseWrapper, kind: str) -> frozenset[str]:
    """The records of a kind that segments do not hold."""
    asked = "select record from vault_segment_left where kind = %s"
    return frozenset(name for (name,) in all_rows(connection, asked, kind))


def leave(connection: BaseDatabaseWrapper, kind: str, records: Iterable[str]) -> None:
    """Note records that segments do not hold; inside a transaction."""
    run(connection, INTO_LEFT, [(kind, record) for record in records])


def leave_only(connection: BaseDatabaseWrapper, kind: str, records: Iterable[str]) -> None:
    """Note which records of a kind segments do not hold, in place of those before; inside a transaction."""
    run(connection, "delete from vault_segment_left where kind = %s", [(kind,)])
    leave(connection, kind, records)


def turned(connection: BaseDatabaseWrapper) -> str:
    """What is another after each purge, and after marks were made anew: who made segments since looks at it."""
    return noted(connection, _TURNED) or "0"


def turn(connection: BaseDatabaseWrapper) -> None:
    """Segments that are being made hold what they must not: none of them is listed; inside a transaction."""
    note(connection, _TURNED, str(int(turned(connection)) + 1))


def forget(connection: BaseDatabaseWrapper, kind: str) -> None:
    """List nothing of a kind any more; inside a transaction."""
    for table in ("vault_segment", "vault_segment_left"):
        run(connection, f"delete from {table} where kind = %s", [(kind,)])
    run(connection, "delete from vault_state where name = %s", [(_name(kind),)])


def forget_all(connection: BaseDatabaseWrapper) -> None:
    """List nothing any more: marks are others; inside a transaction."""
    for table in ("vault_segment", "vault_segment_left"):
        run(connection, f"delete from {table}", [()])
    run(connection, "delete from vault_state where name like %s", [(_name("%"),)])
    turn(connection)


def check_segments(connection: BaseDatabaseWrapper, folder: Folder | None) -> Iterator[Finding]:
    """What is wrong with segments: a list or a file that is not as it was written (V41)."""
    if folder is None:
        return
    for kind, mark, text in all_rows(connection, "select kind, mark, file from vault_segment order by kind, mark"):
        place = f"segment {mark} of {kind}"
        try:
            folder.read(_read(kind, mark, text))
        except (OSError, DamagedError):
            yield Finding("V41", place, "the file that was written", "another, or none; renew the segments")


def _name(kind: str) -> str:
    return f"segments of {kind}"


def _read(kind: str, mark: int, text: str) -> Listed:
    return Listed(*without_check(text, "a segment", kind, mark).split(" "))
