"""Putting a rulebook together: policies, profiles and facts that ship, with the operator's own beside them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial, wraps
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from concord.cli.errors import UsageError
from concord.cli.inputs import policy_options, read_file, rulebook_options
from concord.facts import Facts, overlay, shipped
from concord.formats import marking, profile
from concord.formats.spif.read import read as read_policy
from concord.release.errors import MalformedError
from concord.release.findings import Finding, Weight
from concord.release.labels import Label
from concord.release.names import fold
from concord.release.policy import Policy
from concord.release.profile import Profile
from concord.release.rulebook import Rulebook

POLICIES = ("nato-exercise", "eu-exercise", "public")
PUBLISHED = ("published-nato-79", "published-nato-88", "published-public")
"""Profiles for policies whose files come from the operator."""

NO_FACTS = Facts((), (), (), (), ())

NO_PROFILE = "R21"
"""The rule of the finding that a policy has no profile."""


@dataclass(frozen=True)
class Book:
    """A rulebook with the facts it was made from, and what was found on the way.

    `own` are the folded names of the policies the operator gave: markings of their owners are theirs.
    """

    rulebook: Rulebook
    facts: Facts
    findings: tuple[Finding, ...] = ()
    own: frozenset[str] = frozenset()

    def read_marking(self, text: str, created: datetime) -> Label:
        """The label a printed marking stands for, under the policies in force at `created`."""
        return self.markings.read(text, created)

    @property
    def vocabulary(self) -> marking.Vocabulary:
        """The words of the policies that have a profile."""
        return self.markings.vocabulary

    def print_label(self, label: Label, *, code: str = "pageTopBottom", language: str = "en") -> str:
        """The printed marking of a label; its policy and level where the rulebook cannot print it."""
        return self.markings.write(label, code=code, language=language)

    @cached_property
    def markings(self) -> marking.Markings:
        """How labels are printed and read; of one owner by the operator's policies alone."""
        return marking.Markings(self.rulebook, self.own)

    def warn(self) -> None:
        """Say on standard error which policies have no profile that serves or fits them."""
        for finding in self.findings:
            if finding.rule in (NO_PROFILE, "F15") and finding.weight is not Weight.NOTE:
                click.echo(f"note: {finding}", err=True)


OpenBook = Callable[..., Book]
"""Makes the rulebook a command was asked to decide under, when the command needs it."""


def book_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of a rulebook, and `open_book` to make it."""

    @rulebook_options
    @wraps(command)
    def run(*, policies: Sequence[str], profiles: Sequence[str], overlay: str | None, **rest: Any) -> int:
        return command(open_book=partial(make_book, policies=policies, profiles=profiles, overlay=overlay), **rest)

    return run


def label_book_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of policies that stand alone, and `open_book` to make a rulebook of them."""

    @policy_options
    @wraps(command)
    def run(*, policies: Sequence[str], profiles: Sequence[str], **rest: Any) -> int:
        return command(open_book=partial(make_label_book, policies=policies, profiles=profiles), **rest)

    return run


def make_book(*, policies: Sequence[str] = (), profiles: Sequence[str] = (), overlay: str | None = None) -> Book:
    """The rulebook that ships, with policies, profiles and facts from files beside it.

    A policy from a file is a further edition of a shipped one of its name and OID, and takes the place of one of its
    name alone; a profile from a file takes the place of every shipped profile of its policy. A policy without a profile
    is loaded, with a finding: its labels are withheld (PROFILE).

    Raises:
        MalformedError: a file cannot be read, or a profile from a file does not fit its policy.
        UsageError: a file is missing, or a profile from a file serves no policy.
    """
    facts, findings = read_facts(overlay)
    return _with_files(facts, findings, policies, profiles, beside=shipped_policies())


def make_label_book(*, policies: Sequence[str] = (), profiles: Sequence[str] = ()) -> Book:
    """A rulebook for labels and markings alone: policies from files, and only without any those that ship; no facts.

    Raises:
        MalformedError, UsageError: as `make_book`.
    """
    return _with_files(NO_FACTS, (), policies, profiles, beside=() if policies else shipped_policies())


def _with_files(
    facts: Facts,
    findings: tuple[Finding, ...],
    policies: Sequence[str],
    profiles: Sequence[str],
    *,
    beside: tuple[Policy, ...],
) -> Book:
    read = [_read_policy(path) for path in policies]
    own = [policy for policy, _ in read]
    oids = {fold(policy.name): policy.oid for policy in own}
    beside = tuple(policy for policy in beside if oids.get(fold(policy.name), policy.oid) == policy.oid)
    given = [(path, profile.read(read_file(path), source=path)) for path in profiles]
    book = _assemble(facts, (*own, *beside), [found for _, found in given])
    for path, found in given:
        _check_fit(path, found, book.rulebook)
    doubts = [*(f for _, noted in read for f in noted), *_unserved(policies, own, book.rulebook)]
    return replace(book, findings=(*findings, *doubts), own=frozenset(oids))


