"""Random records, whose portions caption, refer to and stand in for one another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from concord.release.labels import LabelSet
from concord.release.records import HEADINGS, Body, Form, Portion, Record, Ref
from tests.worlds_policies import often, some

FORMS = (Form.PARAGRAPH, Form.PARAGRAPH, Form.PARAGRAPH, Form.ITEM, Form.TABLE, Form.SUMMARY)


def make_record(rng: Random, label_sets: tuple[LabelSet, ...] = ()) -> Record:
    """A short document: a title, headings of any depth, text, tables with captions, footnotes, wordings, references."""
    ids = [f"p{number}" for number in range(rng.randint(3, 14))]
    portions: list[Portion] = []
    for number, name in enumerate(ids):
        portions.append(make_portion(rng, number, name, ids, portions, label_sets))
    portions = [without_odd_caption(portion, portions) for portion in portions]
    default = rng.choice(label_sets) if label_sets and often(rng, 0.8) else None
    return Record("r", "ALF", date(2004, 1, 1), default, tuple(portions))


def without_odd_caption(portion: Portion, portions: list[Portion]) -> Portion:
    """The portion, captioning nothing if that needs something itself: nothing says what such a caption needs."""
    odd = {p.id for p in portions if p.form in (Form.CAPTION, Form.FOOTNOTE, *HEADINGS)}
    return replace(portion, caption_of=None) if portion.caption_of in odd else portion


def make_portion(
    rng: Random, number: int, name: str, ids: list[str], before: list[Portion], label_sets: tuple[LabelSet, ...]
) -> Portion:
    """One portion, at its place in a growing document."""
    form = Form.TITLE if number == 0 and often(rng, 0.8) else rng.choice(FORMS)
    if often(rng, 0.3):
        form = rng.choice([Form.HEADING, Form.HEADING, Form.ANNEX])
    elif often(rng, 0.25):
        form = rng.choice([Form.FOOTNOTE, Form.CAPTION, Form.FOOTNOTE])
    depth = {Form.HEADING: rng.randint(1, 3), Form.ANNEX: 1}.get(form, 0)
    variant_of = caption_of = None
    originals = [p for p in before if p.variant_of is None]
    if originals and often(rng, 0.2):
        first = originals[-1] if often(rng, 0.8) else rng.choice(originals)
        form, depth, variant_of, caption_of = first.form, first.depth, first.id, first.caption_of
    elif form is Form.CAPTION:
        caption_of = rng.choice([i for i in ids if i != name]) if often(rng, 0.9) else None
    return Portion(
        id=name,
        place=f"{number:03}",
        form=form,
        body=make_body(rng, number, ids),
        label_set=rng.choice(label_sets) if label_sets and often(rng, 0.6) else None,
        depth=depth,
        numbered=form is Form.PARAGRAPH and often(rng, 0.5),
        variant_of=variant_of,
        caption_of=caption_of,
    )


def make_body(rng: Random, number: int, ids: list[str]) -> Body:
    """Words with references to other portions, also to itself and to what is not there."""
    body: list[str | Ref] = [f"words of {number}"]
    for target in some(rng, [*ids, "gone"], 0, 3):
        words = Ref(target, rng.choice(["#", "paragraph #"]))
        body += [rng.choice([" see (", " and "]), words, rng.choice([")", ", "])]
    return tuple(body)
