"""What a desk makes a store do: the calls of the store, and the text of every statement that a database is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from concord.desk.erasing import Erased
from concord.desk.facts import InForce
from concord.desk.store import Snapshot, Store, Writing
from concord.vault import Vault


@dataclass
class Heard:
    """Calls and statements in their order; the values of statements are left out: ids differ."""

    store: Store
    said: list[str] = field(default_factory=list)

    @property
    def last(self) -> datetime:
        """As the store says."""
        return self.store.last

    @property
    def facts(self) -> int:
        """As the store says."""
        return self.store.facts

    def in_force(self, at: datetime | None = None) -> InForce:
        """As the store says."""
        return self.store.in_force(at)

    def erased(self) -> Sequence[Erased]:
        """As the store says."""
        return self.store.erased()

    @contextmanager
    def reading(self, at: datetime | None) -> Iterator[Snapshot]:
        """A snapshot that is listened to."""
        with self._listening("reading"), self.store.reading(at) as snapshot:
            yield _Overheard(snapshot, self.said)  # type: ignore[misc]  # it passes every call on

    @contextmanager
    def writing(self, at: datetime) -> Iterator[Writing]:
        """A transaction that is listened to."""
        with self._listening("writing"), self.store.writing(at) as writing:
            yield _Overheard(writing, self.said)  # type: ignore[misc]  # it passes every call on

    @contextmanager
    def _listening(self, role: str) -> Iterator[None]:
        self.said.append(role)
        with ExitStack() as stack:
            if isinstance(self.store, Vault):
                stack.enter_context(self.store.connection(role).execute_wrapper(self._note))
            yield

    def _note(self, execute: Callable[..., Any], sql: str, values: Any, many: bool, context: Any) -> Any:
        self.said.append(sql)
        return execute(sql, values, many, context)


class _Overheard:
    """A snapshot or a transaction, each call of which is noted by its name."""

    def __init__(self, inner: object, said: list[str]) -> None:
        self._inner, self._said = inner, said

    def __getattr__(self, name: str) -> object:
        self._said.append(name)
        return getattr(self._inner, name)
