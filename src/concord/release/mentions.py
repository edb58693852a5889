"""Gate 5: every owner whose information a portion contains or names.

Source: docs/spec/release.md R17, R76.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from concord.release.backings import Backings, ValueKey
from concord.release.effective import Effective, equivalent_levels
from concord.release.gates import ABSENT, doubtful, level_gate, nationality, which_is_missing
from concord.release.grounds import CERTAIN, NOTHING, Ground, both, either, fact
from concord.release.index import Index
from concord.release.key import MentionForm
from concord.release.names import fold
from concord.release.policy import Level, Policy
from concord.release.profile import Profile
from concord.release.reasons import Reason, Rule
from concord.release.rulebook import Rulebook
from concord.release.seats import Way, refused
from concord.release.validity import Valid
from concord.release.view import Question, Step, View

LEVEL_RULES = (Rule.OTHER_NO_CLEARANCE, Rule.OTHER_CLASS_NOT_HELD)
RELEASE_RULES = (Rule.OTHER_NO_RELEASE_DECISION, Rule.OTHER_NO_BASIS)


def mention_questions(
    mention: MentionForm, *, contained: bool, valid: Valid | None, rulebook: Rulebook, at: datetime
) -> Iterator[Question]:
    """What a mention asks of a seat; `valid` is the portion's own label as understood, if it is valid."""
    subject = f"{'contains' if contained else 'refers to'} {_words(mention, rulebook.index)}"
    if not rulebook.index.profiles.get(mention.owner):
        yield from _national_questions(mention, contained, valid, subject, rulebook)
        return
    found = _owner_policy(mention, rulebook, at)
    if found is None:
        yield _unknown_level(mention, subject)
        return
    policy, profile, level = found
    if contained:
        yield _level_question(mention, policy, profile, level, subject)
    yield Question(
        (5, "basis", contained, mention, id(policy)),
        lambda view: _basis(mention, policy, profile, level, view.effective(policy, profile), view, subject),
        profile.owner,
    )


def _words(mention: MentionForm, index: Index) -> str:
    """Owner and marking as they are printed: a policy's own marking names its owner."""
    for profile in index.profiles.get(mention.owner, ()):
        for level, marking in profile.levels:
            if mention.level in (fold(level), fold(marking)):
                return marking if mention.owner in marking else f"{mention.owner} {marking}"
    entries = index.equivalences.get((mention.owner, mention.level), ())
    return f"{mention.owner} {entries[0].marking if entries else mention.level}"


def _unknown_level(mention: MentionForm, subject: str) -> Question:
    step = (NOTHING, (Reason(Rule.OTHER_CLASS_UNKNOWN, subject, (), (mention.level,)),))
    return Question((5, "unknown", subject, mention), lambda view: step, None)


def _level_question(mention: MentionForm, policy: Policy, profile: Profile, level: Level, subject: str) -> Question:
    return Question(
        (5, "level", mention, id(policy), level.name),
        lambda view: level_gate(level, view.effective(policy, profile), subject=subject, rules=LEVEL_RULES),
        profile.owner,
    )


def _owner_policy(mention: MentionForm, rulebook: Rulebook, at: datetime) -> tuple[Policy, Profile, Level] | None:
    for profile in rulebook.index.profiles[mention.owner]:
        policy = rulebook.policy(profile.policy, at)
        if policy is None or rulebook.profile(policy) is not profile:
            continue
        name = profile.level_by_marking.get(mention.level, mention.level)
        level = policy.level_by_name.get(mention.level) or policy.level_by_name.get(name)
        if level is not None:
            return policy, profile, level
    return None


