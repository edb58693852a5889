"""Facts as the kernel's values: memberships, agreements, equivalences and open questions.

How the grades of fields combine: what is needed together takes the least. Existence and dates make the confidence of
a membership or an agreement; `usable` and `ceiling` keep grades of their own.
Source: docs/spec/facts.md FA11-FA13, FA40-FA47; docs/spec/release.md R40-R55.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from concord.facts import conditions, dates
from concord.facts.fact import NO, YES, Fact, listed
from concord.release.effective import name_of
from concord.release.names import fold
from concord.release.periods import Confidence, Period
from concord.release.relations import (
    Agreement,
    AgreementKind,
    Asks,
    Ceiling,
    Equivalence,
    Flow,
    Membership,
    OpenQuestion,
    Standing,
)

UNKNOWN = "unknown"
"""The kind of an agreement that was looked for and not found: read as a security agreement that is unconfirmed."""

T = TypeVar("T")


class FieldError(ValueError):
    """A field that cannot be read: its name, and what was expected and found."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


def membership(fact: Fact) -> Membership:
    """The membership that `fact` states.

    Raises:
        FieldError: a date or a standing cannot be read.
    """
    return Membership(
        id=fact.id,
        party=fact["party"],
        organisation=fact["organisation"],
        standing=_word(fact, "standing", Standing),
        period=_period(fact),
        confidence=fact.least("existence", "since", "until"),
        sources=fact.sources,
    )


def joined(group: Fact, members: tuple[Membership, ...]) -> Iterator[Membership]:
    """The memberships of a group that consists of the members of other organisations (EAPC of NATO and the PfP).

    Each is derived from one membership: its period within the group's own, its confidence the least of both.
    """
    period, confidence = _period(group), group.least("existence", "since", "until")
    for member in members:
        if member.organisation in listed(group["made_of"]) and member.standing is Standing.MEMBER:
            within = _within(member.period, period)
            if within:
                yield replace(
                    member,
                    id=f"{member.id}-{group['group']}",
                    organisation=group["group"],
                    period=within,
                    confidence=min(member.confidence, confidence),
                    sources=tuple(dict.fromkeys((*member.sources, *group.sources))),
                )


def agreement(fact: Fact) -> Agreement:
    """The agreement that `fact` states, with a ceiling on each flow whose owner has one.

    Raises:
        FieldError: a date, a kind, a flow or a ceiling cannot be read.
    """
    return Agreement(
        id=fact.id,
        kind=AgreementKind.SECURITY if fact["kind"] == UNKNOWN else _word(fact, "kind", AgreementKind),
        parties=(fact["party_a"], fact["party_b"]),
        title=fact["title"],
        period=_period(fact),
        confidence=fact.least("existence", "since", "until"),
        flows=_flows(fact),
        usable=_reading(fact, "usable", lambda text: dates.period(text, "")),
        usable_confidence=fact.grade("usable"),
        reference=fact["official_reference"],
        sources=fact.sources,
    )


def equivalences(fact: Fact) -> Iterator[Equivalence]:
    """What the marking equals: one value for each spelling and each other owner, as their grades may differ.

    Raises:
        FieldError: a date cannot be read.
    """
    period = _period(fact)
    confidence = fact.least("existence", "since", "until")
    spellings = {fold(text): text for text in (fact["marking"], *listed(fact["also_printed"]))}
    for other, field in (("EU", "equivalent_eu"), ("NATO", "equivalent_nato")):
        if fact[field] and fact["owner"] != other:
            grade = min(confidence, fact.grade(field))
            for text in spellings.values():
                yield Equivalence(fact["owner"], text, period, ((other, fact[field]),), grade, fact.sources)


def question(fact: Fact) -> OpenQuestion:
    """The open question that `fact` states.

    Raises:
        FieldError: a date, the condition or what it asks cannot be read.
    """
    return OpenQuestion(
        id=fact.id,
        asks=_word(fact, "asks", Asks),
        owner=fact["owner"],
        through=fact["through"],
        who=_reading(fact, "who", conditions.read),
        levels=frozenset(listed(fact["levels"])),
        period=_period(fact),
        question=fact["question"],
        decides=fact["decides"],
    )


def names(fact: Fact) -> tuple[str, ...]:
    """The other ids under which reasons name what `fact` becomes: each spelling of a marking."""
    if fact.table.name != "equivalences" or not fact.exists:
        return ()
    return tuple(dict.fromkeys(name_of(entry) for entry in equivalences(fact)))


def problem(fact: Fact) -> FieldError | None:
    """What keeps `fact` from being read, or None."""
    if fact["existence"] not in (YES, NO):
        return FieldError("existence", f"expected `{YES}` or `{NO}`, found `{fact['existence']}`")
    try:
        _READERS[fact.table.name](fact)
    except FieldError as error:
        return error
    return None


def expected_found(error: FieldError) -> tuple[str, str]:
    """What was expected and what was found, for a finding."""
    expected, _, found = str(error).removeprefix("expected ").partition(", found ")
    return expected, found or "another form"


def _period(fact: Fact) -> Period:
    try:
        return dates.period(fact["since"], fact["until"])
    except ValueError as error:
        raise FieldError("since, until", str(error)) from error


def _within(period: Period, frame: Period) -> Period | None:
    """`period` cut to `frame`; None where they never meet."""
    since, until = max(period.since, frame.since), min(period.until, frame.until)
    if since >= until:
        return None
    sure, fades = max(period.sure, frame.sure), min(period.fades, frame.fades)
    return Period(since=since, sure=sure, fades=min(fades, until), until=until)


def _flows(fact: Fact) -> tuple[Flow, ...]:
    ceilings = _reading(fact, "ceiling", ceilings_in)
    flows = _reading(fact, "flows", conditions.read_flows)
    strangers = ceilings.keys() - {flow.owner for flow in flows}
    if strangers:
        raise FieldError("ceiling", f"expected an owner of a flow, found `{'`, `'.join(sorted(strangers))}`")
    return tuple(_limited(flow, ceilings, fact.grade("ceiling")) for flow in flows)


def _limited(flow: Flow, ceilings: dict[str, str], grade: Confidence) -> Flow:
    level = ceilings.get(flow.owner)
    return replace(flow, ceiling=Ceiling(level, grade)) if level else flow


def ceilings_in(text: str) -> dict[str, str]:
    """Markings by owner, from `EU: SECRET UE/EU SECRET; NATO: NATO SECRET`.

    Raises:
        ValueError: it is in another form.
    """
    found: dict[str, str] = {}
    for entry in listed(text):
        owner, _, marking = (part.strip() for part in entry.partition(":"))
        if not owner or not marking or owner in found:
            raise ValueError("expected `OWNER: MARKING`, each owner once, found another form")
        found[owner] = marking
    return found


def _word(fact: Fact, field: str, words: Callable[[str], T]) -> T:
    try:
        return words(fact[field])
    except ValueError as error:
        raise FieldError(field, f"expected a {field} of the specification, found `{fact[field]}`") from error


def _reading(fact: Fact, field: str, read: Callable[[str], T]) -> T:
    try:
        return read(fact[field])
    except ValueError as error:
        raise FieldError(field, str(error)) from error


_READERS: dict[str, Callable[[Fact], object]] = {
    "memberships": membership,
    "groups": lambda fact: tuple(joined(fact, ())),
    "agreements": agreement,
    "equivalences": lambda fact: tuple(equivalences(fact)),
    "questions": question,
}
