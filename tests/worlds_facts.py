"""Random memberships, agreements, equivalences and open questions: part of the random worlds of tests/worlds.py."""

from __future__ import annotations

from datetime import datetime
from random import Random

from concord.release.names import BEGINNING, NEVER
from concord.release.periods import ALWAYS, Confidence, Period, from_day
from concord.release.profile import Profile
from concord.release.relations import (
    Agreement,
    AgreementKind,
    AgreementWith,
    AllOf,
    AnyOf,
    Asks,
    Belongs,
    Ceiling,
    Condition,
    Equivalence,
    Flow,
    Is,
    Membership,
    Not,
    OpenQuestion,
    Standing,
)
from tests.worlds_policies import (
    BODIES,
    DAYS,
    GROUPS,
    ORGANISATIONS,
    OWNERS,
    RANKED,
    STATES,
    Dice,
    often,
    ruled,
    some,
    spelled,
)

PARTIES = (*STATES, *BODIES)
RECIPIENTS = (*ORGANISATIONS, *GROUPS, *STATES, *BODIES)


def make_period(rng: Random, *, open_ended: float = 0.5, unsure: float = 0.2) -> Period:
    """A period over the few days, often open, now and then with an unsure end or none at all."""
    if often(rng, open_ended):
        return ALWAYS
    marks = sorted(rng.choice([BEGINNING, *DAYS, NEVER]) for _ in range(2))
    if not often(rng, unsure):
        return from_day(marks[0], marks[1])
    return unsure_period(rng, marks[0], marks[1])


def unsure_period(rng: Random, first: datetime, last: datetime) -> Period:
    """A period whose ends are known only within limits, which may even cross."""
    sure = rng.choice([day for day in (*DAYS, NEVER, first) if day >= first])
    fades = rng.choice([day for day in (BEGINNING, *DAYS, last) if day <= last])
    return Period(first, rng.choice([first, sure]), rng.choice([last, fades]), last)


def make_confidence(rng: Random) -> Confidence:
    """Mostly sourced."""
    return rng.choices([Confidence.SOURCED, Confidence.WELL_KNOWN, Confidence.UNCONFIRMED], [8, 3, 1])[0]


def make_memberships(rng: Random) -> tuple[Membership, ...]:
    """Who belongs to what: states to organisations and groups, bodies to organisations, some twice, some changing."""
    pairs: list[tuple[str, str, Standing]] = []
    for state in STATES:
        for organisation in (*ORGANISATIONS, *GROUPS):
            if often(rng, 0.7):
                usual = Standing.MEMBER if organisation in ORGANISATIONS else Standing.PARTNER
                pairs.append((state, organisation, usual if often(rng, 0.8) else rng.choice(list(Standing))))
    for body in BODIES:
        pairs.append((body, body.split("-")[0], Standing.INSTITUTION))
    pairs += [(rng.choice(PARTIES), rng.choice(RECIPIENTS), rng.choice(list(Standing))) for _ in range(2)]
    pairs += [(rng.choice(BODIES), rng.choice(ORGANISATIONS), Standing.MEMBER)] if often(rng, 0.3) else []
    pairs += some(rng, pairs, 0, 2)
    if often(rng, 0.3):
        pairs.append((rng.choice(ORGANISATIONS), rng.choice([*GROUPS, *ORGANISATIONS]), Standing.MEMBER))
    return tuple(
        Membership(f"m{i}", party, organisation, standing, make_period(rng, open_ended=0.7), make_confidence(rng))
        for i, (party, organisation, standing) in enumerate(pairs)
    )


def make_condition(rng: Random, depth: int = 2) -> Condition:
    """Any condition, also empty ones."""
    kind = rng.randrange(8 if depth else 5)
    if kind <= 1:
        return Is(frozenset(some(rng, PARTIES, 0, 6)))
    if kind <= 3:
        organisation = rng.choice([*ORGANISATIONS, *GROUPS])
        return Belongs(
            organisation,
            frozenset(some(rng, list(Standing), 0, 3)) if often(rng, 0.5) else frozenset({Standing.MEMBER}),
        )
    if kind == 4:
        return AgreementWith(rng.choice([*ORGANISATIONS, *GROUPS]))
    parts = tuple(make_condition(rng, depth - 1) for _ in range(rng.choice([0, 1, 2, 2])))
    if kind == 5:
        return AllOf(parts)
    return AnyOf(parts) if kind == 6 else Not(make_condition(rng, depth - 1))