def shipped_book() -> Book:
    """The rulebook as it ships: exercise policies, profiles and facts, nobody's own beside them."""
    return _assemble(shipped(), shipped_policies(), ())


def _assemble(facts: Facts, policies: Sequence[Policy], profiles: Sequence[Profile]) -> Book:
    named = {fold(found.policy) for found in profiles}
    known = {(fold(policy.name), policy.oid) for policy in policies}
    served = (profile.read(_resource(f"{n}.profile.toml"), source=n) for n in (*POLICIES, *PUBLISHED))
    ships = (p for p in served if fold(p.policy) not in named and (fold(p.policy), p.oid) in known)
    rulebook = Rulebook(
        policies=tuple(policies),
        profiles=(*profiles, *ships),
        memberships=facts.memberships,
        agreements=facts.agreements,
        equivalences=facts.equivalences,
        questions=facts.questions,
        edition=f"shipped, facts {facts.digest[:8]}",
    )
    return Book(rulebook, facts)


def shipped_policies() -> tuple[Policy, ...]:
    """The exercise policies that ship."""
    names = [f"{name}.spif.xml" for name in POLICIES]
    return tuple(_policy(_resource(name), name)[0] for name in names)


def _read_policy(path: str) -> tuple[Policy, tuple[Finding, ...]]:
    policy, findings = _policy(read_file(path), path)
    return policy, tuple(replace(finding, place=f"{path}: {finding.place}") for finding in findings)


def _policy(data: bytes, source: str) -> tuple[Policy, tuple[Finding, ...]]:
    reading = read_policy(data, source=source)
    if reading.policy is None:
        raise MalformedError(source, tuple(f for f in reading.findings if f.weight is Weight.ERROR))
    return reading.policy, reading.findings


def _check_fit(path: str, given: Profile, rulebook: Rulebook) -> None:
    """A profile from a file serves a policy that is loaded, and fits every edition it serves."""
    served = [policy for policy in rulebook.policies if given.serves(policy.name, policy.edition)]
    if not served:
        loaded = ", ".join(f"`{policy.name}` edition {policy.edition}" for policy in rulebook.policies)
        last = f" to {given.last_edition}" if given.last_edition else ""
        found = f"one for `{given.policy}` editions from {given.first_edition}{last}"
        raise UsageError(f"{path}: expected a profile of a policy that is loaded ({loaded}), found {found}")
    errors = tuple(f for policy in served for f in profile.fit(given, policy) if f.weight is Weight.ERROR)
    if errors:
        raise MalformedError(path, tuple(dict.fromkeys(errors)))


def _unserved(paths: Sequence[str], policies: Sequence[Policy], rulebook: Rulebook) -> Iterator[Finding]:
    """The operator's policies without a profile, and where a shipped profile does not fit them."""
    for path, policy in zip(paths, policies, strict=True):
        served = rulebook.profile(policy)
        if served is None:
            expected = f"a profile for `{policy.name}` edition {policy.edition} (--profile FILE)"
            yield Finding(NO_PROFILE, path, expected, "none: its labels are withheld", Weight.REASON)
        else:
            found = (f for f in profile.fit(served, policy) if f.weight is Weight.ERROR)
            yield from (replace(f, place=f"{path}: {f.place}", weight=Weight.REASON) for f in found)


def overlay_place(path: str | None) -> Path:
    """Where an operator's facts are kept: the place named, else CONCORD_OVERLAY, else the user's configuration."""
    named = path or os.environ.get("CONCORD_OVERLAY")
    if named:
        return Path(named)
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return Path(home) / "concord" / "facts.toml"


def read_overlay(place: Path) -> overlay.Overlay:
    """The operator's overlay in a file.

    Raises:
        MalformedError: it cannot be read, with its place as the source.
        UsageError: it is missing.
    """
    data = read_file(str(place))
    try:
        return overlay.read(data)
    except MalformedError as error:
        raise MalformedError(str(place), error.findings) from error


def read_facts(path: str | None) -> tuple[Facts, tuple[Finding, ...]]:
    """The facts that ship with the operator's overlay laid over them, and what was found in laying it.

    An overlay named on the command line must exist; one at the place where facts are kept may not exist yet.
    """
    place = overlay_place(path)
    if path is None and not place.exists():
        if os.environ.get("CONCORD_OVERLAY"):
            click.echo(f"note: CONCORD_OVERLAY: {place}: no such file yet: the facts are as shipped", err=True)
        return shipped(), ()
    facts, findings = overlay.apply(shipped(), read_overlay(place))
    errors = tuple(finding for finding in findings if finding.weight is Weight.ERROR)
    if errors:
        raise MalformedError(str(place), errors)
    return facts, findings


def _resource(name: str) -> bytes:
    return files("concord.policies").joinpath(name).read_bytes()
