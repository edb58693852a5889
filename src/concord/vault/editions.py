"""Editions of rulebook and roster: every entry kept once, with the editions in which it stood. None is ever changed,
except that a person is erased.

Source: docs/spec/desk.md D85; docs/spec/vault.md V6.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from secrets import token_hex

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.erasing import Erased
from concord.desk.facts import Facts, InForce, StillHeldError, facts_of
from concord.desk.roster import Roster, bare
from concord.desk.written import WrittenError, read, write
from concord.release.rulebook import canonical
from concord.vault.checks import with_check, without_check
from concord.vault.errors import DamagedError
from concord.vault.statements import all_rows, instant_of, is_among, listed, note, one_value, run, state

INTO_FACT = """
insert into vault_fact (digest, place, body, salt) select %s, %s, %s, %s
where not exists (select 1 from vault_fact where digest = %s)
"""
INTO_ERASED = "insert into vault_erased (position, person, checked) values (%s, %s, %s)"
INTO_EDITION = "insert into vault_edition (number, position, name) values (%s, %s, %s)"
INTO_STANDING = "insert into vault_standing (digest, since, seal) values (%s, %s, %s)"
ENDING = "update vault_standing set until = %s where digest = %s and until is null"


def write_facts(connection: BaseDatabaseWrapper, facts: Facts, turn: int) -> None:
    """Store an edition that comes into force with the transaction `turn`; inside that transaction."""
    number = int(state(connection, "facts")) + 1
    note(connection, "facts", str(number))
    run(connection, INTO_EDITION, [(number, turn, facts.rulebook.edition)])
    entries = {_digest(name): (name.split(":", 1)[0], entry) for name, entry in facts.entries.items()}
    standing = {row[0] for row in all_rows(connection, "select digest from vault_standing where until is null")}
    new = {digest: entry for digest, entry in entries.items() if digest not in standing}
    rows = [(digest, place, write(entry), token_hex(SALT), digest) for digest, (place, entry) in new.items()]
    run(connection, INTO_FACT, rows)
    asked = f"select digest, salt, body from vault_fact where {is_among(connection, 'digest', 'text')}"
    kept = all_rows(connection, asked, listed(connection, new))
    run(connection, INTO_STANDING, [(digest, number, sealed(salt, body)) for digest, salt, body in kept])
    run(connection, ENDING, [(number, digest) for digest in standing - set(entries)])


def erase_person(connection: BaseDatabaseWrapper, person: str, turn: int) -> None:
    """Take what a person held out of every edition: an entry with its id alone stands where others stood (V6, V7).

    Raises:
        StillHeldError: the edition in force has another.
    """
    run(connection, INTO_ERASED, [(turn, person, with_check("", "an erasure", turn, person))])
    for digest, body in all_rows(connection, "select digest, body from vault_fact where place = 'persons'"):
        entry = read(body)
        left = bare(entry)
        if entry.id == person and entry != left:
            if one_value(connection, "select 1 from vault_standing where digest = %s and until is null", digest):
                raise StillHeldError
            (name,) = Facts(roster=Roster(persons=(left,))).entries
            run(connection, INTO_FACT, [(_digest(name), "persons", write(left), token_hex(SALT), _digest(name))])
            run(connection, "update vault_standing set digest = %s where digest = %s", [(_digest(name), digest)])
            run(connection, "delete from vault_fact where digest = %s", [(digest,)])


def read_erased(connection: BaseDatabaseWrapper) -> list[Erased]:
    """The persons that were erased, in the order in which they were (V7).

    Raises:
        DamagedError: one is not what was stored.
    """
    asked = """select e.position, e.person, e.checked, t.at, l.seat from vault_erased e
        join vault_transaction t on t.position = e.position join vault_log l on l.position = e.position
        order by e.position, e.person"""
    found = []
    for position, person, checked, at, seat in all_rows(connection, asked):
        without_check(checked, "an erasure", position, person)
        found.append(Erased(person, instant_of(at), seat))
    return found


def edition_at(connection: BaseDatabaseWrapper, at: int) -> int:
    """The number of the edition in force at an instant; 0 before the first."""
    asked = """select max(e.number) from vault_edition e join vault_transaction t on t.position = e.position
        where t.at <= %s"""
    return int(one_value(connection, asked, at) or 0)


def read_facts(connection: BaseDatabaseWrapper, number: int) -> InForce:
    """An edition by its number; with nothing in it before the first."""
    asked = """select t.at, e.name from vault_edition e join vault_transaction t on t.position = e.position
        where e.number = %s"""
    found = all_rows(connection, asked, number)
    if not found:
        return InForce()
    ((since, name),) = found
    standing = """select f.digest, f.place, f.body from vault_standing s join vault_fact f on f.digest = s.digest
        where s.since <= %s and (s.until is null or s.until > %s) order by f.digest"""
    entries = [_entry(*row) for row in all_rows(connection, standing, number, number)]
    return InForce(number, instant_of(since), facts_of(entries, name))


def _entry(digest: str, place: str, body: str) -> tuple[str, object]:
    try:
        entry = read(body)
    except WrittenError as error:
        raise DamagedError("a fact") from error
    if _digest(f"{place}:{canonical(entry)}") != digest:
        raise DamagedError("a fact")
    return place, entry


def check_facts(connection: BaseDatabaseWrapper) -> Iterator[int]:
    """The numbers of editions from which on an entry stands that is not the one that came into force with them.

    A person that was erased may stand where another entry did (V6).
    """
    asked = """select s.since, s.seal, f.place, f.body, f.salt
        from vault_standing s left join vault_fact f on f.digest = s.digest order by s.since"""
    for since, seal, place, body, salt in all_rows(connection, asked):
        if body is None or (sealed(salt, body) != seal and not _is_erased(place, body)):
            yield int(since)


def _is_erased(place: str, body: str) -> bool:
    return place == "persons" and body == write(bare(read(body)))


def sealed(salt: str, body: str) -> str:
    """What stays of an entry in the log when the entry is erased: nobody can guess it back without the salt."""
    return hashlib.sha256(f"{salt}{body}".encode()).hexdigest()


SALT = 16
"""How many bytes of chance an entry is sealed with."""


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
