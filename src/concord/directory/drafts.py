"""Drafts of records for the desk: institutions as the facts have them, posts and contacts as the roster has them.

Source: docs/spec/directory.md N3-N6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from concord.desk import Edition
from concord.desk.records import Draft, Edit, NewPortion, Put
from concord.desk.roster import Audience, Post
from concord.directory.kinds import HOUSES, INSTITUTION
from concord.facts.bodies import Body
from concord.facts.grades import WORD_BY_GRADE
from concord.facts.names import Names
from concord.release.labels import LabelSet


def institutions(bodies: Iterable[Body], names: Names, at: datetime, default: LabelSet) -> tuple[Draft, ...]:
    """A draft for each body that may be there at an instant; the same again for the same body."""
    return tuple(institution(body, names, at, default) for body in bodies if body.stands(at))


def institution(body: Body, names: Names, at: datetime, default: LabelSet) -> Draft:
    """The record of a body: names as its house writes them on that day, dates as written, how sure all of it is."""
    house = body.root if body.root in HOUSES else "other"
    values: dict[str, object] = {
        "body": body.id,
        **_names(body, names, house, at),
        "house": house,
        "form": body.form,
        "parent": body.parent,
        "since": body.since,
        "until": body.until,
        "successor": body.successor,
        "source": body.sources,
        "confidence": WORD_BY_GRADE[body.grade],
    }
    head = {name: value for name, value in values.items() if value}
    return Draft(f"institution {body.id}", "institution", (NewPortion("head", "head", head),), default)


def revised(edition: Edition, draft: Draft, identity: str) -> Edit | None:
    """The edit that brings an institution to what a later draft says; None where its head is not seen."""
    head = next((portion for portion in edition.portions if portion.name == "head"), None)
    if head is None:
        return None
    emptied = dict.fromkeys(field.name for field in INSTITUTION.fields_of("head"))
    return Edit(identity, edition.id, edition.digest, puts=(Put(head.id, {**emptied, **draft.portions[0].values}),))


def post(identity: str, entry: Post, values: Mapping[str, object], default: LabelSet) -> Draft:
    """The record that is to stand for a post of the roster."""
    return Draft(identity, "post", (NewPortion("head", "head", {"post": entry.id, **values}),), default)


def contact(identity: str, audience: Audience, values: Mapping[str, object], address: str, default: LabelSet) -> Draft:
    """The record that is to stand for an audience: a channel, its address, and what the roster says it may carry."""
    carried = [
        {"policy": each.policy, "level": each.level, "released-to": sorted(each.released_to)}
        for each in sorted(audience.carries, key=repr)
    ]
    portions = (
        NewPortion("head", "head", values),
        NewPortion("line", "line", {"address": address}),
        *(NewPortion(f"carries {number}", "carries", each) for number, each in enumerate(carried)),
    )
    return Draft(identity, "contact", portions, default)


def _names(body: Body, names: Names, house: str, at: datetime) -> dict[str, object]:
    """Names and short names in both languages; the tables of names know more than the tree, where they know a body."""
    style = "" if house == "other" else house
    english, french = (names.name_of(body.id, house=style, language=each, at=at) for each in ("en", "fr"))
    if english.name == body.id and english.order == body.id.casefold():
        return {"name-en": body.name, "name-fr": body.name_fr, "short-en": body.id}
    return {
        "name-en": english.name,
        "name-fr": french.name if french != english else body.name_fr,
        "short-en": english.short,
        "short-fr": french.short if french != english else "",
    }
