"""A house in which every page has something to show, and every class of label a word of its own.

Beside the papers of `house`: what is under embargo, of a community, without a label, of another owner, overwritten; a
directory, approvals, what is in quarantine, what was handed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from concord.desk import Edition, Query
from concord.desk.admitting import Foreign, ForeignPortion
from concord.desk.facts import FactsChange
from concord.desk.handovers import Handing, How
from concord.desk.proposing import NewFacts, Widening
from concord.desk.records import Draft, Edit, NewPortion, Put
from concord.desk.roster import Audience, Person, Post, reader
from concord.node.kinds import INSTALLED
from concord.node.node import Node, open_node
from concord.release.labels import LabelSet, Mention
from concord.release.readers import Clearance, Reader
from tests import naive
from tests.cast import NOON, book
from tests.node.founded import FIRST, seat
from tests.web.house import ALLOWED, CANARIES, MARKINGS, NORWAY, NOWHERE, PEOPLE, House, labelled, make_house

OPEN_HANDED = ALLOWED.replace('"look at the log"', '"look at the log", "approve", "admit", "hand over"')
ALLIES = "the allies"
"""An audience of the roster."""
NEW = Post("EDA/planner", "EDA", "EU")
"""A post that is proposed and not decided on."""
OFFICER_CLEARED = (
    Clearance(
        "EU exercise policy", frozenset({"RESTREINT UE/EU RESTRICTED", "CONFIDENTIEL UE/EU CONFIDENTIAL"}), issuer="BE"
    ),
)


def _classes() -> dict[str, LabelSet]:
    """A label set of each class that no marking alone makes."""
    own = labelled(MARKINGS["own"])
    of_ally = Mention("US", "UNCLASSIFIED", NOON - timedelta(days=9), frozenset())
    return {
        "embargoed": replace(own, embargo=NOON + timedelta(days=700)),
        "community": replace(own, communities=frozenset({"exercise/white-cell"})),
        "bare": LabelSet(None, author=FIRST[1]),
        "another": replace(labelled(MARKINGS["limite"]), contains=(of_ally,)),
        "before": own,
        "contact": labelled(MARKINGS["staffs"]),
        "opposite": labelled(MARKINGS["own"]),
        "reason": labelled(MARKINGS["confidential"]),
        "quarantined": LabelSet(None, author=FIRST[1]),
    }


MARKS: Mapping[str, LabelSet] = {
    **{word: labelled(marking) for word, marking in CANARIES.items()},
    **{f"canaryhead{name}": labelled(marking) for name, marking in MARKINGS.items()},
    **{f"canary{name}": label_set for name, label_set in _classes().items()},
}
"""Every word that is looked for, and the label set of what it stands in."""

PERSONAS: Mapping[str, Reader | None] = {
    **{account: reader(*seated) for account, seated in PEOPLE.items()},
    "sec-1": reader(Post("GSC/planner", "GSC", "EU"), Person("security officer 1", "BE", OFFICER_CLEARED)),
    "sec-2": reader(
        Post("GSC/security-2", "GSC", "EU", roles=frozenset({"security officer"})),
        Person("security officer 2", "BE", OFFICER_CLEARED),
    ),
    f"{FIRST[0]} {FIRST[1]}": reader(
        Post(FIRST[1], "GSC", "EU", roles=frozenset({"security officer"})),
        Person("security officer 1", "BE", OFFICER_CLEARED),
    ),
    NOWHERE: None,
    "": None,
}
"""Who comes: accounts, in the post that is named or their first; one that sits nowhere; "" for who does not come in."""


def withheld(account: str) -> set[str]:
    """The words that nothing may show an account, as the naive twin decides."""
    who = PERSONAS[account]
    if who is None:
        return set(MARKS)
    later = NOON + timedelta(hours=1)
    said = {w: naive.decide(s, reader=who, rulebook=book(), at=later).outcome for w, s in MARKS.items()}
    return {word for word, outcome in said.items() if outcome != "released"}


@dataclass(frozen=True)
class Furnished:
    """The house, and the ids of all its records by the kind that their pages are under."""

    house: House
    ids: Mapping[str, tuple[str, ...]]


def furnish(folder: Path, settings: str = OPEN_HANDED) -> Furnished:
    """Such a house, in an empty folder."""
    house = make_house(folder, settings)
    node = open_node(folder, INSTALLED)
    paper = _paper(node)
    posts = _directory(node)
    approvals = _approvals(node, house.records["own"])
    quarantined = _quarantined(node)
    node.desk(*FIRST, at=NOON).hand_over("h", Handing(ALLIES, (house.records["public"],), How.EXPORT))
    points = (*house.points.values(), *_said(node))
    node.close()
    documents = (*house.records.values(), *paper, quarantined)
    ids = {"documents": documents, "directory": posts, "approvals": approvals, "commitments": points}
    return Furnished(house, ids)


def _body(word: str, label_set: LabelSet | None) -> NewPortion:
    return NewPortion(word, "body", {"form": "paragraph", "text": f"A text. {word}"}, label_set)


def _paper(node: Node) -> tuple[str, str]:
    """A paper of an exercise with what no marking alone makes; and one of which a portion was overwritten."""
    head = NewPortion("head", "head", {"title": "Exercise", "exercise": True}, labelled(MARKINGS["staffs"]))
    bare = _body("canarybare", None)
    body = [_body(f"canary{name}", MARKS[f"canary{name}"]) for name in ("embargoed", "community", "another")]
    one = node.desk(*FIRST, at=NOON).file(Draft("exercise", "document", (head, *body, bare))).record
    old = NewPortion("head", "head", {"title": "Turned"}, labelled(MARKINGS["public"]))
    draft = Draft("turned", "document", (old, _body("canarybefore", MARKS["canarybefore"])))
    two = node.desk(*FIRST, at=NOON).file(draft).record
    edition = _edition(node, two)
    portion = next(each for each in edition.portions if each.name == "body")
    node.desk(*FIRST, at=NOON).edit(Edit("turn", two, edition.digest, (Put(portion.id, {"text": "Now otherwise."}),)))
    return one, two


def _directory(node: Node) -> tuple[str, ...]:
    """A post on the other side that all may know of, with a contact that staffs may; and one that few may know of."""
    desk = node.desk(*FIRST, at=NOON)
    values = {"institution": "NO", "house": "NATO", "topics": ("hybrid",), "languages": ("en",)}

    def post(name: str, title: str, label: str) -> Draft:
        head = NewPortion("head", "head", {"post": name, "title-en": title, **values}, labelled(MARKINGS[label]))
        return Draft(f"post {title}", "post", (head,))

    line = {"post": "NO/delegate", "channel": "secure-phone"}
    head = NewPortion("head", "head", line, labelled(MARKINGS["public"]))
    address = NewPortion("line", "line", {"address": "canarycontact 1234"}, MARKS["canarycontact"])
    drafts = [post("NO/delegate", "Delegate of Norway", "public"), post("IE/delegate", "canaryopposite", "own")]
    made = desk.file_all([*drafts, Draft("contact", "contact", (head, address))])
    seat(node, FactsChange(added=(Audience(ALLIES, ("NO/delegate",)),)))
    return tuple(each.record for each in made[: len(drafts)])


def _approvals(node: Node, record: str) -> tuple[str, ...]:
    """A wider label and a change of the roster, both proposed."""
    edition = _edition(node, record)
    portion = next(each for each in edition.portions if "canaryconfidential" in str(each.values))
    wider = Widening(edition.id, portion.id, labelled(MARKINGS["staffs"]), "canaryreason")
    facts = NewFacts(FactsChange(added=(NEW,)), MARKS["canaryreason"], "canaryreason")
    one = node.desk(*FIRST, at=NOON).widen("w", wider).record
    return one, node.desk(*FIRST, at=NOON).propose("f", facts).record


def _said(node: Node) -> tuple[str, ...]:
    """The reports and notes on points: those of an officer, and those of Norway."""
    desks = (node.desk(*FIRST, at=NOON), node.desk(*NORWAY, at=NOON))
    found = (desk.find(Query(kind)) for desk in desks for kind in ("status-report", "point-note"))
    return tuple(dict.fromkeys(edition.id for page in found for edition in page.editions))


def _quarantined(node: Node) -> str:
    """What came without a label."""
    head = ForeignPortion("a", "head", {"title": "canaryquarantined"})
    return node.desk(*FIRST, at=NOON).admit(Foreign("elsewhere", "1", "document", (head,))).record


def _edition(node: Node, record: str) -> Edition:
    found = node.desk(*FIRST, at=NOON).get(record)
    assert found is not None
    return found
