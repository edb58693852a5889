"""A directory of both houses without names: posts by title, persons by number, each behind a line of its own.

EXERCISE: all of it is invented. The first post of each house serves "hybrid" and "energy" alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from concord.desk import Act, Desk, Kinds, Moment, Setting
from concord.desk.acts import ANYBODY
from concord.desk.facts import Facts, InForce
from concord.desk.roster import Account, Audience, Carriage, Person, Post, Roster, Sitting
from concord.desk.seals import MemorySeal
from concord.desk.store import Store
from concord.directory import drafts
from concord.directory.kinds import KINDS, TOPICS
from concord.facts import shipped, shipped_bodies
from concord.release.labels import LabelSet
from concord.release.names import NEVER
from concord.release.periods import from_day
from concord.release.readers import Clearance, Reader
from tests.cast import ADA, NOON, book, label_set

STAFF = "RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO"
"""Ada and Ben may read it, Cleo not."""
OWN = "CONFIDENTIEL UE/EU CONFIDENTIAL"
"""Ada alone may."""

PARTIES = {"EU": ("EEAS", "GSC", "COM"), "NATO": ("NATO-IS", "NATO-IMS")}
STATES = {"EU": ("BE", "FR", "SE", "IE"), "NATO": ("US", "NO", "BE", "FR")}
DUTIES = (("Head", "Chef"), ("Desk officer", "Chargé de dossier"), ("Liaison officer", "Officier de liaison"))
CLEARED = {
    "EU": ("EU exercise policy", ("RESTREINT UE/EU RESTRICTED", "CONFIDENTIEL UE/EU CONFIDENTIAL")),
    "NATO": ("NATO exercise policy", ("UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL")),
}
LINES = {
    "EU": Carriage("EU exercise policy", "SECRET UE/EU SECRET"),
    "NATO": Carriage("NATO exercise policy", "SECRET"),
}
BEGUN = NOON - timedelta(days=500)


def cleared(house: str, until: datetime = NEVER) -> Clearance:
    """A clearance of a house up to CONFIDENTIAL."""
    policy, levels = CLEARED[house]
    return Clearance(policy, frozenset(levels), issuer="BE", period=from_day(BEGUN, until))


def person(identity: str, house: str, number: int) -> Person:
    """Somebody of one of the states of a house, cleared."""
    return Person(identity, STATES[house][number % len(STATES[house])], (cleared(house),))


def post_id(house: str, number: int) -> str:
    """The id of a post: its institution and a number."""
    party = PARTIES[house][number % len(PARTIES[house])]
    return f"{party}/{number:03d}"


def topics_of(number: int) -> tuple[str, ...]:
    """What a post serves: the first of a house hybrid threats and energy, every fifth much more beside these."""
    if number == 0:
        return ("hybrid", "energy")
    if number % 5 == 0:
        return ("hybrid", "energy", "cyber", "resilience")
    names = [name for name in TOPICS if name != "energy"]
    return names[number % len(names)], names[(number * 7 + 3) % len(names)]


def make_roster(size: int) -> Roster:
    """Posts of both houses by turns, each with a holder, a line and an account; every fifth has a deputy."""
    houses = [("EU", "NATO")[number % 2] for number in range(size)]
    ids = [(house, number // 2, post_id(house, number // 2)) for number, house in enumerate(houses)]
    return Roster(
        posts=tuple(Post(post, post.partition("/")[0], house) for house, _, post in ids),
        persons=tuple(
            person(f"p {post}{who}", house, number) for house, number, post in ids for who in ("", " deputy")
        ),
        sittings=(
            *(Sitting(f"p {post}", post, from_day(BEGUN)) for _, _, post in ids),
            *(Sitting(f"p {p} deputy", p, from_day(BEGUN), is_deputy=True) for _, n, p in ids if n % 5 == 0),
        ),
        accounts=tuple(Account(f"a {post}", f"p {post}", from_day(BEGUN)) for _, _, post in ids),
        audiences=tuple(Audience(f"line {p}", (p,), carries=frozenset({LINES[house]})) for house, _, p in ids),
    )


@dataclass
class Directory:
    """A store with a directory in it, and the desks of its readers."""

    store: Store
    roster: Roster
    acts: Mapping[str, frozenset[Act]] = field(default_factory=lambda: {ANYBODY: frozenset({Act.FILE, Act.EDIT})})
    seal: MemorySeal = field(default_factory=lambda: MemorySeal(b"one key"))
    records: dict[str, str] = field(default_factory=dict)

    @property
    def in_force(self) -> InForce:
        """The facts in force."""
        return self.store.in_force()

    def desk(self, reader: Reader = ADA, at: datetime = NOON) -> Desk:
        """A desk of a reader."""
        moment = Moment(reader, book(), at, self.store.facts)
        return Desk(moment, Setting(self.store, Kinds(KINDS), self.seal, self.acts))

    def turn(self, roster: Roster) -> None:
        """Bring a roster into force, as two persons would."""
        self.roster = roster
        with self.store.writing(self.store.last) as writing:
            writing.turn(Facts(book(), roster))

    def file(self, *, default: str = STAFF, channels: str = "", posts: Collection[str] = ()) -> None:
        """File a record for posts (all, if none is given) and their lines, and let the roster name it."""
        desk = self.desk()
        for post in self.roster.posts:
            if not posts or post.id in posts:
                draft = drafts.post(f"post {post.id}", post, post_values(post), label_set(default))
                self.records[post.id] = desk.file(draft).record
        for audience in self.roster.audiences:
            if not posts or audience.posts[0] in posts:
                values = {"post": audience.posts[0], "channel": "secure-phone"}
                draft = drafts.contact(audience.id, audience, values, "1234", label_set(channels or default))
                self.records[audience.id] = desk.file(draft).record
        named = tuple(replace(each, record=self.records.get(each.id, "")) for each in self.roster.posts)
        audiences = tuple(replace(each, record=self.records.get(each.id, "")) for each in self.roster.audiences)
        self.turn(replace(self.roster, posts=named, audiences=audiences))

    def file_institutions(self, at: datetime, label: LabelSet) -> None:
        """File the bodies that ship."""
        for draft in drafts.institutions(shipped_bodies(), shipped().names, at, label):
            self.desk().file(draft)


def post_values(post: Post) -> dict[str, object]:
    """What the record of a post says."""
    number = int(post.id.rpartition("/")[2])
    english, french = DUTIES[number % len(DUTIES)]
    topics = topics_of(number)
    return {
        "title-en": f"{english}, {TOPICS[topics[0]].en}",
        "title-fr": f"{french}, {TOPICS[topics[0]].fr}",
        "institution": post.party,
        "house": post.through,
        "topics": topics,
        "languages": ("en", "fr")[: 1 + number % 2],
    }


def make_directory(store: Store, size: int = 20) -> Directory:
    """A directory in an empty store, its roster in force and its records filed."""
    found = Directory(store, make_roster(size))
    found.turn(found.roster)
    return found
