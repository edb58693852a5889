"""The release decision: who may read this portion, under which rule, on this date.

Release is decided here and nowhere else.
Source: docs/spec/release.md R1-R3, R70-R86.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from concord.release.effective import Effective, equivalent_levels
from concord.release.gates import ABSENT, basis_gate, category_gate, doubtful, level_gate
from concord.release.grounds import CERTAIN, NOTHING, Ground, both
from concord.release.index import start_of_interval
from concord.release.key import DecisionKey, LabelForm
from concord.release.labels import LabelSet
from concord.release.memo import Case, Memo, next_of
from concord.release.mentions import mention_questions
from concord.release.names import NEVER, fold, require_utc
from concord.release.periods import Confidence
from concord.release.readers import Reader
from concord.release.reasons import Outcome, Reason, Rule, outcome_of
from concord.release.rulebook import Rulebook, canonical
from concord.release.validity import Valid
from concord.release.view import Question, Step, View

LEVEL_RULES = (Rule.NO_CLEARANCE, Rule.CLASS_NOT_HELD)


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one question (R84).

    `reasons` are in a fixed order, empty if and only if released. `ground` is what a release rests on: its confidence
    (WELL_KNOWN where a fact used was not looked up) and the ids of the facts. The answer is the same at every instant
    from the one asked about to `valid_until` (exclusive; `NEVER` if no fact turns).
    """

    outcome: Outcome
    reasons: tuple[Reason, ...]
    valid_until: datetime
    ground: Ground
    key: DecisionKey
    reader: Reader
    rulebook: Rulebook

    @property
    def digests(self) -> tuple[str, str, str]:
        """SHA-256 (hex) of rulebook, reader and decision key: what a log needs to replay this decision."""
        return self.rulebook.digest, digest(self.reader), digest(self.key)


def decide(label_set: LabelSet, *, reader: Reader, rulebook: Rulebook, at: datetime) -> Decision:
    """Decide whether what `label_set` covers may be released to `reader`.

    The order of rules, values, clearances and facts does not matter; a withholding rule wins. Periods count from their
    first instant inclusive to their last exclusive. Data never raises: what cannot be evaluated is withheld and named
    in `Decision.reasons`.

    Raises:
        ValueError: `at` has no time zone (a mistake of the caller).

    Source: docs/spec/release.md R1-R3.
    """
    require_utc(at)
    memo = memo_of(rulebook)
    return decide_case(memo.case(label_set), memo.view(reader, at), memo, at)


def decision_key(label_set: LabelSet, rulebook: Rulebook) -> DecisionKey:
    """Everything a decision on `label_set` reads, in normal form: equal keys get equal decisions (R86)."""
    return memo_of(rulebook).case(label_set).key


def effective_clearance(reader: Reader, policy: str, rulebook: Rulebook, at: datetime) -> Effective | None:
    """What `reader` holds under the edition of `policy` in force at `at`, or None without such a policy and profile."""
    found = rulebook.policy(policy, at)
    profile = rulebook.profile(found) if found else None
    if found is None or profile is None:
        return None
    return memo_of(rulebook).view(reader, at).effective(found, profile)


def memo_of(rulebook: Rulebook) -> Memo:
    """The memo of a rulebook, made at first use and kept with it."""
    memo = rulebook.__dict__.get("_memo")
    if memo is None:
        memo = rulebook.__dict__["_memo"] = Memo(rulebook)
    return memo


@lru_cache(maxsize=4096)
def digest(value: object) -> str:
    """SHA-256 (hex) of the canonical form of a value."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def decide_case(case: Case, view: View, memo: Memo, at: datetime) -> Decision:
    """Decide on a case for the seat of a view that holds at `at`."""
    steps = [view.step(question) for question in questions_of(case, memo, at)]
    given = [reason for _, reasons in steps for reason in reasons]
    reasons = tuple(sorted(set(given), key=_order)) if given else ()
    outcome = outcome_of(reasons)
    ground = both(*(ground for ground, _ in steps)) if outcome is Outcome.RELEASED else NOTHING
    return Decision(outcome, reasons, next_of(case, view, at), ground, case.key, view.reader, memo.rulebook)


def _order(reason: Reason) -> tuple[int, str, str, tuple[str, ...], tuple[str, ...]]:
    return reason.rule.gate, reason.rule.name, reason.subject, reason.needed, reason.facts


def questions_of(case: Case, memo: Memo, at: datetime) -> tuple[Question, ...]:
    """What the gates ask of any seat on a case, constant between the turns of the case."""
    epoch = start_of_interval(case.turns, at)
    found = case.questions.get(epoch)
    if found is None or at == NEVER:
        key = case.key
        asked = _unlabelled(key) if key.originator is None else _gates(key, key.originator.at(at), memo, at)
        found = tuple(map(memo.same, asked))
        if at != NEVER:
            case.questions[epoch] = found
    return found


def _unlabelled(key: DecisionKey) -> Iterator[Question]:
    """Released to the author's seat only (R15)."""

    def answer(view: View) -> Step:
        is_author = bool(key.author) and key.author == view.reader.id
        return CERTAIN, () if is_author else (Reason(Rule.UNLABELLED, ""),)

    yield Question((1, "author", key.author), answer, None)


