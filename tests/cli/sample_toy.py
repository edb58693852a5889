"""A toy rule for the sample brief. It is no rule of release: it only gives squares of about the usual shape."""

from __future__ import annotations

from functools import cache

from concord.dissemination.brief.contract import Answer, Mark, Outcome, Reason
from tests.cli.sample_portions import Line
from tests.cli.sample_world import LEVELS, Seat, group_of

OUTCOMES: tuple[Outcome, ...] = ("released", "releasable", "refer", "withheld")
HOME = {"E": ("common", "framework", "outside", "posts", "nationals"), "N": ("allies", "agreed", "other", "staff")}


def _because(text: str, rule: str, *facts: str) -> Reason:
    return Reason(text=text, rule=rule, facts=list(facts))


TITLES = {
    "public": "released",
    "circle": "released",
    "2003": "released",
    "act": "no release decision",
    "basis": "no basis on this date",
    "clearance": "no clearance at this level",
    "own": "an open question",
    "MD": "an agreement that is not confirmed",
    "GE": "an agreement that is not confirmed",
}
REASONS = {
    "public": [_because("The label is public; it names no circle of readers.", "R34")],
    "circle": [_because("The seat reads through the owner, as a member of that day.", "R64", "eu")],
    "2003": [
        _because("The label names the other house, by a recorded release decision.", "R72"),
        _because("Information passes between the houses to members that the agreement covers.", "R64", "2003", "nato"),
    ],
    "act": [
        _because("An agreement in force allows a release at this level.", "R64", "2003"),
        _because("No release decision names these readers.", "R72"),
    ],
    "basis": [
        _because("The label names no circle that these readers belong to on this date.", "R73", "eu", "nato"),
        _because("No agreement that covers them is in force with the owner.", "R72", "2003", "pfp"),
    ],
    "clearance": [_because("From CONFIDENTIAL a personal clearance is needed; none is in force.", "R70", "cleared")],
    "own": [_because("The official's own nationality raises a question that no rule settles.", "R82", "own")],
    "MD": [_because("The only ground is not confirmed.", "R74", "MD")],
    "GE": [_because("The only ground is not confirmed.", "R74", "GE")],
}
NEXT = {
    "act": ["A release decision by the originator, with authority, date and reference."],
    "own": ["The security office of the institution decides."],
    "MD": ["Whoever confirms the fact."],
    "GE": ["Whoever confirms the fact."],
}
KINDS: list[tuple[Outcome, str]] = [(outcome, kind) for kind in REASONS for outcome in OUTCOMES]
"""Every answer: outcome and kind of reason. The index of a pair is the answer index of the brief."""


def answer(outcome: Outcome, kind: str) -> Answer:
    """One pair of `KINDS` as the page shows it."""
    mark: Mark = "well known" if kind == "2003" else ""
    return Answer(outcome=outcome, mark=mark, title=TITLES[kind], reasons=REASONS[kind], next=NEXT.get(kind, []))


def square(line: Line, seat: Seat, day: str) -> int:
    """The answer index of one portion for one seat on a day."""
    agreed = day >= "2003-03-14"
    return KINDS.index(_worst(line.label, line.mentions, group_of(seat, day), seat.note, seat.party, agreed))


def outcome_of(index: int) -> Outcome:
    """The outcome of an answer index."""
    return KINDS[index][0]


@cache
def _worst(
    label: str, mentions: tuple[str, ...], group: str, note: str, party: str, agreed: bool
) -> tuple[Outcome, str]:
    labels = [label, *(mention.split()[1] + ">" for mention in mentions)]
    found = [_one(each, group, note, party, agreed) for each in labels]
    return max(found, key=lambda pair: OUTCOMES.index(pair[0]))


def _one(label: str, group: str, note: str, party: str, agreed: bool) -> tuple[Outcome, str]:
    if label == "P":
        return "released", "public"
    if group in ("centre", "public", "before", "not-yet", "others"):
        return "withheld", "basis"
    if LEVELS[label[1]] > 1 and note == "uncleared":
        return "withheld", "clearance"
    if group == "partners":
        return _partner(label, party)
    return ("released", "circle") if group in HOME[label[0]] else _across(label, group, agreed)


def _partner(label: str, party: str) -> tuple[Outcome, str]:
    if party in ("MD", "GE"):
        return "refer", party
    return ("releasable", "act") if label[0] == "E" else ("withheld", "basis")


def _across(label: str, group: str, agreed: bool) -> tuple[Outcome, str]:
    if not agreed or group == "outside":
        return "withheld", "basis"
    if group == "nationals":
        return "refer", "own"
    return ("released", "2003") if label.endswith(">") else ("releasable", "act")
