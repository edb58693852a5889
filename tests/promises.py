"""The promises of the kernel as properties over random worlds: each gives, trial by trial, what broke it or "".

Run a little by tests/test_promises.py and at length by benches/proofs.py. Each property says in its docstring what it
promises; where a rule may break a promise by name, the worlds are first cleared of that rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from concord.release import Decision, Outcome, Rulebook, decide, decision_key, effective_clearance
from concord.release.edition import edition
from concord.release.labels import Group, Kind, Label, LabelSet, OriginatorId
from concord.release.names import NEVER, fold
from concord.release.periods import ALWAYS, Confidence
from concord.release.profile import Behind, Profile
from concord.release.readers import Clearance, Reader
from concord.release.relations import Agreement, AgreementKind, AllOf, AnyOf, Condition, Flow, Not
from concord.release.rollup import rollup
from concord.release.scope import permits
from tests.holding import exported, has_no_hole
from tests.jumbling import jumbled_label, jumbled_parts
from tests.promises_tables import TABLES, fresh
from tests.shrinking import shown
from tests.worlds import (
    COMMUNITIES,
    INSTANTS,
    World,
    make_clearance,
    make_instant,
    make_label,
    make_lopsided,
    make_reader,
    make_translated,
    make_world,
)
from tests.worlds_facts import make_agreements, make_memberships
from tests.worlds_papers import make_record
from tests.worlds_policies import TICK, Dice, often, spelled

Property = Callable[[World, Dice], Iterator[str]]

RANK = {Outcome.WITHHELD: 0, Outcome.REFER: 1, Outcome.RELEASED: 2}


def said(decision: Decision) -> tuple[object, ...]:
    """A decision as far as it is compared: outcome, codes, doubtful facts, and until when it holds."""
    codes = frozenset((r.rule.gate, r.rule.code) for r in decision.reasons)
    return decision.outcome, codes, doubts_of(decision), decision.valid_until


def doubts_of(decision: Decision) -> frozenset[str]:
    """The facts an UNCONFIRMED names."""
    return frozenset(fact for r in decision.reasons if r.rule.code == "UNCONFIRMED" for fact in r.facts)


def differ(name: str, *parts: object) -> str:
    """What is shown where a promise is broken."""
    return "\n".join([name, *(shown(part) for part in parts)])


# ---- the promises ---------------------------------------------------------------------------------------------------


def default_withhold(world: World, rng: Dice) -> Iterator[str]:
    """With an empty rulebook nothing is released to anybody, nor referred to be."""
    for question in world.questions(20):
        label_set, author = question.label_set, question.label_set.author == question.reader.id
        if label_set.originator is not None or not author:
            outcome = decide(label_set, reader=question.reader, rulebook=Rulebook(), at=question.at).outcome
            yield "" if outcome is Outcome.WITHHELD else differ("released by no rule", label_set, question.reader)


def withhold_wins(world: World, rng: Dice) -> Iterator[str]:
    """One more reason to withhold withholds, whatever else speaks for release; and the outcome follows the reasons."""
    for question in world.questions(40):
        later = question.at + timedelta(days=1) if question.at < NEVER - timedelta(days=1) else None
        asked = replace(question.label_set, embargo=later or question.label_set.embargo)
        decision = decide(asked, reader=question.reader, rulebook=world.rulebook, at=question.at)
        gates = {r.rule.gate for r in decision.reasons}
        expected = Outcome.WITHHELD if gates - {9} else Outcome.REFER if gates else Outcome.RELEASED
        embargoed = later is None or asked.originator is None or decision.outcome is Outcome.WITHHELD
        yield "" if decision.outcome is expected and embargoed else differ("not withheld", asked, question.reader)


def order_and_duplicates_do_not_matter(world: World, rng: Dice) -> Iterator[str]:
    """Order, duplicates and spelling of values, groups, clearances, facts and editions change no decision."""
    parts = ("policies", "profiles", "memberships", "agreements", "equivalences", "questions")
    book = replace(world.rulebook, **jumbled_parts(rng, world.rulebook, parts))  # type: ignore[arg-type]
    for question in world.questions(40):
        before = decide(question.label_set, reader=question.reader, rulebook=world.rulebook, at=question.at)
        held = jumbled_parts(rng, question.reader, ("clearances", "briefings", "communities"))
        reader = replace(question.reader, **held)  # type: ignore[arg-type]
        own = question.label_set.originator
        asked = replace(
            question.label_set,
            originator=jumbled_label(rng, own) if own is not None else None,
            **jumbled_parts(rng, question.label_set, ("contains", "refers_to")),  # type: ignore[arg-type]
        )
        after = decide(asked, reader=reader, rulebook=book, at=question.at)
        yield "" if said(before) == said(after) else differ("order matters", said(before), said(after), asked, reader)


def more_clearance_never_shows_less(world: World, rng: Dice) -> Iterator[str]:
    """A clearance, briefing or need to know more (its dates beyond doubt) never makes an answer narrower."""
    for question in world.questions(60):
        reader = question.reader
        other = make_reader(rng, world.rulebook, 99)
        more = replace(
            reader,
            clearances=(*reader.clearances, *(replace(c, period=ALWAYS) for c in own_clearances(rng, world))),
            briefings=(*reader.briefings, *(replace(b, period=ALWAYS) for b in other.briefings)),
            communities=(*reader.communities, *(replace(c, period=ALWAYS) for c in other.communities)),
        )
        yield narrowed(world.rulebook, world.rulebook, question.label_set, (reader, more), question.at)


def own_clearances(rng: Dice, world: World) -> list[Clearance]:
    """A few clearances under the policies of a world."""
    names = [policy.name for policy in world.rulebook.policies if often(rng, 0.5)]
    return [make_clearance(rng, world.rulebook, name, settled=True) for name in names]


def narrowed(
    before: Rulebook, after: Rulebook, label_set: LabelSet, readers: tuple[Reader, Reader], at: datetime
) -> str:
    """What is shown if the second answer is narrower than the first."""
    first = decide(label_set, reader=readers[0], rulebook=before, at=at)
    second = decide(label_set, reader=readers[1], rulebook=after, at=at)
    if RANK[first.outcome] <= RANK[second.outcome]:
        return ""
    return differ("narrower", said(first), said(second), label_set, readers[1])


def is_plain(condition: Condition) -> bool:
    """Whether a condition holds no negation: more facts can then only meet it better."""
    if isinstance(condition, AllOf | AnyOf):
        return all(is_plain(part) for part in condition.parts)
    return not isinstance(condition, Not)


def plain_flow(flow: Flow) -> bool:
    """Whether a flow neither refuses nor depends on what is not."""
    return flow.refuses is None and is_plain(flow.covers)


def plain_agreements(agreements: tuple[Agreement, ...]) -> tuple[Agreement, ...]:
    """The agreements without the flows that name a refusal or a negation."""
    return tuple(replace(a, flows=tuple(f for f in a.flows if plain_flow(f))) for a in agreements)


def new_facts_never_narrow(world: World, rng: Dice) -> Iterator[str]:
    """A new membership or agreement never narrows, unless a rule says so by name: a refusal, a negation, a question."""
    book = replace(world.rulebook, agreements=plain_agreements(world.rulebook.agreements), questions=())
    for question in world.questions(60):
        memberships = tuple(replace(m, id=f"new {m.id}") for m in rng.sample(make_memberships(rng), 3))
        agreements = tuple(replace(a, id=f"new {a.id}") for a in plain_agreements(make_agreements(rng))[:2])
        added = memberships if often(rng, 0.5) else (), agreements if often(rng, 0.5) else ()
        more = replace(book, memberships=book.memberships + added[0], agreements=book.agreements + added[1])
        yield narrowed(book, more, question.label_set, (question.reader, question.reader), question.at)


def rollup_dominates(world: World, rng: Dice) -> Iterator[str]:
    """Whoever may read the roll-up may read every portion, if their levels have no hole (R92)."""
    labels = [s.originator for s in world.label_sets if s.originator is not None]
    for _ in range(40):
        at, first = make_instant(rng), rng.choice(labels)
        alike = [label for label in labels if fold(label.policy.name) == fold(first.policy.name)]
        chosen = (first, rng.choice(alike), *(rng.choice(alike) for _ in range(rng.randint(0, 1))))
        whole = rollup(chosen, rulebook=world.rulebook, at=at).label
        if whole is None:
            continue
        for reader in rng.sample(world.readers, 6):
            if not has_no_hole(reader, whole.policy.name, world.rulebook, at):
                continue
            if not is_released(whole, reader, world.rulebook, at):
                continue
            broken = [label for label in chosen if not is_released(label, reader, world.rulebook, at)]
            yield differ("the roll-up shows more", whole, broken[0], reader) if broken else ""


def is_released(label: Label, reader: Reader, rulebook: Rulebook, at: datetime) -> bool:
    """Whether a portion with this label alone is released."""
    return opens(LabelSet(label), reader, rulebook, at)


def valid_until_is_exact(world: World, rng: Dice) -> Iterator[str]:
    """A decision is the same until its `valid_until`, and is made afresh there."""
    for question in world.questions(25):
        first = decide(question.label_set, reader=question.reader, rulebook=world.rulebook, at=question.at)
        until = first.valid_until
        for at in between(rng, question.at, until):
            second = decide(question.label_set, reader=question.reader, rulebook=fresh(world.rulebook), at=at)
            yield "" if said(second) == said(first) else differ("it changed before", question, at, said(first))
        if until < NEVER:
            then = decide(question.label_set, reader=question.reader, rulebook=world.rulebook, at=until)
            yield "" if then.valid_until > until else differ("it ends where it begins", question, until)


def memory_does_not_matter(world: World, rng: Dice) -> Iterator[str]:
    """What a rulebook was asked before changes no answer: one asked at many instants says what a fresh one says."""
    rng.strictness, book = 0.1, world.rulebook
    asked = [
        (
            make_translated(rng, book) if often(rng, 0.5) else rng.choice(world.label_sets),
            make_lopsided(rng, rng.choice(book.profiles), 0) if often(rng, 0.4) else rng.choice(world.readers),
        )
        for _ in range(25 if book.policies and book.profiles else 0)
    ]
    for at in rng.sample(INSTANTS, 12):
        never_asked = fresh(book)
        for label_set, reader in asked:
            warm = decide(label_set, reader=reader, rulebook=book, at=at)
            cold = decide(label_set, reader=reader, rulebook=never_asked, at=at)
            same = (warm.reasons, warm.ground, warm.valid_until) == (cold.reasons, cold.ground, cold.valid_until)
            yield "" if same else differ("memory matters", cold, warm, label_set, reader)


def between(rng: Dice, at: datetime, until: datetime) -> list[datetime]:
    """Instants from `at` to before `until`: the last, one in the middle."""
    if until - at <= TICK:
        return []
    return [until - TICK, min(until - TICK, at + (until - at) * rng.random())]


def equal_keys_equal_decisions(world: World, rng: Dice) -> Iterator[str]:
    """Label sets with equal keys get equal decisions from every reader at every instant (R86)."""
    for question in world.questions(30):
        other = altered(rng, world, question.label_set)
        same_key = decision_key(question.label_set, world.rulebook) == decision_key(other, world.rulebook)
        for reader in rng.sample(world.readers, 3) if same_key else ():
            at = make_instant(rng)
            first = decide(question.label_set, reader=reader, rulebook=world.rulebook, at=at)
            second = decide(other, reader=reader, rulebook=world.rulebook, at=at)
            yield "" if said(first) == said(second) else differ("equal keys differ", question.label_set, other, reader)


def altered(rng: Dice, world: World, label_set: LabelSet) -> LabelSet:
    """A label set that differs a little: sometimes in what counts, mostly in what should not."""
    label = label_set.originator
    if label is None:
        return replace(label_set, embargo=make_instant(rng))
    mention = [replace(m, marked=make_instant(rng)) for m in label_set.contains]
    return rng.choice(
        [
            replace(label_set, originator=replace(label, created=make_instant(rng))),
            replace(label_set, originator=replace(label, groups=label.groups[:-1])),
            replace(label_set, originator=jumbled_label(rng, label), metadata=None),
            replace(label_set, contains=tuple(mention)),
            replace(label_set, communities=frozenset(spelled(rng, c) for c in label_set.communities)),
            replace(label_set, author="seat 1"),
            replace(label_set, alternatives=label_set.alternatives[:1]),
            replace(label_set, contains=label_set.contains[::-1], refers_to=label_set.refers_to[:1]),
        ],
    )


def key_ignores_what_never_decides(world: World, rng: Dice) -> Iterator[str]:
    """Ids, originators, review dates, privacy marks, extensions and raw bytes are not in the key (R86)."""
    for label_set in world.label_sets:
        label = label_set.originator
        if label is not None:
            dressed = replace(
                label,
                id="other",
                review=make_instant(rng),
                originator=OriginatorId("desk", "dNSName"),
                privacy_mark="read me",
                extensions=(b"<x/>",),
                raw=b"<label/>",
            )
            other = replace(label_set, originator=jumbled_label(rng, dressed), metadata=make_label(rng, world.rulebook))
            same_key = decision_key(label_set, world.rulebook) == decision_key(other, world.rulebook)
            yield "" if same_key else differ("the key holds too much", label_set, other)


def released_is_permitted(world: World, rng: Dice) -> Iterator[str]:
    """What is released is permitted on the exported effective clearance, by the access control function alone (R66)."""
    for question in world.questions(80):
        label = question.label_set.originator
        if label is None or question.label_set.alternatives or label.succession is not None:
            continue
        if not is_released(label, question.reader, world.rulebook, question.at):
            continue
        file = exported(question.reader, label, world.rulebook, question.at)
        answer = permits(label, file, rulebook=world.rulebook, at=question.at)
        yield "" if answer.outcome is Outcome.RELEASED else differ("not permitted", label, question.reader, file)


def agreements_never_release(world: World, rng: Dice) -> Iterator[str]:
    """Without a release act on the label no agreement lets anybody in beyond the owner's circle."""
    for question in world.questions(60):
        label, at = question.label_set.originator, question.at
        held = effective_clearance(question.reader, label.policy.name, world.rulebook, at) if label else None
        if label is None or held is None or held.circle.confidence is not Confidence.ABSENT:
            continue
        kept = replace(label, groups=own_groups(label, held.profile), succession=None)
        if not any(g.kind is Kind.PERMISSIVE for g in kept.groups):
            continue
        own_set = replace(question.label_set, originator=kept)
        agreements = (*world.rulebook.agreements, *opening(held.profile.owner, question.reader))
        book = replace(world.rulebook, agreements=agreements, questions=())
        outcome = decide(own_set, reader=question.reader, rulebook=book, at=at).outcome
        yield "" if outcome is not Outcome.RELEASED else differ("released by agreement", own_set, question.reader)