def make_covers(rng: Random) -> Condition:
    """A condition that most parties meet, or one that hangs on an agreement, or any."""
    if often(rng, 0.5):
        return Is(frozenset(PARTIES))
    return AgreementWith(rng.choice(ORGANISATIONS)) if often(rng, 0.25) else make_condition(rng)


def make_flow(rng: Random, owner: str) -> Flow:
    """One way for the owner's information, now and then with a ceiling or a refusal."""
    word = rng.choice(RANKED[:4])
    marking = f"{owner} {word}" if often(rng, 0.85) else rng.choice(["no such marking", word, f"BET {word}"])
    other = [o for o in ORGANISATIONS if o != owner]
    refuses = often(rng, 0.2)
    return Flow(
        owner=owner,
        recipient=rng.choice(other) if often(rng, 0.6 if refuses else 0.35) else rng.choice(RECIPIENTS),
        covers=make_covers(rng),
        refuses=Is(frozenset(some(rng, PARTIES, 1, 4)))
        if refuses
        else make_condition(rng)
        if often(rng, 0.05)
        else None,
        ceiling=Ceiling(spelled(rng, marking), make_confidence(rng)) if often(rng, 0.4) else None,
        of_members=often(rng, 0.12),
    )


def make_agreements(rng: Random) -> tuple[Agreement, ...]:
    """Agreements with their flows: most of the organisations', some of states', some that only others read of."""
    found = []
    for i in range(rng.randint(8, 13)):
        owner = rng.choice([*ORGANISATIONS * 3, *OWNERS, *STATES])
        parties = rng.choice([(owner, rng.choice(RECIPIENTS)), (rng.choice(STATES), rng.choice(ORGANISATIONS))])
        found.append(
            Agreement(
                id=f"a{i}",
                kind=rng.choice([AgreementKind.SECURITY, AgreementKind.SECURITY, *AgreementKind]),
                parties=parties if often(rng, 0.5) else (parties[1], parties[0]),
                title="",
                period=make_period(rng, open_ended=0.65),
                confidence=make_confidence(rng),
                flows=tuple(make_flow(rng, owner) for _ in range(rng.choice([0, 1, 2, 3]))),
                usable=make_period(rng, open_ended=0.85),
                usable_confidence=make_confidence(rng),
            ),
        )
    return tuple(found)


def make_equivalences(rng: Dice, profiles: list[Profile]) -> tuple[Equivalence, ...]:
    """National and foreign markings that stand for levels, some for two, some for a time."""
    found = []
    owners = [p.owner for p in profiles]
    for owner in (*STATES[:2], *sorted(set(owners))):
        for word in RANKED:
            if often(rng, 0.1 if rng.is_plain else 0.4):
                continue
            marking = spelled(rng, f"{owner} {word}")
            pairs = [(o, f"{o} {rng.choice(RANKED) if ruled(rng, 0.15) else word}") for o in owners if o != owner]
            pairs += [
                (o, rng.choice([f"{o} {rng.choice(RANKED)}", "unknown"]))
                for o in owners
                if often(rng, 0.3 if owner in STATES else 0.15)
            ]
            period = make_period(rng, open_ended=0.9 if rng.is_plain else 0.6)
            found.append(Equivalence(owner, marking, period, tuple(pairs), make_confidence(rng)))
    found += [
        Equivalence(e.owner, e.marking, make_period(rng), e.equals, make_confidence(rng))
        for e in some(rng, found, 0, 2)
    ]
    return tuple(found)


def make_questions(rng: Random) -> tuple[OpenQuestion, ...]:
    """Cases without a clear rule."""
    return tuple(
        OpenQuestion(
            id=f"q{i}",
            asks=rng.choice(list(Asks)),
            owner=rng.choice([*ORGANISATIONS, *ORGANISATIONS, "S1"]),
            through=rng.choice(ORGANISATIONS),
            who=make_covers(rng),
            levels=frozenset(rng.choice([n, f"ALF {n}", f"S1 {n}"]) for n in some(rng, RANKED, 1, 4))
            if often(rng, 0.4)
            else frozenset(),
            period=make_period(rng),
            question="who decides",
            decides="the committee",
        )
        for i in range(rng.choice([0, 1, 2, 3, 4]))
    )
