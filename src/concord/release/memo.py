"""Answers of one rulebook worked out once: keys of label sets, checked labels, views of seats.

Nothing here is state: every answer follows from the rulebook and what is asked, and may be forgotten at any time.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime

from concord.release.bounded import Bounded
from concord.release.index import start_of_interval
from concord.release.key import DecisionKey, LabelForm, next_turn, normal_form
from concord.release.labels import LabelSet
from concord.release.names import NEVER, fold
from concord.release.places import Place, place_of
from concord.release.readers import Reader
from concord.release.reasons import Rule
from concord.release.rulebook import Rulebook
from concord.release.validity import Checked, Failure, check, malformed
from concord.release.view import Question, View, Views


class Case:
    """A decision key with the instants at which its decisions may turn whoever the reader is (R85).

    `questions` keeps what the gates ask, by the turn from which they ask it.
    """

    __slots__ = ("key", "questions", "turns")

    def __init__(self, key: DecisionKey, turns: tuple[datetime, ...]) -> None:
        self.key = key
        self.turns = turns
        self.questions: dict[datetime, tuple[Question, ...]] = {}


class Memo:
    """The memo of one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._label_sets = Bounded[int, tuple[LabelSet, Case]]()
        self._keys = Bounded[int, tuple[LabelSet, DecisionKey]]()
        self._cases = Bounded[DecisionKey, Case]()
        self._questions = Bounded[Hashable, Question]()
        self._places = Bounded[tuple[str, str, str | None], Place]()
        self._views = Bounded[int, Views]()
        self._checked = Bounded[tuple[LabelForm, datetime], Checked]()

    def case(self, label_set: LabelSet) -> Case:
        """The case of a label set; one object per distinct key."""
        known = self._label_sets.get(id(label_set))
        if known is not None and known[0] is label_set:
            return known[1]
        case = self._case_of(self._key(label_set))
        self._label_sets[id(label_set)] = (label_set, case)
        return case

    def _key(self, label_set: LabelSet) -> DecisionKey:
        known = self._keys.get(id(label_set))
        if known is None or known[0] is not label_set:
            known = self._keys[id(label_set)] = (label_set, normal_form(label_set, self.rulebook.index))
        return known[1]

    def _case_of(self, key: DecisionKey) -> Case:
        case = self._cases.get(key)
        if case is None:
            case = self._cases[key] = Case(key, self._turns(key))
        return case

    def same(self, question: Question) -> Question:
        """One object for all questions of one key, so that a matrix can tell them apart by identity."""
        known = self._questions.get(question.key)
        if known is None:
            known = self._questions[question.key] = question
        return known

    def learn_labels(self, other: Memo) -> None:
        """Take over what another memo knows of labels, where policies, profiles and equivalences are the same."""
        ours, theirs = self.rulebook, other.rulebook
        same = (ours.policies, ours.profiles, ours.equivalences) == (
            theirs.policies,
            theirs.profiles,
            theirs.equivalences,
        )
        if same:
            self._keys = other._keys
            self._checked = other._checked

    def view(self, reader: Reader, at: datetime) -> View:
        """The view of a reader that holds at `at`."""
        return self.views(reader).at(at)

    def views(self, reader: Reader) -> Views:
        """The views of a reader."""
        known = self._views.get(id(reader))
        if known is None or known.reader is not reader:
            known = self._views[id(reader)] = Views(reader, self.place(reader))
        return known

    def place(self, reader: Reader) -> Place:
        """Where a reader is among the facts."""
        where = reader.party, reader.through, reader.nationality
        place = self._places.get(where)
        if place is None:
            place = self._places[where] = place_of(reader, self.rulebook.index)
        return place

    def checked(self, form: LabelForm, at: datetime) -> Checked:
        """Gate 1 of one label, under the edition of its creation and the edition in force at `at` (R20)."""
        if at == NEVER:
            return check_editions(form, self.rulebook, at)
        epoch = start_of_interval(self.rulebook.index.epochs.get(form.policy, ()), at)
        found = self._checked.get((form, epoch))
        if found is None:
            found = self._checked[form, epoch] = check_editions(form, self.rulebook, at)
        return found

    def owners(self, key: DecisionKey) -> set[str]:
        """Everybody whose information a key is about, or mentions."""
        policies = self._policies(key)
        return {p.owner for p in self.rulebook.index.all_profiles if fold(p.policy) in policies} | {*key.owners}

    def _policies(self, key: DecisionKey) -> set[str]:
        """The policies by which a key, or what it mentions, is read."""
        profiles = self.rulebook.index.profiles
        return {*key.policies, *(fold(profile.policy) for owner in key.owners for profile in profiles.get(owner, ()))}

    def _turns(self, key: DecisionKey) -> tuple[datetime, ...]:
        index, policies, owners = self.rulebook.index, self._policies(key), self.owners(key)
        turns = set(key.instants)
        for policy in policies:
            turns.update(index.epochs.get(policy, ()))
        for owner in owners:
            turns.update(bound for row in index.memberships.get(owner, ()) for bound in row.period.bounds)
        return tuple(sorted(turns))


def check_editions(form: LabelForm, rulebook: Rulebook, at: datetime, *, creating: bool = False) -> Checked:
    """Check a label against the edition in force at its creation and the one at `at`; failures of both (R20).

    `creating` reads the rules for new labels (R29) in the check at the creation instant.
    """
    today = rulebook.policy(form.policy, at)
    if today is None:
        unknown = Failure(Rule.POLICY_UNKNOWN, held=(form.policy,))
        return Checked((unknown, *malformed(form)), None)
    now = check(form, today, rulebook.profile(today), at)
    if form.created is None:
        return now
    then = rulebook.policy(form.policy, form.created) or today
    before = check(form, then, rulebook.profile(then), form.created, creating=creating)
    failures = tuple(dict.fromkeys((*before.failures, *now.failures)))
    return Checked(failures, None if failures else now.valid)


def next_of(case: Case, view: View, at: datetime) -> datetime:
    """The instant until which a decision on `case` for the seat of `view` holds (R85)."""
    return min(view.turns_at, next_turn(case.turns, at))
