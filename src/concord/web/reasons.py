"""Why a square is as it is, in sentences with their facts, and what staff can do: in the language of the page.

Source: docs/spec/site.md W41; docs/spec/documents.md P14, P15.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from concord.dissemination.brief.answers import GROUND, TITLES, to_decide
from concord.dissemination.brief.naming import OwnAgreement, OwnStanding, own_fact
from concord.dissemination.brief.staff import who_decides, words_of
from concord.dissemination.helping import helps
from concord.dissemination.matrix import Table
from concord.dissemination.phrases import phrase
from concord.dissemination.scene import GRADES, house
from concord.release.answers import MARKS
from concord.release.decide import Decision
from concord.release.explain import templates
from concord.release.periods import Confidence
from concord.release.reasons import Reason
from concord.web.matrices import CLASSES, Head, heads
from concord.web.phrases import said
from concord.web.titles import titled

VERBS = ("contains", "refers to")
"""How a reason begins to speak of what a text holds of other owners."""


@dataclass(frozen=True)
class Fact:
    """A fact as it is shown: what it says, since when, how sure that is, and where it was read."""

    text: str
    since: str
    grade: str
    source: str


@dataclass(frozen=True)
class Line:
    """One reason."""

    text: str
    rule: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Step:
    """Something that staff can do, who decides it, and the answer after it."""

    title: str
    text: str
    who: str
    mark: str
    after: str


@dataclass(frozen=True)
class Why:
    """A square with everything that is said of it."""

    place: str
    head: Head
    mark: str
    css: str
    title: str
    is_well_known: bool
    lines: tuple[Line, ...]
    to_decide: tuple[str, ...]
    steps: tuple[Step, ...]


def why(table: Table, row: int, column: int) -> Why:
    """What is said of a square."""
    answer = table.answer(row, column)
    decision = table.squares.decision(row, table.groups[column].columns[0])
    lines = tuple(_reasons(decision, table)) or (_ground(decision, table),)
    return Why(
        table.scene.places[row],
        heads(table)[column],
        MARKS[answer],
        CLASSES[answer],
        gettext(TITLES[answer]),
        decision.ground.confidence is Confidence.WELL_KNOWN,
        tuple(dict.fromkeys(lines)),
        tuple(gettext(text) for text in to_decide(decision.reasons, answer)),
        tuple(_steps(table, row, column)),
    )


def _reasons(decision: Decision, table: Table) -> Iterator[Line]:
    for reason, text in zip(decision.reasons, templates(decision.reasons), strict=True):
        yield Line(_filled(text, reason), reason.rule.clause, _facts(decision, reason.facts, table))


def _filled(text: str, reason: Reason) -> str:
    verb = next((verb for verb in VERBS if reason.subject.startswith(f"{verb} ")), "")
    subject = f"{gettext(verb)} {reason.subject.removeprefix(verb).strip()}" if verb else reason.subject
    needed, held = ", ".join(reason.needed), ", ".join(reason.held) or _("none")
    return gettext(text).format(subject=subject, needed=needed, held=held, who=gettext(reason.who))


def _ground(decision: Decision, table: Table) -> Line:
    form = decision.key.originator
    text = gettext(GROUND).format(level=form.level.upper() if form else "")
    return Line(text, "R2", _facts(decision, decision.ground.facts, table))


def _facts(decision: Decision, identities: tuple[str, ...], table: Table) -> tuple[Fact, ...]:
    return tuple(dict.fromkeys(_fact(identity, decision, table) for identity in identities))


def _fact(identity: str, decision: Decision, table: Table) -> Fact:
    """A fact by its own name, or by what it is where it speaks of one reader of the group (P14)."""
    own = own_fact(identity, decision.reader, table.scene.book.rulebook.index)
    if isinstance(own, OwnStanding):
        standing, of = own.membership.standing.value, house(own.membership.organisation)
        named = phrase("The party's standing: {standing} of {house}", standing=standing, house=of)
        return Fact(said(named), "", gettext(GRADES[own.grade]), "")
    if isinstance(own, OwnAgreement):
        kind = own.agreement.kind.value.capitalize()
        named = phrase("{kind} between the party and {house}", kind=kind, house=house(own.other))
        return Fact(said(named), "", gettext(GRADES[own.grade]), "")
    found = table.scene.fact(identity)
    for membership in table.scene.book.rulebook.index.memberships_by_id.get(identity, ()):
        party = table.scene.party(membership.party, table.at)
        of = house(membership.organisation)
        named = phrase("{party}: {standing} of {house}", party=party, standing=membership.standing.value, house=of)
        return Fact(said(named), found["since"], gettext(found["confidence"]), found["source"])
    return Fact(titled(found["text"]), found["since"], gettext(found["confidence"]), found["source"])


def _steps(table: Table, row: int, column: int) -> Iterator[Step]:
    portion, place = table.scene.record.portions[row], table.scene.places[row]
    for each in helps(table, row, column):
        title, text = words_of(each.change, place, portion, table.scene)
        who, after = gettext(who_decides(each.change)), gettext(each.after.value)
        yield Step(said(title), said(text), who, MARKS[each.after], after)
