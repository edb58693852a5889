"""Read a document: Markdown bytes to a record, or every finding at once. Source: docs/spec/document.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from concord.formats.document.blocks import Block, blocks_of, lines_of, split
from concord.formats.document.check import check
from concord.formats.document.faults import Faults
from concord.formats.document.front import front_of
from concord.formats.document.inline import TOKEN, body_of
from concord.formats.document.labelsets import Labels
from concord.formats.document.spec import ID, SHAPES, STARTS, Marking
from concord.formats.document.tables import table_of
from concord.release.labels import LabelSet
from concord.release.records import Body, Form, Portion, Record

HEADING = re.compile(r"(?P<marks>#{1,6}) +(?P<text>[^ ].*)")


def read(data: bytes, *, source: str, marking: Marking) -> Record:
    """The record written in `data`.

    `source` names the document in errors. `marking` reads a printed marking into a label created at the given instant
    (00:00 UTC of the document's date, or of the date a label definition gives).

    Raises:
        MalformedError: with everything that is wrong, each with its line (D16).
    """
    faults = Faults(source)
    text, lines = split(lines_of(data, faults), faults)
    front, labels = front_of(text, marking, faults)
    blocks = blocks_of(lines, faults)
    portions = [_portion(block, place(number), labels) for number, block in enumerate(blocks, start=1)]
    check([(block.line, portion) for block, portion in zip(blocks, portions, strict=True)], faults)
    _marks(blocks, portions, faults)
    faults.settle()
    return Record(
        id=front.id,
        owner=front.owner,
        date=front.date,
        default=labels.default,
        portions=tuple(portions),
        properties=front.properties,
    )


def named_labels(data: bytes, *, source: str, marking: Marking) -> Mapping[str, LabelSet]:
    """The label sets that the front matter of a document names, by name (D4).

    Raises:
        MalformedError: with everything that is wrong with the front matter, each with its line (D16).
    """
    faults = Faults(source)
    text, _ = split(lines_of(data, faults), faults)
    _, labels = front_of(text, marking, faults)
    faults.settle()
    return labels.names


def place(number: int) -> str:
    """The place of the portion that stands at `number`, from 1 (D15)."""
    return f"{number:05d}"


def _portion(block: Block, where: str, labels: Labels) -> Portion:
    """The portion of one block; what is wrong with it is added to the findings (D7-D11)."""
    given = block.attributes
    start = STARTS.match(block.lines[0].text)
    shape = str(start.lastgroup) if start else "paragraph"
    form = _form(shape, given, block.line, labels.faults)
    body, depth = _text(block, shape, labels.faults)
    if depth > 1 and form is not Form.HEADING:
        labels.faults.add("D8", block.line, f"one `#` for the form {form.value}", str(depth))
    return Portion(
        id=block.id,
        place=where,
        form=form,
        body=body,
        label_set=labels.of_portion(given, block.line),
        depth=0 if form is Form.TITLE else depth,
        numbered=_numbered(given, form, block.line, labels.faults),
        variant_of=given.get("variant-of"),
        caption_of=given.get("caption-of"),
        derived_from=_ids(given, block.line, labels.faults),
        sanitised_by=given.get("sanitised-by"),
    )


def _form(shape: str, given: dict[str, str], line: int, faults: Faults) -> Form:
    """The form of a portion of that shape (D8)."""
    allowed = SHAPES.get(shape)
    if allowed is None:
        faults.add("D8", line, "a heading, paragraph, item, table or footnote", "a block of another kind")
        return Form.PARAGRAPH
    caption = Form.CAPTION in allowed and "caption-of" in given
    name = given.get("form", Form.CAPTION.value if caption else allowed[0].value)
    found = {form.value: form for form in allowed}.get(name)
    if found is None:
        faults.add("D8", line, f"one of the forms {', '.join(form.value for form in allowed)}", f"`{name}`")
    elif (found is Form.CAPTION) is not ("caption-of" in given):
        faults.add("D8", line, "`caption-of` with the form caption and no other", f"the form {name}")
    return found or allowed[0]


def _text(block: Block, shape: str, faults: Faults) -> tuple[Body, int]:
    """The body of a block, and the depth if it is a heading."""
    first = block.lines[0].number
    if shape == "table":
        return table_of([line.text for line in block.lines], first, faults), 0
    text = " ".join(line.text for line in block.lines)
    if shape == "heading":
        return _heading(text, first, len(block.lines), faults)
    if shape == "footnote":
        text = _note(text, block.id, first, faults)
    if shape == "item":
        text = text[1:].lstrip(" ")
    if not text:
        faults.add("D6", first, "text in the portion", "none")
    return body_of(text, first, faults), 0


def _heading(text: str, line: int, lines: int, faults: Faults) -> tuple[Body, int]:
    heading = HEADING.fullmatch(text)
    if heading is None or lines > 1:
        faults.add("D8", line, "a heading of one line: one to six `#`, a space, text", "something else")
        return (), 1
    return body_of(heading["text"], line, faults), len(heading["marks"])


def _note(text: str, id_: str, line: int, faults: Faults) -> str:
    mark, rest = text[2:].split("]:", maxsplit=1)
    if mark != id_:
        faults.add("D13", line, f"the mark `[^{id_}]:` of the portion's id", f"`[^{mark}]:`")
    return rest.lstrip(" ")


def _numbered(given: dict[str, str], form: Form, line: int, faults: Faults) -> bool:
    word = given.get("numbered", "yes" if form is Form.PARAGRAPH else "no")
    if word not in ("yes", "no"):
        faults.add("D7", line, "`numbered` yes or no", "something else")
    return word == "yes"


def _ids(given: dict[str, str], line: int, faults: Faults) -> tuple[str, ...]:
    if "derived-from" not in given:
        return ()
    found = tuple(given["derived-from"].split(" "))
    if not all(ID.fullmatch(name) for name in found):
        faults.add("D7", line, "ids separated by one space for `derived-from`", "something else")
    return found


def _marks(blocks: Iterable[Block], portions: Iterable[Portion], faults: Faults) -> None:
    """Footnote marks that name something other than a footnote (D13)."""
    forms = {portion.id: portion.form for portion in portions}
    for line in (line for block in blocks for line in block.lines):
        marks = (token["mark"] for token in TOKEN.finditer(line.text) if token["mark"])
        for mark in marks:
            if forms.get(mark, Form.FOOTNOTE) is not Form.FOOTNOTE:
                faults.add("D13", line.number, f"a footnote `{mark}`", f"a portion of form {forms[mark].value}")
