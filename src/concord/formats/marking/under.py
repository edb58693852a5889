"""The printed markings of a rulebook: of every policy in it that has a profile.

Source: docs/spec/marking.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from concord.formats.marking.alone import halves, lone_words
from concord.formats.marking.read import Vocabulary
from concord.formats.marking.write import render
from concord.release.errors import MalformedError
from concord.release.labels import Label
from concord.release.names import fold
from concord.release.policy import Policy
from concord.release.profile import Profile
from concord.release.rulebook import Rulebook


@dataclass(frozen=True)
class Markings:
    """How labels are printed and read under a rulebook.

    `own` are folded names of policies: of one owner that has such a policy, markings are read by those alone.
    """

    rulebook: Rulebook
    own: frozenset[str] = frozenset()

    def read(self, text: str, created: datetime) -> Label:
        """The label a printed marking stands for, under the policies in force at `created`.

        Raises:
            MalformedError: it is none, or could be several.
        """
        return self.vocabulary.read(text, created=created).label

    def write(self, label: Label, *, code: str = "pageTopBottom", language: str = "en") -> str:
        """The printed marking of a label; its policy and level where the rulebook cannot print it."""
        policy = self.rulebook.policy(label.policy.name, label.created or self._newest)
        served = self.rulebook.profile(policy) if policy else None
        if policy is None or served is None:
            return f"{label.policy.name}: {label.level}"
        try:
            return render(label, policy, served, language=language, code=code)
        except MalformedError:
            return f"{label.policy.name}: {label.level}"

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the policies that have a profile."""
        return Vocabulary(tuple(self._spoken()))

    @cached_property
    def halves(self) -> Mapping[str, str]:
        """What half of a word for a level stands for, by the folded half (M19)."""
        return halves(policy for policy, _ in self._spoken())

    @cached_property
    def lone_words(self) -> frozenset[str]:
        """Folded words of markings that are none alone (M19)."""
        return lone_words(policy for policy, _ in self._spoken())

    def _spoken(self) -> Iterator[tuple[Policy, Profile]]:
        served = [(policy, self.rulebook.profile(policy)) for policy in self.rulebook.policies]
        pairs = [(policy, found) for policy, found in served if found is not None]
        owners = {found.owner for policy, found in pairs if fold(policy.name) in self.own}
        for policy, found in pairs:
            if found.owner not in owners or fold(policy.name) in self.own:
                yield policy, found

    @cached_property
    def _newest(self) -> datetime:
        return max(policy.since for policy in self.rulebook.policies)
