"""What the desk refuses. No message holds content, or tells a hidden thing from one that does not exist.

ConcordError
├── MalformedError   a draft, an edit, a query or a kind with faults: every finding at once
└── DeskError
    ├── NotThereError  no such record for this reader
    ├── ConflictError  the edition an edit was made from is no longer the one that is there
    ├── StaleError     rulebook or roster changed since the desk was opened
    ├── PastError      filing at a desk on the store as it was
    ├── StoreError     a store that is lost, full, busy or damaged
    ├── IncompleteError  a list of which the store lost a part: it is never shown cut short
    ├── HandleError    a cursor or token that this desk did not give, or not for this
    └── OwedError      a purge that is stored, and whose remains are still in files of the store

Source: docs/spec/desk.md D22, D26, D33, D42, D50-D55.
"""

from __future__ import annotations

from concord.desk.editions import Edition
from concord.release.errors import ConcordError


class DeskError(ConcordError):
    """Anything the desk refuses with a reason of its own."""


class NotThereError(DeskError):
    """No such record for this reader: it does not exist, or nothing of it is released; the words are the same."""

    def __init__(self) -> None:
        super().__init__("no such record")


class ConflictError(DeskError):
    """An edit was made from an edition that has changed since; `now` is the edition as it is (D53)."""

    def __init__(self, now: Edition) -> None:
        self.now = now
        super().__init__(
            f"the record has changed since the edit was begun: expected an edit of version {now.digest[:12]}"
        )


class StaleError(DeskError):
    """The rulebook or the roster is no longer the one this desk was opened with: open a new one (D42)."""

    def __init__(self) -> None:
        super().__init__("rules or seats have changed since this desk was opened: open a new one")


class PastError(DeskError):
    """A desk on the store as it was takes nothing in."""

    def __init__(self) -> None:
        super().__init__("this desk reads what was: nothing can be filed there")


class StoreError(DeskError):
    """A store that cannot be used as it is; the message says what was expected and what was found."""


class IncompleteError(DeskError):
    """A store named a record in a list and then had no edition of it: it is damaged (D33)."""

    def __init__(self) -> None:
        super().__init__("a list: expected every record that is named in it, found one missing; have the store checked")


class HandleError(DeskError):
    """A cursor or token that is not from this node, or was made for another reader or query (D33)."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: expected one that was given for this query and this seat, found another")


class OwedError(DeskError):
    """A removal is stored; what was removed still has remains in files, which the store removes later (D26)."""

    def __init__(self) -> None:
        super().__init__(
            "the removal is stored: expected no remains of it in the files of the store, found some that are held;"
            " they are removed as soon as nobody holds them: ask the same again to see whether they are"
        )