def _basis(
    mention: MentionForm, policy: Policy, profile: Profile, level: Level, effective: Effective, view: View, subject: str
) -> Step:
    values = _release_keys(mention, profile, view.seat.index.backings(policy, profile))
    unknown = tuple(value for value, key in values if key is None)
    unread = (Reason(Rule.OTHER_CAT_UNKNOWN, subject, (), unknown),) if unknown else ()
    keys = [key for _, key in values if key is not None]
    ground = either([effective.circle, *(effective.held(key, level.rank) for key in keys)])
    if ground.confidence is not ABSENT:
        asked = nationality(profile.owner, fold(level.name), view, subject)
        return ground, (*unread, *doubtful(ground, subject), *asked)
    if mention.released_to is None:
        return ground, (Reason(Rule.RELEASE_UNKNOWN, subject),)
    named = [key for key in keys if effective.names(key)]
    missing = either(effective.held(key, level.rank) for key in named) if named else effective.circle
    return NOTHING, (
        *unread,
        *which_is_missing(
            effective.allowed(fold(level.name), level.rank),
            is_named=bool(named) or view.seat.through == profile.owner,
            missing=missing,
            owner=profile.owner,
            level=fold(level.name),
            view=view,
            subject=subject,
            needed=tuple(value for _, value in keys),
            rules=RELEASE_RULES,
        ),
    )


def _release_keys(mention: MentionForm, profile: Profile, backings: Backings) -> list[tuple[str, ValueKey | None]]:
    known = {key[1]: key for key in backings.release}
    release_set = fold(profile.release_set or "")
    found = []
    for value in mention.released_to or ():
        name = fold(profile.value_by_alias.get((release_set, value), value))
        found.append((value, known.get(name)))
    return found


# An owner without a policy of its own: national markings (R17, R55, R76)


def _national_questions(
    mention: MentionForm, contained: bool, valid: Valid | None, subject: str, rulebook: Rulebook
) -> Iterator[Question]:
    level = None
    if valid is not None:
        level, ground = _equivalent(mention, valid, rulebook.index)
        if level is None:
            yield _unknown_level(mention, subject)
        else:
            step = (ground, doubtful(ground, subject))
            yield Question((5, "equivalence", contained, mention, id(valid.policy)), lambda view: step, None)
            if contained:
                yield _level_question(mention, valid.policy, valid.profile, level, subject)
    key = (5, "national", contained, mention, valid and id(valid.policy), level and level.name)
    yield Question(key, lambda view: _national_basis(mention, level, valid, view, subject), mention.owner)


def _equivalent(mention: MentionForm, valid: Valid, index: Index) -> tuple[Level | None, Ground]:
    """The level a national marking equals; of several the highest, unconfirmed (R17)."""
    found = equivalent_levels(mention.owner, mention.level, mention.marked, valid.profile, index)
    levels = [
        (valid.policy.level_by_name[name], ground) for name, ground in found if name in valid.policy.level_by_name
    ]
    if not levels:
        return None, NOTHING
    return max(levels, key=lambda pair: pair[0].rank)


def _national_basis(mention: MentionForm, level: Level | None, valid: Valid | None, view: View, subject: str) -> Step:
    seat, owner = view.seat, mention.owner
    if seat.party == owner:
        return CERTAIN, nationality(owner, mention.level, view, subject)
    if mention.released_to is None:
        return NOTHING, (Reason(Rule.RELEASE_UNKNOWN, subject),)
    recipients = sorted({seat.through, seat.party})
    named = [party for party in recipients if fold(party) in mention.released_to]
    ground = _reaching(owner, named, level, valid, view)
    if ground.confidence is not ABSENT:
        return ground, (*doubtful(ground, subject), *nationality(owner, mention.level, view, subject))
    return NOTHING, which_is_missing(
        _reaching(owner, recipients, level, valid, view),
        is_named=bool(named),
        missing=ground,
        owner=owner,
        level=mention.level,
        view=view,
        subject=subject,
        needed=mention.released_to,
        rules=RELEASE_RULES,
    )


def _reaching(owner: str, recipients: list[str], level: Level | None, valid: Valid | None, view: View) -> Ground:
    """How far information of `owner` at `level` of the portion's own policy flows to any of `recipients`."""
    found = [view.ways(owner, recipient) for recipient in recipients]
    return either(refused(either(_up_to(way, level, valid) for way in w.carrying), w.refusal) for w in found)


def _up_to(way: Way, level: Level | None, valid: Valid | None) -> Ground:
    if way.ceiling is None:
        return way.ground
    if level is None or valid is None:
        return NOTHING
    ceiling = valid.policy.level_by_name.get(valid.profile.level_by_marking.get(fold(way.ceiling.level), ""))
    if ceiling is None or ceiling.rank < level.rank:
        return NOTHING
    return both(way.ground, fact(way.ceiling.confidence, way.agreement))