def own_groups(label: Label, profile: Profile) -> tuple[Group, ...]:
    """The label's groups with only the owner's own values in permissive sets."""
    backing = {(fold(s), fold(v)): b.behind for s, v, b in profile.backing}
    groups = []
    for group in label.groups:
        own = [v for v in group.values if backing.get((fold(group.tag_set), fold(v))) is Behind.OWNER]
        if group.kind is not Kind.PERMISSIVE or own:
            groups.append(replace(group, values=tuple(own)) if group.kind is Kind.PERMISSIVE else group)
    return tuple(groups)


def opening(owner: str, reader: Reader) -> tuple[Agreement, ...]:
    """Agreements that open every way from an owner to a reader."""
    everybody = Not(AnyOf(()))
    flows = tuple(Flow(owner, to, everybody) for to in (reader.party, reader.through))
    parties = (owner, reader.through)
    return (Agreement("opening", AgreementKind.SECURITY, parties, "", ALWAYS, Confidence.SOURCED, flows),)


def editions_hold_no_trace(world: World, rng: Dice) -> Iterator[str]:
    """What is not released may say anything: not a word of it is in the edition."""
    for _ in range(12):
        record, reader, at = make_record(rng, world.label_sets), rng.choice(world.readers), make_instant(rng)
        shown_to = edition(record, reader=reader, rulebook=world.rulebook, at=at)
        hidden = {p.id for p in record.portions if not opens(record.label_set(p), reader, world.rulebook, at)}
        other = replace(
            record,
            portions=tuple(replace(p, body=("other words",)) if p.id in hidden else p for p in record.portions),
            properties=(("author", "somebody else"),),
        )
        again = edition(other, reader=reader, rulebook=world.rulebook, at=at)
        yield "" if shown_to == again else differ("the edition tells of what is withheld", record, reader)


