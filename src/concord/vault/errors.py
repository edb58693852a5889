"""What the vault refuses.

StoreError
└── VaultError            a database that cannot be used as it is
    ├── KeyedElsewhereError   keys that were worked out under other policies
    ├── IndexedElsewhereError lists that were made for other kinds
    ├── ClosedError           a vault that was closed, or opened before a fork
    ├── UnavailableError      a database that is lost, full or busy: the same may be asked again
    └── DamagedError          stored bytes that are not those that were stored

Source: docs/spec/vault.md V1, V2, V5, V14, V21.
"""

from __future__ import annotations

from concord.desk.errors import StoreError


class VaultError(StoreError):
    """A database that cannot be used as it is; the message says what was expected and what was found."""


class KeyedElsewhereError(VaultError):
    """The vault was keyed under other policies, profiles or equivalences: nothing may be read by these keys."""

    def __init__(self) -> None:
        super().__init__(
            "the vault was keyed under other policies: expected the rulebook in force, or one brought into force"
        )


class IndexedElsewhereError(VaultError):
    """The lists of the vault were made anew for other kinds: open it with those."""

    def __init__(self) -> None:
        super().__init__("the lists of the vault: expected those of the kinds it was opened with, found others")


class ClosedError(VaultError):
    """The vault was closed, or belongs to the process that opened it."""

    def __init__(self) -> None:
        super().__init__("the vault is not open here: expected a vault that this process opened and did not close")


class UnavailableError(VaultError):
    """The database did not do what was asked, for a reason of its own; the message says what to do."""


class DamagedError(VaultError):
    """What is stored is not what was stored there: nothing of it is read."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}: expected what was stored there, found it damaged; restore the vault from its backup")
