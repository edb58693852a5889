"""What decides and is not decided: rulebook and roster, as one edition that is brought into force whole.

Source: docs/spec/desk.md D80, D85.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cached_property

from concord.desk.queries import refuse
from concord.desk.roster import Account, Audience, Person, Post, Roster, Sitting, bare
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.names import BEGINNING
from concord.release.policy import Policy
from concord.release.profile import Profile
from concord.release.relations import Agreement, Equivalence, Membership, OpenQuestion
from concord.release.rulebook import Rulebook, canonical

NAMED = "edition"
"""The one field of a rulebook that is a name for people."""


@dataclass(frozen=True)
class Facts:
    """A rulebook and a roster."""

    rulebook: Rulebook = field(default_factory=Rulebook)
    roster: Roster = field(default_factory=Roster)

    @cached_property
    def entries(self) -> dict[str, object]:
        """Every entry by its canonical form: policies, profiles, memberships, posts, persons and all the rest."""
        return {f"{place}:{canonical(entry)}": entry for place, entry in _entries(self)}


class StillHeldError(ValueError):
    """A person to be erased still holds something by the facts in force: end that first."""

    def __init__(self) -> None:
        super().__init__("a person to be erased: expected one that holds nothing in the facts in force")


@dataclass(frozen=True)
class InForce:
    """Facts with the number of their edition, from 0, and the instant from which they are in force."""

    number: int = 0
    since: datetime = BEGINNING
    facts: Facts = field(default_factory=Facts)


PLACES: dict[type, str] = {
    Policy: "policies",
    Profile: "profiles",
    Membership: "memberships",
    Agreement: "agreements",
    Equivalence: "equivalences",
    OpenQuestion: "questions",
    Post: "posts",
    Person: "persons",
    Sitting: "sittings",
    Account: "accounts",
    Audience: "audiences",
}
"""The field of rulebook or roster that an entry stands in, by its class."""

Entry = (
    Policy
    | Profile
    | Membership
    | Agreement
    | Equivalence
    | OpenQuestion
    | Post
    | Person
    | Sitting
    | Account
    | Audience
)


@dataclass(frozen=True)
class FactsChange:
    """Entries that are to stand no more, entries that are to stand, and the name of the rulebook from then on.

    What ends on a date is an entry with that end in place of the one without: history stays in the roster.
    """

    ended: tuple[Entry, ...] = ()
    added: tuple[Entry, ...] = ()
    edition: str = ""

    def applied(self, facts: Facts) -> Facts:
        """The facts after the change.

        Raises:
            MalformedError: what is to end does not stand, what is to stand stands already, a roster that cannot be, a
                post that reads through what no rule names; every fault.
        """
        standing = dict(facts.entries)
        ended, added = (_named(entries) for entries in (self.ended, self.added))
        wrong = [("an entry that stands", "another", name) for name in ended if name not in standing]
        wrong += [("a new entry", "one that stands", name) for name in added if name in standing and name not in ended]
        wrong += [("a change", "none", "") for _ in [0] if not ended and not added]
        if wrong:
            findings = (Finding("D87", name.split(":")[0] or "change", asked, found) for asked, found, name in wrong)
            raise MalformedError("facts", tuple(findings))
        left = {name: entry for name, entry in standing.items() if name not in ended} | added
        entries = [(name.split(":", 1)[0], entry) for name, entry in left.items()]
        found = facts_of(entries, self.edition or facts.rulebook.edition)
        refuse("facts", unknown_ways([entry for entry in self.added if isinstance(entry, Post)], found.rulebook))
        same_book, same_roster = found.rulebook == facts.rulebook, found.roster == facts.roster
        return Facts(facts.rulebook if same_book else found.rulebook, facts.roster if same_roster else found.roster)


def unknown_ways(posts: Iterable[Post], rulebook: Rulebook) -> list[Finding]:
    """Posts that read through what is neither their party nor an organisation that the rules know.

    What no rule names no rule can refuse (R53). Source: docs/spec/desk.md D87.
    """
    known = {row.organisation for row in rulebook.memberships}
    wrong = [post for post in posts if post.through != post.party and post.through not in known]
    expected = "its party, or an organisation that has members"
    return [Finding("D87", f"post `{post.id}`, through", expected, f"`{post.through}`") for post in wrong]


def _named(entries: tuple[Entry, ...]) -> dict[str, object]:
    return {f"{PLACES[type(entry)]}:{canonical(entry)}": entry for entry in entries}


def without(facts: Facts, person: str) -> Facts:
    """The facts as if a person had held nothing (D93)."""
    persons = tuple(bare(each) if each.id == person else each for each in facts.roster.persons)
    return replace(facts, roster=replace(facts.roster, persons=persons))


def _entries(facts: Facts) -> Iterator[tuple[str, object]]:
    for part in (facts.rulebook, facts.roster):
        for each in fields(part):
            if each.name != NAMED:
                yield from ((each.name, entry) for entry in getattr(part, each.name))


def facts_of(entries: list[tuple[str, object]], edition: str) -> Facts:
    """The facts that have these entries: each with the name of its field."""
    of_field: dict[str, list[object]] = {}
    for place, entry in entries:
        of_field.setdefault(place, []).append(entry)
    given = {place: tuple(found) for place, found in of_field.items()}
    of_book = {each.name: given.get(each.name, ()) for each in fields(Rulebook) if each.name != NAMED}
    of_roster = {each.name: given.get(each.name, ()) for each in fields(Roster)}
    return Facts(Rulebook(edition=edition, **of_book), Roster(**of_roster))  # type: ignore[arg-type]  # by field
