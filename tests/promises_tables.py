"""The promises of what is made of many decisions: matrices, what-if, time lines, unlocking, dominance.

The oracle is one decision at a time, each under a rulebook that was never asked before. Part of tests/promises.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import combinations, pairwise

from concord.release import Outcome, Rulebook, decide
from concord.release.answers import Answer, answer_of, bits_of
from concord.release.changes import (
    AddVariant,
    Admit,
    Brief,
    Change,
    Clear,
    Consent,
    Join,
    Reword,
    Sign,
    apply,
    apply_all,
)
from concord.release.changes import World as Setting
from concord.release.check import dominates
from concord.release.effective import Effective
from concord.release.gates import questions
from concord.release.grounds import NOTHING
from concord.release.labels import LabelSet
from concord.release.matrix import matrix
from concord.release.names import fold
from concord.release.places import place_of
from concord.release.readers import Briefing, Community, Reader
from concord.release.relations import OpenQuestion
from concord.release.timeline import timeline
from concord.release.unlock import Goal, unlock
from concord.release.view import Question, Views
from concord.release.whatif import made_releasable, what_if
from tests.holding import has_no_hole
from tests.shrinking import shown
from tests.worlds import COMMUNITIES, INSTANTS, World, make_clearance, make_instant, make_label_set
from tests.worlds_facts import make_agreements, make_memberships
from tests.worlds_papers import make_record
from tests.worlds_policies import DAYS, STATES, Dice, often, some

FACTS = ("policies", "profiles", "memberships", "agreements", "equivalences", "questions")


def fresh(rulebook: Rulebook) -> Rulebook:
    """The same rulebook, never asked before."""
    return Rulebook(**{name: getattr(rulebook, name) for name in FACTS})


def bits(label_set: LabelSet, reader: Reader, rulebook: Rulebook, at: datetime) -> int:
    """The rules one decision fails on, as the bits of a matrix."""
    return bits_of(r.rule for r in decide(label_set, reader=reader, rulebook=rulebook, at=at).reasons)


def some_readers(world: World, rng: Dice, most: int) -> tuple[Reader, ...]:
    """A few readers of a world, each id once."""
    found = {reader.id: reader for reader in world.readers if reader.id}
    return tuple(rng.sample(list(found.values()), min(most, len(found))))


def matrices_are_decisions(world: World, rng: Dice) -> Iterator[str]:
    """A matrix holds what single decisions say, square by square, until it says it may change."""
    sets, readers, at = rng.sample(world.label_sets, 12), some_readers(world, rng, 8), make_instant(rng)
    held, book = matrix(sets, readers, rulebook=world.rulebook, at=at), fresh(world.rulebook)
    for r, label_set in enumerate(sets):
        for c, reader in enumerate(readers):
            one = bits(label_set, reader, book, at)
            yield "" if held.squares[r][c] == one else f"square {held.squares[r][c]}, decision {one}{shown(label_set)}"
    ends = [decide(s, reader=r, rulebook=book, at=at).valid_until for s in sets for r in readers]
    yield "" if held.valid_until <= min(ends) else "the matrix outlives a decision"


def views_keep_what_holds(world: World, rng: Dice) -> Iterator[str]:
    """What a seat keeps between turns is what a fresh look finds, at any instant and in any order (R65, R85)."""
    index = world.rulebook.index
    known = [(p, profile) for p in world.rulebook.policies if (profile := world.rulebook.profile(p)) is not None]
    for reader in some_readers(world, rng, 10):
        kept = Views(reader, place_of(reader, index))
        for at in rng.sample(INSTANTS, len(INSTANTS) // 2):
            view, new = kept.at(at), Views(reader, place_of(reader, index)).at(at)
            broken = [
                p.name
                for p, profile in known
                if laid_open(view.effective(p, profile)) != laid_open(new.effective(p, profile))
            ]
            pairs = [(owner, to) for owner in (*STATES, "ALF") for to in {reader.party, reader.through}]
            broken += [f"{owner} to {to}" for owner, to in pairs if view.ways(owner, to) != new.ways(owner, to)]
            broken += [q.id for q in index.questions if view.step(asked(q)) != new.step(asked(q))]
            yield f"kept too long at {at}: {broken}{shown(reader)}" if broken else ""


def asked(question: OpenQuestion) -> Question:
    """A gate that asks whether an open question arises, at a level it speaks of."""
    level, owner = next(iter(sorted(map(fold, question.levels))), ""), question.owner
    return Question(question.id, lambda view: (NOTHING, questions(question.asks, owner, level, view, "")), owner)


def laid_open(held: Effective) -> tuple[object, ...]:
    """All that an effective clearance says."""
    values = {key: held.reach.holdings(key) for key in held.keys} if held.reach else {}
    return held.levels, held.granted, held.circle, held.briefed, values


def make_setting(world: World, rng: Dice) -> Setting:
    """A record and some readers under the rulebook of a world."""
    record = make_record(rng, world.label_sets)
    portions = tuple(replace(p, label_set=p.label_set or rng.choice(world.label_sets)) for p in record.portions[:8])
    inside = {p.id for p in portions}
    portions = tuple(p for p in portions if p.variant_of is None or p.variant_of in inside)
    return Setting(replace(record, portions=portions), some_readers(world, rng, 4), fresh(world.rulebook))


def make_change(world: World, setting: Setting, rng: Dice) -> Change:
    """Any change that a what-if can ask about."""
    portion, reader = rng.choice(setting.record.portions), rng.choice(setting.readers)
    policy = rng.choice(world.rulebook.policies)
    wording = replace(portion, id="new", place="999", variant_of=portion.variant_of or portion.id)
    changes: list[Change] = [
        Sign(replace(rng.choice(make_agreements(rng)), id=rng.choice(["a0", "new"]))),
        Join(replace(rng.choice(make_memberships(rng)), id=rng.choice(["m0", "new"]))),
        Clear(reader.id, make_clearance(rng, world.rulebook, policy.name, settled=True)),
        Brief(reader.id, Briefing(rng.choice(["ALF", "BET", "PUB"]))),
        Admit(reader.id, Community(rng.choice(COMMUNITIES))),
        Reword(portion.id, make_label_set(rng, world.rulebook)),
        AddVariant(portion.variant_of or portion.id, replace(wording, label_set=make_label_set(rng, world.rulebook))),
        Consent(portion.id, tuple(some(rng, ["Own", "Other", "Group", "Bodies", *STATES[:2]], 1, 2))),
    ]
    return rng.choice(changes)


ORDER = (Answer.RELEASED, Answer.RELEASABLE, Answer.REFER, Answer.WITHHELD)


def best(setting: Setting, at: datetime) -> dict[tuple[str, str], Answer]:
    """For each portion, its wordings as one, and reader: the best answer, decided one by one."""
    found: dict[tuple[str, str], Answer] = {}
    book = fresh(setting.rulebook)
    for portion in setting.record.portions:
        for reader in setting.readers:
            key = (portion.variant_of or portion.id, reader.id)
            answer = answer_of(bits(setting.record.label_set(portion), reader, book, at))
            found[key] = min(answer, found.get(key, Answer.WITHHELD), key=ORDER.index)
    return found


def what_if_decides_afresh(world: World, rng: Dice) -> Iterator[str]:
    """A what-if names exactly the squares whose answer changes, as decided one by one before and after (R120)."""
    for _ in range(8):
        setting, at = make_setting(world, rng), make_instant(rng)
        change = make_change(world, setting, rng)
        before, after = best(setting, at), best(apply(change, setting), at)
        expected = {(*key, answer, after[key]) for key, answer in before.items() if after[key] is not answer}
        found = {(s.portion, s.reader, s.before, s.after) for s in what_if(change, setting, at)}
        yield "" if found == expected else f"what-if says {found}, decisions say {expected}: {shown(change)}"


def a_missing_agreement_is_found(world: World, rng: Dice) -> Iterator[str]:
    """An agreement makes releasable what is withheld without it and not with it, each decided afresh (R121)."""
    sets, readers, at = rng.sample(world.label_sets, 12), some_readers(world, rng, 8), make_instant(rng)
    held = matrix(sets, readers, rulebook=world.rulebook, at=at)
    for agreement in make_agreements(rng)[:5]:
        signed = replace(agreement, id="new")
        book = fresh(replace(world.rulebook, agreements=(*world.rulebook.agreements, signed)))
        expected = {
            (r, c)
            for r, label_set in enumerate(sets)
            for c, reader in enumerate(readers)
            if held.answer(r, c) is Answer.WITHHELD
            and answer_of(bits(label_set, reader, book, at)) is not Answer.WITHHELD
        }
        found = set(made_releasable(held, signed))
        yield "" if found == expected else f"found {found}, decisions say {expected}: {shown(signed)}"


def timelines_miss_nothing(world: World, rng: Dice) -> Iterator[str]:
    """Between two turns of a time line no square changes, and at each turn one does (R123)."""
    sets, readers = tuple(rng.sample(world.label_sets, 6)), some_readers(world, rng, 4)
    since, until = INSTANTS[-1], DAYS[-1]
    turns = timeline(sets, lambda _: readers, rulebook=world.rulebook, since=since, until=until)
    for at in rng.sample([i for i in INSTANTS if since <= i < until], 6):
        last = [turn for turn in turns if turn.at <= at][-1]
        now = tuple(tuple(bits(s, r, fresh(world.rulebook), at) for r in readers) for s in sets)
        yield "" if now == last.matrix.squares else f"at {at} squares differ from those of {last.at}"
    still = [turn.at for a, turn in pairwise(turns) if a.matrix.squares == turn.matrix.squares]
    yield "" if not still else f"nothing turned at {still}"


def unlocking_is_smallest(world: World, rng: Dice) -> Iterator[str]:
    """Each set found reaches the goal, and no smaller one of what was tried does, up to three changes (R122)."""
    for _ in range(3):
        setting, at = make_setting(world, rng), make_instant(rng)
        open_ = [key for key, answer in best(setting, at).items() if answer is not Answer.RELEASED]
        if not open_:
            continue
        portion, reader = rng.choice(open_)
        also = [r for p, r in open_ if p == portion and often(rng, 0.3)]
        goal = Goal(frozenset({reader, *also}), frozenset({portion}))
        found = unlock(goal, setting, at)
        reached = [reaches(setting, goal, changes, at) for changes in found.sets]
        yield "" if all(reached) else f"a set does not reach the goal: {shown(found.sets)}"
        size = min((len(changes) for changes in found.sets), default=4)
        if len(found.tried) <= 10:
            less = [
                s for n in range(min(size, 4)) for s in combinations(found.tried, n) if reaches(setting, goal, s, at)
            ]
            yield "" if not less else f"smaller: {shown(less[0])} than {shown(found.sets[:1])}"


def reaches(setting: Setting, goal: Goal, changes: tuple[Change, ...], at: datetime) -> bool:
    """Whether the changes together release every portion of the goal to every reader of it."""
    answers = best(apply_all(changes, setting), at)
    return all(answers.get((p, r)) is Answer.RELEASED for p in goal.portions for r in goal.readers)


def dominance_is_dominance(world: World, rng: Dice) -> Iterator[str]:
    """Whoever is released a label set that dominates another is released the other, if their levels have no hole."""
    sets = [s for s in world.label_sets if s.originator is not None]
    for _ in range(60):
        higher, at = rng.choice(sets), make_instant(rng)
        lower = rng.choice([higher, replace(higher, alternatives=()), LabelSet(higher.originator), rng.choice(sets)])
        if higher.originator is None or not dominates(higher, lower, world.rulebook, at):
            continue
        for reader in rng.sample(world.readers, 5):
            if has_no_hole(reader, higher.originator.policy.name, world.rulebook, at):
                given = [decide(s, reader=reader, rulebook=world.rulebook, at=at).outcome for s in (higher, lower)]
                broken = given[0] is Outcome.RELEASED and given[1] is not Outcome.RELEASED
                yield f"higher{shown(higher)}\nlower{shown(lower)}\n{shown(reader)}" if broken else ""


TABLES = (
    views_keep_what_holds,
    matrices_are_decisions,
    what_if_decides_afresh,
    a_missing_agreement_is_found,
    timelines_miss_nothing,
    unlocking_is_smallest,
    dominance_is_dominance,
)