def opens(label_set: LabelSet, reader: Reader, rulebook: Rulebook, at: datetime) -> bool:
    """Whether a portion with this label set is released."""
    return decide(label_set, reader=reader, rulebook=rulebook, at=at).outcome is Outcome.RELEASED


def decide_never_raises(world: World, rng: Dice) -> Iterator[str]:
    """Data never raises, not even communities nobody knows, empty names and the ends of time (R1)."""
    odd = (LabelSet(None), LabelSet(None, communities=frozenset({"", *COMMUNITIES}), author="seat 0"))
    for label_set in (*odd, *rng.sample(world.label_sets, 10)):
        try:
            decide(label_set, reader=rng.choice(world.readers), rulebook=world.rulebook, at=make_instant(rng))
        except Exception as error:  # noqa: BLE001 (any error breaks the promise)
            yield differ(f"{type(error).__name__}: {error}", label_set)
        else:
            yield ""


PROMISES: tuple[Property, ...] = (
    default_withhold,
    withhold_wins,
    order_and_duplicates_do_not_matter,
    more_clearance_never_shows_less,
    new_facts_never_narrow,
    rollup_dominates,
    valid_until_is_exact,
    memory_does_not_matter,
    equal_keys_equal_decisions,
    key_ignores_what_never_decides,
    released_is_permitted,
    agreements_never_release,
    editions_hold_no_trace,
    decide_never_raises,
    *TABLES,
)


def try_promise(promise: Property, seed: int) -> list[str]:
    """The outcome of each trial of one promise in one world: "" or what broke it."""
    return list(promise(make_world(seed), Dice(f"{promise.__name__} {seed}")))
