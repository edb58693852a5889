"""One paragraph as each seat of a state gets it: its text from the desk of that seat, its reasons from the kernel.

Source: docs/spec/demo.md X9.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concord.demo.cast import DAY, account_of, readers_of
from concord.demo.paper import shipped_record, shown_texts, text_of, wordings
from concord.desk import Condition, Desk, Edition, Op, Query
from concord.facts import Facts, Name, shipped
from concord.formats.marking import Markings
from concord.release.decide import Decision, decide
from concord.release.edition import banner
from concord.release.labels import LabelSet
from concord.release.readers import Reader
from concord.release.reasons import Reason, Rule
from concord.release.records import Record
from concord.release.relations import Agreement, Membership, Standing
from concord.web.labels import printed
from concord.web.node import desk_of, markings

STOPS = ("DE", "IE", "NO")
"""The states of the tour, in order."""
HOUSES = ("EU", "NATO")
"""What states are members of; in anything else they take part."""
STATE = "state"
"""The kind of party that a state is."""


@dataclass(frozen=True)
class Step:
    """What one seat gets. `number` is the wording's place from 1, and 0 if it gets none."""

    seat: str
    account: str
    house: str
    number: int
    of: int
    text: str
    label_set: LabelSet | None
    because: tuple[str, ...]
    instead: tuple[str, ...]
    record: str


def states() -> list[tuple[str, str]]:
    """Every state that has a seat on the day, with its name in the language of the page, by name."""
    found = {reader.party for reader in _readers().values() if _is_state(reader)}
    named = sorted((_named(party).order, party) for party in found)
    return [(party, name(party)) for _order, party in named]


def footnotes() -> list[str]:
    """What stands below the names of the states."""
    return sorted({_named(party).footnote for party, _ in states()} - {""})


def steps(state: str) -> tuple[Step, ...]:
    """What each seat of a state gets."""
    return tuple(_step(reader) for reader in _readers().values() if reader.party == state and _is_state(reader))


def marking(shown: Iterable[Step]) -> str:
    """The roll-up of the labels of what the tour shows."""
    sets = tuple(step.label_set for step in shown if step.label_set is not None)
    whole = banner(sets, rulebook=_markings().rulebook, at=DAY)
    return " · ".join(printed(label) for label in whole.labels)


def name(party: str) -> str:
    """The name of a party on the day, in the language of the page, as it stands in a sentence."""
    within = {"EU": _("the EU"), "NATO": _("NATO"), "PFP": _("the Partnership for Peace")}
    return within.get(party.upper()) or _named(party).short


def _named(party: str) -> Name:
    language = (get_language() or "en").split("-")[0]
    return shipped().names.name_of(party, house="", language=language, at=DAY)


@cache
def _readers() -> dict[str, Reader]:
    return readers_of(shipped().memberships)


@cache
def _record() -> Record:
    return shipped_record(_markings().read)


def _markings() -> Markings:
    return markings()


def _is_state(reader: Reader) -> bool:
    return reader.party in _states()


@cache
def _states() -> frozenset[str]:
    seated = {reader.party for reader in _readers().values() if reader.nationality is None}
    return frozenset(party.id for party in shipped().parties if party.kind == STATE) & seated


def _step(reader: Reader) -> Step:
    account = account_of(reader.id)
    desk = desk_of(account, reader.id)
    edition = _edition(desk)
    texts, record, house = shown_texts(edition), _record(), _house(reader) and name(_house(reader))
    given, decided = wordings(record), []
    for number, portion in enumerate(given, 1):
        label_set = record.label_set(portion)
        decided.append(decide(label_set, reader=reader, rulebook=desk.moment.rulebook, at=desk.moment.at))
        if text_of(portion.body) in texts:
            because, instead = _because(decided[-1]), _instead(decided[:-1], reader)
            text = text_of(portion.body)
            where = edition.id if edition else ""
            return Step(reader.id, account, house, number, len(given), text, label_set, because, instead, where)
    return Step(reader.id, account, house, 0, len(given), "", None, (), _instead(decided, reader), "")


def _edition(desk: Desk) -> Edition | None:
    """The paper that ships, as a seat gets it."""
    title = next(text_of(portion.body) for portion in _record().portions)
    found = desk.find(Query("document", (Condition("title", Op.EQUAL, (title,)),)), limit=1).editions
    return desk.get(found[0].id) if found else None


def _house(reader: Reader) -> str:
    return reader.through if reader.through != reader.party else ""


# Plain words


def _because(decision: Decision) -> tuple[str, ...]:
    """What a release rests on."""
    return tuple(dict.fromkeys(_facts(decision.ground.facts, shipped())))


def _facts(ids: Iterable[str], facts: Facts) -> Iterator[str]:
    members: dict[str, Membership] = {each.id: each for each in facts.memberships}
    agreements: dict[str, Agreement] = {each.id: each for each in facts.agreements}
    for each in ids:
        if each in members:
            yield _membership(members[each])
        elif each in agreements:
            yield _agreement(agreements[each])


def _membership(row: Membership) -> str:
    said = {"state": name(row.party), "house": name(row.organisation), "year": row.period.since.year}
    if row.standing is Standing.MEMBER and row.organisation in HOUSES:
        return _("%(state)s has been a member of %(house)s since %(year)s.") % said
    return _("%(state)s has taken part in %(house)s since %(year)s.") % said


def _agreement(row: Agreement) -> str:
    one, two = (name(party) for party in row.parties)
    said = {"one": one, "two": two, "year": row.period.since.year}
    if row.period.since != row.period.sure:
        return _("An agreement between %(one)s and %(two)s protects what passes.") % said
    return _("An agreement between %(one)s and %(two)s, of %(year)s, protects what passes.") % said


def _instead(decided: list[Decision], reader: Reader) -> tuple[str, ...]:
    """Why the fuller wordings are not released, the first reasons first, each once."""
    return tuple(dict.fromkeys(_plain(reason, reader) for decision in decided for reason in decision.reasons))


def _plain(reason: Reason, reader: Reader) -> str:
    said = {"who": name(reader.party), "house": name(_house(reader) or reader.party)}
    if reason.rule is Rule.NO_RELEASE_DECISION:
        return (
            _("Its label does not release it to %(house)s. Agreements would allow that: its owner can decide it.")
            % said
        )
    if reason.rule is Rule.NO_BASIS:
        return _("Its label does not release it to %(who)s, and no agreement of the day would let it.") % said
    if reason.rule is Rule.OTHER_NO_RELEASE_DECISION:
        return _("It names a report of the other house, which is not known to be released to %(who)s.") % said
    if reason.rule is Rule.OTHER_NO_BASIS:
        return _("It names a report of NATO, and no agreement of the day lets that reach %(who)s.") % said
    return _("A rule is not met: %(rule)s.") % {"rule": reason.rule.code}
