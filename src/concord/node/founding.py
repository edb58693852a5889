"""The first start of a node: two officers sign one file, and nobody comes in any other way.

Source: docs/spec/node.md I6.
"""

from __future__ import annotations

import os
import tomllib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from concord.desk.facts import Facts, unknown_ways
from concord.desk.kinds import Kinds
from concord.desk.log import Signed
from concord.desk.queries import refuse
from concord.desk.roster import Account, Person, Post, Roster, Sitting
from concord.node.config import NAME, read_config
from concord.node.errors import NodeError
from concord.node.node import KEY, check_key, open_vault, read_key, read_part
from concord.node.seal import KEY_BYTES
from concord.node.signing import is_public, is_signed
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.periods import Period
from concord.release.readers import Clearance, Community
from concord.release.rulebook import Rulebook
from concord.vault import Vault

FORMAT = "concord-founding/1"
OFFICERS = 2


class _Clearance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    under: str
    levels: list[str]
    values: list[tuple[str, str]] = []


class Officer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the first two: account, person and post, what the person holds, and the public key in base 64."""

    account: str
    person: str
    post: str
    party: str
    through: str
    key: str
    nationality: str | None = None
    roles: list[str] = []
    communities: list[str] = []
    clearances: list[_Clearance] = []


class Founding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: the SHA-256 (hex) of the settings that are signed with it, and the officers."""

    format: str
    settings: str
    officer: list[Officer]


def read_founding(data: bytes, settings: bytes, *, source: str) -> Founding:
    """The founding of a node with some settings.

    Raises:
        MalformedError: every fault at once.
    """
    try:
        found = msgspec.convert(tomllib.loads(data.decode("utf-8")), Founding)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise MalformedError(source, (Finding("I6", "file", "a founding file in TOML", str(error)),)) from error
    findings = tuple(_faults(found, settings))
    if findings:
        raise MalformedError(source, findings)
    return found


def init(
    folder: Path, founding: bytes, signatures: Sequence[bytes], *, rulebook: Rulebook, kinds: Kinds, at: datetime
) -> Founding:
    """Make the node of a folder that holds its settings; each signature is one officer's over the founding file.

    Raises:
        MalformedError: the settings or the founding file cannot be used.
        NodeError: a signature is missing or wrong, or there is a node already.
    """
    settings = read_part(folder / NAME)
    config = read_config(settings, source=str(folder / NAME))
    found = read_founding(founding, settings, source="founding file")
    _check_signatures(found, founding, signatures)
    roster = _roster(found, at)
    refuse("founding file", unknown_ways(roster.posts, rulebook))
    vault = open_vault(config, folder, kinds)
    try:
        if vault.in_force().number or _is_used(vault):
            raise NodeError(f"{folder}: expected a folder without a node, found one that was founded")
        _make_key(folder / KEY)
        check_key(vault, read_key(folder))
        with vault.writing(at) as writing:
            writing.sign(Signed("found"))
            writing.turn(Facts(rulebook, roster))
    finally:
        vault.close()
    return found


def _is_used(vault: Vault) -> bool:
    with vault.reading(None) as snapshot:
        return snapshot.position > 0


def _faults(found: Founding, settings: bytes) -> Iterator[Finding]:
    if found.format != FORMAT:
        yield Finding("I6", "format", FORMAT, found.format)
    digest = sha256(settings).hexdigest()
    if found.settings != digest:
        yield Finding("I6", "settings", f"the SHA-256 of {NAME}: {digest}", found.settings)
    if len(found.officer) != OFFICERS:
        yield Finding("I6", "officers", f"{OFFICERS}", f"{len(found.officer)}")
    for name in ("account", "person", "post", "key"):
        values = [getattr(officer, name) for officer in found.officer]
        if len(set(values)) < len(values):
            yield Finding("I6", f"{name} of the officers", "one of each officer's own", "one twice")
    for number, officer in enumerate(found.officer):
        if not is_public(officer.key):
            yield Finding("I6", f"key of officer {number}", "an Ed25519 public key, 32 bytes in base 64", "another")
        for name in ("account", "person", "post", "party", "through"):
            if not getattr(officer, name).strip():
                yield Finding("I6", f"{name} of officer {number}", "a name", "none")


def _check_signatures(found: Founding, data: bytes, signatures: Sequence[bytes]) -> None:
    """Each officer's key has signed; which signature is whose does not matter."""
    for officer in found.officer:
        if not any(is_signed(data, signature, officer.key) for signature in signatures):
            raise NodeError(f"founding file: expected a signature of `{officer.account}`, found none that is right")


def _roster(found: Founding, at: datetime) -> Roster:
    """The officers in their posts, from this instant on."""
    since = Period(since=at, sure=at)
    return Roster(
        posts=tuple(
            Post(
                officer.post,
                officer.party,
                officer.through,
                communities=tuple(Community(name) for name in officer.communities),
                roles=frozenset(officer.roles),
                period=since,
            )
            for officer in found.officer
        ),
        persons=tuple(
            Person(officer.person, officer.nationality, tuple(map(_clearance, officer.clearances)))
            for officer in found.officer
        ),
        sittings=tuple(Sitting(officer.person, officer.post, since) for officer in found.officer),
        accounts=tuple(Account(officer.account, officer.person, since) for officer in found.officer),
    )


def _clearance(written: _Clearance) -> Clearance:
    return Clearance(written.under, frozenset(written.levels), frozenset(written.values))


def _make_key(path: Path) -> None:
    """A new key, readable by its owner alone; one that a first start left behind when it was stopped is kept."""
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(b64encode(os.urandom(KEY_BYTES)))
            file.flush()
            os.fsync(file.fileno())
