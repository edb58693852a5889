"""One running installation: its settings, its key, its vault and the facts in force; it makes desks.

Source: docs/spec/node.md.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from concord.desk.acts import Act, missing
from concord.desk.desk import Desk
from concord.desk.facts import InForce
from concord.desk.kinds import Kinds
from concord.desk.moment import Moment
from concord.desk.queries import refuse
from concord.desk.roster import Person, reader
from concord.desk.seals import Seal
from concord.desk.setting import Setting
from concord.node.config import NAME, Config, FileStore, read_config
from concord.node.databases import open_postgresql, open_sqlite
from concord.node.errors import ClockError, NobodySatError, NodeError, NoSeatError
from concord.node.seal import NodeSeal
from concord.release.findings import Finding
from concord.release.names import require_utc
from concord.release.rulebook import Rulebook
from concord.vault import Vault

KEY = "node.key"
AGAIN = 5
"""How often the clock is read anew, where another process files between reading it and opening a desk."""


@dataclass(frozen=True)
class Seen:
    """What a post saw at an instant."""

    post: str
    at: datetime


class Node:
    """An open node."""

    def __init__(self, config: Config, vault: Vault, seal: NodeSeal, kinds: Kinds) -> None:
        self.config, self.vault = config, vault
        self.setting = Setting(vault, kinds, seal, config.acts, config.ceiling)
        vault.take_up()

    def desk(self, account: str, post: str, *, at: datetime, seen: Seen | None = None) -> Desk:
        """The desk of an account in a post, now; with `seen`, on what a post saw then (I3, I5).

        Raises:
            NoSeatError: the account does not sit in that post; NobodySatError: nobody sat in the other one then.
            ClockError: `at` is before the last transaction.
            ValueError: an instant has no time zone.
            MalformedError: what another post saw is for whoever may look at the log, and of an instant that has come.
        """
        for instant in (at, *([seen.at] if seen is not None else [])):
            require_utc(instant)
        if at < self.vault.last:
            raise ClockError
        facts = self.in_force
        moment = _moment(facts, account, post, at)
        desk = Desk(moment, self.setting)
        if seen is None:
            return desk
        refuse("seen", [*missing(Act.AUDIT, self.setting.acts_of(moment.reader), "seen"), *_to_come(seen, at)])
        return Desk(moment, self.setting, then=self._then(seen))

    def desk_now(self, account: str, post: str, clock: Callable[[], datetime], seen: Seen | None = None) -> Desk:
        """The desk of an account in a post at the instant that a clock shows.

        Raises:
            NoSeatError: the account does not sit in that post.
            ClockError: the clock is behind the last transaction, and stays so.
            MalformedError: as `desk`.
        """
        for _ in range(AGAIN):
            try:
                return self.desk(account, post, at=clock(), seen=seen)
            except ClockError:
                continue
        return self.desk(account, post, at=clock(), seen=seen)

    @property
    def in_force(self) -> InForce:
        """Rulebook and roster in force; those that another process brought into force are taken up."""
        return self.vault.take_up()

    @property
    def seal(self) -> Seal:
        """What seals handles, and what else a node hands out for itself alone (I7)."""
        return self.setting.seal

    @property
    def last(self) -> datetime:
        """The instant of the last transaction, by whichever process: nothing was filed since."""
        return self.vault.last

    def close(self) -> None:
        """Close its vault."""
        self.vault.close()

    def _then(self, seen: Seen) -> Moment:
        then = self.vault.in_force(seen.at)
        roster = then.facts.roster
        sat = roster.persons_in(seen.post, seen.at) if seen.post in {p.id for p in roster.posts_at(seen.at)} else ()
        if not sat:
            raise NobodySatError
        who = reader(roster.post_by_id[seen.post], sat[0][0])
        return Moment(who, then.facts.rulebook, seen.at, person=_name_of(sat[0][0]))


def _to_come(seen: Seen, at: datetime) -> list[Finding]:
    """Nobody saw anything yet at an instant that has not come (I5)."""
    return [Finding("I5", "seen", "an instant that has come", seen.at.isoformat())] if seen.at > at else []


def _moment(facts: InForce, account: str, post: str, at: datetime) -> Moment:
    roster = facts.facts.roster
    person, found = roster.person_of(account, at), roster.reader_of(account, post, at)
    if person is None or found is None:
        raise NoSeatError
    return Moment(found, facts.facts.rulebook, at, facts.number, _name_of(person))


def _name_of(person: Person) -> str:
    """By what two persons are told apart; a service is none (D60)."""
    return "" if person.is_service else person.id


def open_node(folder: Path, kinds: Kinds) -> Node:
    """The node in a folder.

    Raises:
        NodeError: there is none, or its key or its vault is not there.
        MalformedError: its settings cannot be read.
        VaultError: its vault cannot be opened.
    """
    config, key = read_settings(folder), read_key(folder)
    if isinstance(config.store, FileStore) and not (folder / config.store.file).exists():
        place = folder / config.store.file
        raise NodeError(
            f"{place}: expected the vault of the node, found none; restore it from a backup, or found a node"
        )
    vault = open_vault(config, folder, kinds, is_bare=False)
    try:
        check_key(vault, key)
        return Node(config, vault, key, kinds)
    except Exception:
        vault.close()
        raise


def read_settings(folder: Path) -> Config:
    """The settings in the folder of a node.

    Raises:
        NodeError: there are none.
        MalformedError: they cannot be read.
    """
    return read_config(read_part(folder / NAME), source=str(folder / NAME))


def open_to_restore(folder: Path, kinds: Kinds) -> Vault:
    """The vault of a folder that has the settings and the key of a node, made if it is not there.

    Raises:
        NodeError: the settings or the key are not there.
    """
    config = read_settings(folder)
    read_key(folder)
    return open_vault(config, folder, kinds)


@contextmanager
def opened(folder: Path, kinds: Kinds) -> Iterator[Node]:
    """The node in a folder, closed at the end."""
    node = open_node(folder, kinds)
    try:
        yield node
    finally:
        node.close()


def open_vault(config: Config, folder: Path, kinds: Kinds, *, is_bare: bool = True) -> Vault:
    """The vault that settings speak of, made if it is not there and may be bare.

    Raises:
        BareError: it holds nothing, and may not be bare.
    """
    if isinstance(config.store, FileStore):
        return open_sqlite(folder / config.store.file, Rulebook(), kinds, is_bare=is_bare)
    segments = folder / config.store.segments if config.store.segments else None
    return open_postgresql(config.store.server(folder), Rulebook(), kinds, segments, is_bare=is_bare)


def check_key(vault: Vault, key: NodeSeal) -> None:
    """Refuse a key that is not the one a vault is written under (I7): its ids would be others, and its handles void.

    Raises:
        NodeError: it is another.
    """
    if not vault.is_of(key.name("the key of this node")):
        raise NodeError(f"{KEY}: expected the key that this vault was written under, found another")


def read_key(folder: Path) -> NodeSeal:
    """The key of the node in a folder.

    Raises:
        NodeError: there is none, or it is none.
    """
    try:
        return NodeSeal(b64decode(read_part(folder / KEY), validate=True))
    except ValueError as error:
        raise NodeError(f"{folder / KEY}: expected the key of the node in base 64, found something else") from error


def read_part(path: Path) -> bytes:
    """The bytes of one file of a node."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise NodeError(f"{path}: expected a file of a node, found none that can be read") from error
