"""Clearances that come in as files: a STANAG 4774 form, and what the issuing authority says beside it.

The form itself names neither holder nor dates; they come with it. Nothing is taken in half: a form that says anything
that the policy does not know is refused whole. Source: docs/spec/directory.md N28; docs/spec/stanag4774.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from concord.desk.queries import refuse
from concord.desk.roster import Roster
from concord.directory.actions import grant
from concord.formats import stanag4774
from concord.formats.stanag4774 import ClearanceForm
from concord.release.findings import Finding
from concord.release.names import fold
from concord.release.periods import from_day
from concord.release.policy import Policy
from concord.release.rulebook import Rulebook


@dataclass(frozen=True)
class Certificate:
    """A clearance form with its holder (a person of the roster), its issuer and the period in which it holds."""

    form: bytes
    holder: str
    issuer: str
    since: datetime
    until: datetime


def grant_by_form(roster: Roster, person: str, given: Certificate, *, rulebook: Rulebook, at: datetime) -> Roster:
    """The roster in which a person is cleared as a certificate says.

    Raises:
        MalformedError: with everything that keeps it from being taken in.
    """
    form = stanag4774.read_clearance(given.form, source="certificate")
    policy = rulebook.policy(form.policy.name, at)
    findings = [*_doubts_beside(given, person, at), *_doubts(form, policy, rulebook)]
    refuse("certificate", findings)
    if policy is None:
        return roster
    clearance = stanag4774.to_clearance(
        form,
        policy=policy,
        profile=rulebook.profile(policy),
        issuer=given.issuer,
        period=from_day(given.since, given.until),
    )
    return grant(roster, person, clearance)


def _doubts_beside(given: Certificate, person: str, at: datetime) -> Iterator[Finding]:
    """What is wrong with what stands beside the form."""
    if given.holder != person:
        yield Finding("N28", "holder", f"`{person}`", f"`{given.holder}`")
    if not given.since < given.until:
        yield Finding("N28", "period", "an end after its beginning", "another")
    elif given.until <= at:
        yield Finding("N28", "period", "one that has not ended", given.until.date().isoformat())
    if not given.issuer:
        yield Finding("N28", "issuer", "who cleared the holder", "nobody")


def _doubts(form: ClearanceForm, policy: Policy | None, rulebook: Rulebook) -> Iterator[Finding]:
    """What of a form would not be held."""
    if policy is None:
        yield Finding("N28", "PolicyIdentifier", "a policy of the rulebook", f"`{form.policy.name}`")
        return
    yield from stanag4774.ignored(form, policy=policy, profile=rulebook.profile(policy))
    for level in form.levels:
        if fold(level) not in policy.level_by_name:
            yield Finding("N28", "ClassificationList", f"levels of `{policy.name}`", f"`{level}`")
