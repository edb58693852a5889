"""The release decision: who may read this portion, under which rule, on this date.

Release is decided here and nowhere else.
Source: docs/spec/release.md R1-R3, R70-R86.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from concord.release.effective import Effective, equivalent_levels
from concord.release.gates import ABSENT, basis_gate, category_gate, doubtful, level_gate
from concord.release.grounds import CERTAIN, Ground, both
from concord.release.key import DecisionKey, LabelForm
from concord.release.labels import LabelSet
from concord.release.memo import Case, Memo, next_of
from concord.release.mentions import mention_gate
from concord.release.names import NEVER, fold, require_utc
from concord.release.periods import Confidence
from concord.release.readers import Reader
from concord.release.reasons import Outcome, Reason, Rule, outcome_of
from concord.release.rulebook import Rulebook, canonical
from concord.release.validity import Valid
from concord.release.view import View

LEVEL_RULES = (Rule.NO_CLEARANCE, Rule.CLASS_NOT_HELD)

Step = tuple[Ground, tuple[Reason, ...]]
"""What one gate found: the ground it passes on, and its reasons if it does not pass or passes in doubt."""


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
    key = case.key
    steps = list(_unlabelled(key, view) if key.originator is None else _gates(key, key.originator.at(at), view, memo, at))
    reasons = tuple(sorted({reason for _, found in steps for reason in found}, key=_order))
    outcome = outcome_of(reasons)
    ground = both(*(ground for ground, _ in steps)) if outcome is Outcome.RELEASED else Ground(ABSENT)
    return Decision(outcome, reasons, next_of(case, view, at), ground, key, view.reader, memo.rulebook)


def _order(reason: Reason) -> tuple[int, str, str, tuple[str, ...], tuple[str, ...]]:
    return reason.rule.gate, reason.rule.name, reason.subject, reason.needed, reason.facts


def _unlabelled(key: DecisionKey, view: View) -> Iterator[Step]:
    """Released to the author's seat only (R15)."""
    is_author = bool(key.author) and key.author == view.reader.id
    yield CERTAIN, () if is_author else (Reason(Rule.UNLABELLED, ""),)


def _gates(key: DecisionKey, form: LabelForm, view: View, memo: Memo, at: datetime) -> Iterator[Step]:
    checked = memo.checked(form, at)
    valid = checked.valid
    if valid is None:
        yield CERTAIN, tuple(Reason(f.rule, form.policy, f.needed, f.held) for f in checked.failures)
    else:
        yield from _label_gates(key, form, valid, view, memo, at)
    for contained, mentions in ((True, key.contains), (False, key.refers_to)):
        for mention in mentions:
            yield from mention_gate(
                mention, contained=contained, valid=valid, view=view, rulebook=memo.rulebook, at=at
            )
    yield from _need_to_know(key, view)
    if key.embargo is not None and at < key.embargo:
        yield CERTAIN, (Reason(Rule.NOT_YET, "", (key.embargo.isoformat(),)),)


def _label_gates(
    key: DecisionKey, form: LabelForm, valid: Valid, view: View, memo: Memo, at: datetime
) -> Iterator[Step]:
    """Gates 2 to 4 of the originator label, an alternative serving for gate 2 where it may (R79)."""
    effective = view.effective(valid.policy, valid.profile)
    level = level_gate(valid.level, effective, subject=valid.policy.name, rules=LEVEL_RULES)
    others = (basis_gate(valid, effective, view), category_gate(valid, effective))
    if _is_withheld((level,)) and not _is_withheld(others):
        level = next(_alternatives(key, form, valid, view, memo, at), level)
    yield level
    yield from others


def _is_withheld(steps: tuple[Step, ...]) -> bool:
    return any(reason.rule.outcome is Outcome.WITHHELD for _, reasons in steps for reason in reasons)


def _alternatives(
    key: DecisionKey, form: LabelForm, valid: Valid, view: View, memo: Memo, at: datetime
) -> Iterator[Step]:
    """What each alternative that serves puts in the place of gate 2, in order (R79)."""
    for label in key.alternatives:
        other = memo.checked(label.at(at), at).valid
        if other is None:
            continue
        ground = _translation(form, valid, other, view)
        effective = view.effective(other.policy, other.profile)
        steps = (
            level_gate(other.level, effective, subject=other.policy.name, rules=LEVEL_RULES),
            basis_gate(other, effective, view),
            category_gate(other, effective),
        )
        if ground.confidence is not ABSENT and not _is_withheld(steps):
            doubts = doubtful(ground, other.policy.name)
            yield both(ground, *(g for g, _ in steps)), (*doubts, *(r for _, found in steps for r in found))


def _translation(form: LabelForm, valid: Valid, other: Valid, view: View) -> Ground:
    """The ground on which the alternative's level is not below the equivalent of the originator's."""
    marking = valid.profile.marking_by_level.get(fold(valid.level.name), "")
    created = form.created or NEVER
    found = equivalent_levels(valid.profile.owner, marking, created, other.profile, view.seat.index)
    levels = [(other.policy.level_by_name[name], ground) for name, ground in found if name in other.policy.level_by_name]
    if not levels:
        return Ground(ABSENT)
    level, ground = max(levels, key=lambda pair: pair[0].rank)
    return ground if other.level.rank >= level.rank else Ground(ABSENT)


def _need_to_know(key: DecisionKey, view: View) -> Iterator[Step]:
    """Gate 6: every community is held (R77)."""
    grounds = {name: view.communities.get(name, Ground(ABSENT)) for name in key.communities}
    missing = tuple(name for name, ground in grounds.items() if ground.confidence is ABSENT)
    if missing:
        yield CERTAIN, (Reason(Rule.COMMUNITY_NOT_HELD, "", missing),)
    if any(ground.confidence is Confidence.UNCONFIRMED for ground in grounds.values()):
        yield Ground(Confidence.UNCONFIRMED), (Reason(Rule.UNCONFIRMED, ""),)
