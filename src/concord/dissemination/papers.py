"""An edition as a record of the kernel: what a seat sees of a document, and nothing besides.

Source: docs/spec/documents.md P9.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from concord.desk import Edition, Shown
from concord.desk.kinds import Names
from concord.dissemination.kinds import FORMS, HEAD
from concord.dissemination.known import same_label_set
from concord.release.edition import numbers
from concord.release.labels import LabelSet
from concord.release.records import Form, Portion, Record
from concord.release.rulebook import Rulebook

DEPTH = 2
"""The depth of a section's heading, under the title."""


@dataclass(frozen=True)
class Paper:
    """A record whose portions are those of an edition, in order; each `shown` as the desk gave it.

    A further wording stands behind the wording it belongs to. Ids are places from 1: they tell nothing of what is not
    seen.
    """

    record: Record
    shown: tuple[Shown, ...]

    @property
    def label_sets(self) -> tuple[LabelSet, ...]:
        """The label sets of everything it holds: what is made of it is never marked lower (P13)."""
        return tuple(portion.label_set for portion in self.shown)


def paper_of(edition: Edition, rulebook: Rulebook, day: date) -> Paper:
    """The paper that an edition is; `day` stands for a date that it does not show."""
    shown = tuple(_in_order(edition))
    place = {portion.id: str(number) for number, portion in enumerate(shown, 1)}
    dated = edition.value("date")
    record = Record(
        id=edition.id,
        owner=_owner(shown, rulebook),
        date=dated if isinstance(dated, date) else day,
        default=None,
        portions=tuple(_portion(portion, place) for portion in shown),
        properties=(("exercise", "yes"),) if edition.value("exercise") is True else (),
    )
    return Paper(record, shown)


def _in_order(edition: Edition) -> Iterator[Shown]:
    for portion in edition.portions:
        yield portion
        yield from (other for other in edition.others if other.variant_of == portion.id)


def _portion(shown: Shown, place: dict[str, str]) -> Portion:
    is_head = shown.name == HEAD
    form = Form.TITLE if is_head else _form(shown)
    text = shown.by_field.get("title" if is_head else "text", "")
    return Portion(
        id=place[shown.id],
        place=f"{int(place[shown.id]):06}",
        form=form,
        body=(str(text),),
        label_set=same_label_set(shown.label_set),
        depth={Form.TITLE: 1, Form.HEADING: DEPTH, Form.ANNEX: 1}.get(form, 0),
        numbered=form is Form.PARAGRAPH,
        variant_of=place[shown.variant_of] if shown.variant_of else None,
    )


def _form(shown: Shown) -> Form:
    """What a portion is; one that this version cannot read, or that says something else, is a paragraph."""
    found = shown.by_field.get("form")
    return next((form for form in Form if form.value == found), Form.PARAGRAPH)


def _owner(shown: Sequence[Shown], rulebook: Rulebook) -> str:
    """Whose paper it is: the owner of the policy of the first label that is seen; nobody's without one."""
    for portion in shown:
        label = portion.label_set.originator
        policy = rulebook.policy(label.policy.name, label.created) if label and label.created else None
        profile = rulebook.profile(policy) if policy else None
        if profile is not None:
            return profile.owner
    return ""


TITLE, FURTHER = Names("Title", "Titre"), Names("{place}, further wording", "{place}, autre rédaction")


def places(record: Record, language: str) -> tuple[str, ...]:
    """How each portion is cited: ¶ 12, Table 3, Heading; a wording after the first says so."""
    numbered = numbers(record)
    found = []
    for portion in record.portions:
        number, form = numbered[portion.id], _in(FORMS.get(portion.form.value, TITLE), language)
        cited = f"¶ {number}" if portion.form is Form.PARAGRAPH else f"{form} {number}".strip()
        found.append(_in(FURTHER, language).format(place=cited) if portion.variant_of else cited)
    return tuple(found)


def _in(names: Names, language: str) -> str:
    return names.fr if language == "fr" else names.en
