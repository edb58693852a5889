"""What a document is made of.

Source: docs/spec/documents.md P1-P4.
"""

from __future__ import annotations

from collections.abc import Mapping

from concord.desk.kinds import Field, Kind, Names, PortionKind
from concord.desk.values import Type
from concord.release.records import Form

FORMS: Mapping[str, Names] = {
    Form.SUMMARY.value: Names("Summary", "Résumé"),
    Form.HEADING.value: Names("Heading", "Titre de section"),
    Form.PARAGRAPH.value: Names("Paragraph", "Paragraphe"),
    Form.ITEM.value: Names("List item", "Élément de liste"),
    Form.TABLE.value: Names("Table", "Tableau"),
    Form.CAPTION.value: Names("Caption", "Légende"),
    Form.FOOTNOTE.value: Names("Footnote", "Note de bas de page"),
    Form.ANNEX.value: Names("Annex", "Annexe"),
}
"""What a portion of the text may be; the title stands in the head."""

HEAD, BODY = "head", "body"

DOCUMENT = Kind(
    "document",
    Names("Document", "Document"),
    (PortionKind(HEAD), PortionKind(BODY, repeats=True, variants=True)),
    (
        Field("title", Type.WORD, HEAD, Names("Title", "Titre"), indexed=True, searchable=True, required=True),
        Field("reference", Type.WORD, HEAD, Names("Reference", "Référence"), indexed=True, searchable=True),
        Field("date", Type.DAY, HEAD, Names("Date", "Date"), indexed=True),
        Field("exercise", Type.YES_NO, HEAD, Names("Exercise", "Exercice"), indexed=True),
        Field("form", Type.CODE, BODY, Names("Form", "Forme"), choices=tuple(FORMS), required=True),
        Field("text", Type.TEXT, BODY, Names("Text", "Texte"), searchable=True, required=True),
    ),
)
"""A paper: a head by which lists show it, and portions of text, each under a label of its own."""

KINDS = (DOCUMENT,)
"""The kinds that this part brings."""
