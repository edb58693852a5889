"""Writing: what is written reads back, in one form; what the format cannot hold is refused (document.md D17, D18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.formats.document import read, write
from concord.release.errors import MalformedError
from concord.release.labels import Label, LabelSet, Mention, OriginatorId, Role, Succession
from concord.release.records import Body, Form, Portion, Record, Ref
from tests.formats.document.written import marking, render

CANONICAL = """\
+++
id = "note"
title = "A \\"note\\""
date = 2017-05-15
owner = "EU"
author = "GSC"
default = "l1"

[properties]
keywords = "tugs"
"key words" = "harbour"

[labels.l1]
marking = "EU R"
communities = ["white-cell"]

[labels.l2]
marking = "EU C"
created = 2017-05-01
contains = ["NATO CONFIDENTIAL; released to EU, SWE; marked 2017-05-03"]
refers-to = ["RO Secret; released to nobody", "NATO SECRET; released to unknown"]
embargo = 2017-05-16T06:00:00Z
alternatives = ["NATO C"]
metadata = "PUBLIC open"
succession = { at = 2018-01-01, marking = "EU R" }
+++

{#title form=title label="PUBLIC open"}
# Note

{#p1}
See [paragraph #](#p2), [#](#p2) and the note[^n1].

{#p1-short label="NATO R" variant-of=p1 derived-from="p1 p2" sanitised-by="releasing officer"}
A \\[short\\] one.

{#h label=none author=EEAS}
### Three

{#p2 label=l2 numbered=no}
\\# of portions

{#i}
- One

{#c caption-of=t}
Events

{#t}
| Day | Event |
| --- | --- |
| 1 | a \\| b |

{#n1}
[^n1]: Source.

{#a form=annex}
# Vessels
"""


def written(record: Record) -> bytes:
    """The record as a document."""
    return write(record, render=render, marking=marking)


def text_read(text: str) -> Record:
    """The record of a document."""
    return read(text.encode(), source="note.md", marking=marking)


def test_a_document_in_the_canonical_form_is_written_again_byte_for_byte() -> None:
    assert written(text_read(CANONICAL)).decode() == CANONICAL


def test_what_is_written_is_canonical_whatever_was_read() -> None:
    loose = (
        CANONICAL.replace("l2", "other").replace("l1", "staff").replace("See ", "See\n  ").replace("\n\n{", "\n\n\n{")
    )
    assert written(text_read(loose)).decode() == CANONICAL


def record_of(*portions: Portion, **fields: object) -> Record:
    """A small record of these portions."""
    small = Record("note", "EU", date(2017, 5, 15), None, portions, (("title", "Note"),))
    return replace(small, **fields)  # type: ignore[arg-type]  # fields of Record by name


def paragraph(body: str | Ref, **fields: object) -> Portion:
    """A paragraph with this body."""
    plain = Portion("p", "00001", Form.PARAGRAPH, (body,), numbered=True)
    return replace(plain, **fields)  # type: ignore[arg-type]  # fields of Portion by name


LABEL = Label(
    policy=marking("EU R", datetime(2017, 5, 15, tzinfo=UTC)).policy,
    level="R",
    created=datetime(2017, 5, 15, tzinfo=UTC),
)
UNHELD = {
    "line_break": record_of(paragraph("one\ntwo")),
    "blank_line_that_would_open_a_portion": record_of(paragraph("one\n\n{#q}\ntwo")),
    "reference_that_would_open_a_portion": record_of(paragraph(Ref("p", "#\n\n{#q}\ntwo"))),
    "tab_outside_a_table": record_of(paragraph("one\ttwo")),
    "space_at_the_end": record_of(paragraph("one ")),
    "empty_paragraph": record_of(paragraph("")),
    "text_that_runs_backwards": record_of(paragraph("one \u202eowt")),
    "half_of_a_character": record_of(paragraph("one \ud800")),
    "id_with_a_space": record_of(paragraph("one", id="p 1")),
    "id_that_would_close_the_line": record_of(paragraph("one", id="p}")),
    "reference_to_nothing": record_of(paragraph(Ref("q", "paragraph #"))),
    "approver_with_a_line_break": record_of(paragraph("one", sanitised_by="a\nb")),
    "no_portion": record_of(),
    "no_title": record_of(paragraph("one"), properties=()),
    "title_after_others": record_of(paragraph("one"), properties=(("keywords", "a"), ("title", "Note"))),
    "review_date": record_of(paragraph("one", label_set=LabelSet(replace(LABEL, review=LABEL.created)))),
    "privacy_mark": record_of(paragraph("one", label_set=LabelSet(replace(LABEL, privacy_mark="x")))),
    "originator_id": record_of(
        paragraph("one", label_set=LabelSet(replace(LABEL, originator=OriginatorId("x", "uri"))))
    ),
    "no_creation_date": record_of(paragraph("one", label_set=LabelSet(replace(LABEL, created=None)))),
    "alternative_in_the_originators_role": record_of(
        paragraph("one", label_set=LabelSet(LABEL, alternatives=(LABEL,)))
    ),
    "depth_of_a_paragraph": record_of(paragraph("one", depth=2)),
    "title_without_text": record_of(paragraph("one"), properties=(("title", ""),)),
}


@pytest.mark.parametrize("name", UNHELD)
def test_a_record_the_format_does_not_hold_is_refused(name: str) -> None:
    with pytest.raises(MalformedError):
        written(UNHELD[name])


def test_the_portions_that_would_not_come_back_are_named() -> None:
    record = record_of(paragraph("one"), paragraph("two\nlines", id="q"))
    with pytest.raises(MalformedError, match=r"^record note: portion q: document\.md D18"):
        written(record)


def test_a_refusal_holds_no_text_of_a_portion() -> None:
    with pytest.raises(MalformedError) as caught:
        written(record_of(paragraph("CANARY\n\nCANARY\n\n{CANARY")))
    assert "CANARY" not in str(caught.value)


DAYS = st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # bounds
WORDS = st.text(st.sampled_from("ab[](){}#|\\-*+>^:`~<=_\"'. é日\u00a0"), min_size=1, max_size=12).map(
    lambda text: text.strip(" ") or "x",
)
NAMES = st.text(st.sampled_from('abcXYZ09 ;,"\\=é#'), min_size=1, max_size=8).map(lambda text: text.strip(" ;,") or "x")
VALUES = st.text(st.sampled_from("abc XYZ"), min_size=1, max_size=5).map(lambda text: text.strip(" ") or "x")
MENTIONS = st.builds(
    Mention,
    owner=st.sampled_from(["NATO", "EU", "RO"]),
    level=VALUES,
    marked=DAYS,
    released_to=st.none() | st.frozensets(VALUES, max_size=3),
)


@st.composite
def label_sets(draw: st.DrawFn, day: datetime) -> LabelSet:
    """Label sets of one document: labels are made on its day, or all on another."""
    created = draw(st.just(day) | DAYS)
    labels = st.builds(Label, st.just(LABEL.policy), st.sampled_from(["R", "C"]), created=st.just(created))
    label = draw(st.none() | labels)
    successor = draw(st.none() | st.builds(Succession, DAYS, labels))
    metadata = draw(st.none() | labels) if label else None
    others = draw(st.lists(labels, max_size=2)) if label else []
    return LabelSet(
        originator=replace(label, succession=successor) if label else None,
        alternatives=tuple(replace(other, role=Role.ALTERNATIVE) for other in others),
        metadata=replace(metadata, role=Role.METADATA) if metadata else None,
        contains=tuple(draw(st.lists(MENTIONS, max_size=2))),
        refers_to=tuple(draw(st.lists(MENTIONS, max_size=2))),
        communities=draw(st.frozensets(NAMES, max_size=2)),
        embargo=draw(st.none() | DAYS),
        author=draw(st.sampled_from(["", "GSC", "EEAS (2)"])),
    )


@st.composite
def bodies(draw: st.DrawFn, ids: Sequence[str]) -> Body:
    """Words and references by turns, without spaces at the ends."""
    refs = st.builds(Ref, st.sampled_from(ids), WORDS | st.just("#"))
    first = draw(WORDS | refs)
    return (first,) if isinstance(first, str) else (first, draw(WORDS), draw(refs))


FORMS = [form for form in Form if form is not Form.FOOTNOTE]


@st.composite
def portions(draw: st.DrawFn, number: int, ids: Sequence[str], day: datetime, full: Portion | None) -> Portion:
    """The portion that stands at `number`, a variant of `full` if it is given; the last is the only footnote."""
    form = full.form if full else Form.FOOTNOTE if number == len(ids) else draw(st.sampled_from(FORMS))
    row = tuple(part for cell in draw(st.lists(bodies(ids), min_size=1, max_size=3)) for part in ("\t", *cell))[1:]
    body = joined((*row, "\n", *row)) if form is Form.TABLE else draw(bodies(ids))
    own = ids[number - 1]
    return Portion(
        id=own,
        place=f"{number:05d}",
        form=form,
        body=(*body, Ref(ids[-1], "#")) if number == 1 else body,
        label_set=draw(st.none() | label_sets(day)),
        depth=full.depth if full else {Form.HEADING: draw(st.integers(1, 6)), Form.ANNEX: 1}.get(form, 0),
        numbered=full.numbered if full else draw(st.booleans()),
        variant_of=full.id if full else None,
        caption_of=next(i for i in ids if i != own) if form is Form.CAPTION else None,
        derived_from=tuple(draw(st.lists(st.sampled_from([i for i in ids if i != own]), max_size=2))),
        sanitised_by=draw(st.none() | NAMES),
    )


def joined(parts: Sequence[str | Ref]) -> Body:
    """A body in which no two strings stand side by side."""
    found: list[str | Ref] = []
    for part in parts:
        if found and isinstance(part, str) and isinstance(found[-1], str):
            found[-1] = found[-1] + part
        else:
            found.append(part)
    return tuple(found)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Records of two to six portions that use everything the format holds."""
    ids = [f"p{number}" for number in range(1, draw(st.integers(2, 6)) + 1)]
    day = draw(DAYS).replace(hour=0, minute=0, second=0, microsecond=0)
    names = draw(st.lists(NAMES.filter(lambda name: name != "title"), unique=True, max_size=2))
    default = draw(st.none() | label_sets(day))
    empty = default == LabelSet(originator=None)
    first = draw(portions(1, ids, day, None))
    middle = [draw(portions(n, ids, day, draw(st.sampled_from([None, first])))) for n in range(2, len(ids))]
    return Record(
        id="note",
        owner=draw(NAMES),
        date=day.date(),
        default=None if empty else default,
        portions=(first, *middle, draw(portions(len(ids), ids, day, None))),
        properties=(("title", draw(NAMES)), *((name, draw(WORDS)) for name in names)),
    )


@settings(max_examples=100, deadline=timedelta(seconds=5))
@given(records())
def test_what_is_written_reads_back_equal(record: Record) -> None:
    data = written(record)
    assert read(data, source="note.md", marking=marking) == record


@settings(max_examples=30, deadline=timedelta(seconds=5))
@given(records())
def test_what_is_written_is_written_again_byte_for_byte(record: Record) -> None:
    data = written(record)
    assert written(read(data, source="note.md", marking=marking)) == data