def _gates(key: DecisionKey, form: LabelForm, memo: Memo, at: datetime) -> Iterator[Question]:
    checked = memo.checked(form, at)
    valid = checked.valid
    if valid is None:
        failed = NOTHING, tuple(Reason(f.rule, form.policy, f.needed, f.held) for f in checked.failures)
        yield Question((1, failed[1]), lambda view: failed, None)
    else:
        yield from _label_gates(key, form, valid, memo, at)
    for contained, mentions in ((True, key.contains), (False, key.refers_to)):
        for mention in mentions:
            yield from mention_questions(mention, contained=contained, valid=valid, rulebook=memo.rulebook, at=at)
    if key.communities:
        yield Question((6, key.communities), lambda view: _need_to_know(key.communities, view), None)
    if key.embargo is not None and at < key.embargo:
        not_yet = NOTHING, (Reason(Rule.NOT_YET, "", (key.embargo.isoformat(),)),)
        yield Question((7, key.embargo), lambda view: not_yet, None)


def _label_gates(key: DecisionKey, form: LabelForm, valid: Valid, memo: Memo, at: datetime) -> Iterator[Question]:
    """Gates 2 to 4 of the originator label, an alternative serving for gate 2 where it may (R79)."""
    level, basis, categories = _three_gates(valid)
    others = [(label, memo.checked(label.at(at), at).valid) for label in key.alternatives]
    alternatives = [(label, other) for label, other in others if other is not None]
    if alternatives:
        own = level

        def answer(view: View) -> Step:
            step = view.step(own)
            if not _is_withheld((step,)) or _is_withheld((view.step(basis), view.step(categories))):
                return step
            served = (_serves(form, valid, other, view) for _, other in alternatives)
            return next((found for found in served if found is not None), step)

        standing = tuple((label.at(at), id(other.policy)) for label, other in alternatives)
        level = Question((8, form, id(valid.policy), standing), answer)
    yield level
    yield basis
    yield categories


def _three_gates(valid: Valid) -> tuple[Question, Question, Question]:
    """Gates 2, 3 and 4, each asking what it reads of the label and no more."""
    policy, profile, level = valid.policy, valid.profile, valid.level
    where = (id(policy), level.name)

    def level_step(view: View) -> Step:
        return level_gate(level, view.effective(policy, profile), subject=policy.name, rules=LEVEL_RULES)

    return (
        Question((2, where), level_step, profile.owner),
        Question(
            (3, where, valid.permissive), lambda v: basis_gate(valid, v.effective(policy, profile), v), profile.owner
        ),
        Question(
            (4, where, valid.restrictive), lambda v: category_gate(valid, v.effective(policy, profile)), profile.owner
        ),
    )


def _is_withheld(steps: Sequence[Step]) -> bool:
    return any(reason.rule.outcome is Outcome.WITHHELD for _, reasons in steps for reason in reasons)


def _serves(form: LabelForm, valid: Valid, other: Valid, view: View) -> Step | None:
    """What an alternative puts in the place of gate 2, if it serves (R79)."""
    ground = _translation(form, valid, other, view)
    steps = [view.step(question) for question in _three_gates(other)]
    if ground.confidence is ABSENT or _is_withheld(steps):
        return None
    reasons = (*doubtful(ground, other.policy.name), *(r for _, found in steps for r in found))
    return both(ground, *(g for g, _ in steps)), reasons


def _translation(form: LabelForm, valid: Valid, other: Valid, view: View) -> Ground:
    """The ground on which the alternative's level is not below the equivalent of the originator's."""
    marking = valid.profile.marking_by_level.get(fold(valid.level.name), "")
    created = form.created or NEVER
    found = equivalent_levels(valid.profile.owner, marking, created, other.profile, view.seat.index)
    levels = [
        (other.policy.level_by_name[name], ground) for name, ground in found if name in other.policy.level_by_name
    ]
    if not levels:
        return Ground(ABSENT)
    level, ground = max(levels, key=lambda pair: pair[0].rank)
    return ground if other.level.rank >= level.rank else Ground(ABSENT)


def _need_to_know(communities: tuple[str, ...], view: View) -> Step:
    """Gate 6: every community is held (R77)."""
    grounds = {name: view.communities.get(name, NOTHING) for name in communities}
    missing = tuple(name for name, ground in grounds.items() if ground.confidence is ABSENT)
    reasons = [Reason(Rule.COMMUNITY_NOT_HELD, "", missing)] if missing else []
    if any(ground.confidence is Confidence.UNCONFIRMED for ground in grounds.values()):
        reasons.append(Reason(Rule.UNCONFIRMED, ""))
    return both(*grounds.values()), tuple(reasons)
