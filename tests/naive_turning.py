"""The naive twin: the instants at which a decision can change (R85).

Written from docs/spec/release.md alone, slow and obvious on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from concord.release.labels import Label, LabelSet
from concord.release.names import NEVER
from concord.release.periods import Period
from tests.naive_facts import Case, among, editions


def bounds(periods: Iterable[Period]) -> list[datetime]:
    """The four marks of each period."""
    return [mark for p in periods for mark in (p.since, p.sure, p.fades, p.until)]


def turning_instants(label_set: LabelSet, case: Case) -> list[datetime]:
    """Every instant R85 lists, before and after `at` alike; of an unlabelled portion the seat's alone (R15)."""
    reader, book = case.reader, case.book
    if label_set.originator is None:
        label_set = LabelSet(None)
    owners = {m.owner for m in (*label_set.contains, *label_set.refers_to)}
    labels = [label for first in labels_of(label_set) for label in successors(first)]
    names = [label.policy.name for label in labels]
    label_owners = {p.owner for p in book.profiles if among(p.policy, names)}
    names += [p.policy for p in book.profiles if p.owner in owners]
    parties = {reader.party, reader.nationality} | owners | label_owners
    found = bounds(c.period for c in reader.clearances)
    found += bounds(b.period for b in reader.briefings)
    found += bounds(c.period for c in reader.communities)
    found += bounds(m.period for m in book.memberships if m.party in parties)
    found += agreement_bounds(case)
    found += bounds(q.period for q in book.questions)
    found += [i for name in names for i in policy_instants(case, name)]
    found += [label.succession.at for label in labels if label.succession is not None]
    return [*found, label_set.embargo] if label_set.embargo is not None else found


def labels_of(label_set: LabelSet) -> list[Label]:
    """The labels that may decide: the originator's and the alternatives."""
    own = [label_set.originator] if label_set.originator is not None else []
    return [*own, *label_set.alternatives]


def successors(label: Label) -> list[Label]:
    """A label and every label that will stand in its place."""
    found = [label]
    while found[-1].succession is not None:
        found.append(found[-1].succession.label)
    return found


def agreement_bounds(case: Case) -> list[datetime]:
    """Bounds of the agreements that can concern the seat (R85)."""
    reader = case.reader
    groups = {m.organisation for m in case.book.memberships if m.party == reader.party}
    mine = {reader.party, reader.nationality, reader.through} | groups
    concerned = [a for a in case.book.agreements if mine & {*a.parties, *(flow.recipient for flow in a.flows)}]
    return bounds(a.period for a in concerned) + bounds(a.usable for a in concerned)


def policy_instants(case: Case, name: str) -> list[datetime]:
    """The beginnings of a policy's editions and the windows of their values."""
    found = []
    for policy in editions(case.book, name):
        found.append(policy.since)
        for value in (v for s in policy.tag_sets for t in s.tags for v in t.values):
            if value.not_before is not None:
                found.append(value.not_before)
            if value.not_after is not None and value.not_after < NEVER:
                found.append(value.not_after + timedelta(microseconds=1))
    return found
