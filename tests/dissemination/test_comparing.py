"""Two editions compared: what came, what went, and word by word what is otherwise (P19)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.desk import Edition, Shown
from concord.dissemination.comparing import LONGEST, Piece, Sign, heads, portions, words
from concord.release.labels import LabelSet
from tests.web.house import MARKINGS, labelled

PUBLIC, OWN = labelled(MARKINGS["public"]), labelled(MARKINGS["own"])


def shown(name: str, text: str, label_set: LabelSet = PUBLIC, form: str = "paragraph") -> Shown:
    """A portion of the text."""
    return Shown(name, "body", label_set, (("form", form), ("text", text)))


def edition(*body: Shown, title: str = "Tugs", others: tuple[Shown, ...] = ()) -> Edition:
    """A document of which a reader has these portions."""
    return Edition("record", "document", (Shown("head", "head", PUBLIC, (("title", title),)), *body), others)


def side(pieces: tuple[Piece, ...], left_out: Sign) -> str:
    """The words of one side, put together."""
    return "".join(piece.text for piece in pieces if piece.sign is not left_out)


@given(st.text(alphabet="ab \n."), st.text(alphabet="ab \n."))
def test_put_together_again_the_words_are_the_text_of_either(one: str, two: str) -> None:
    found = words(one, two)
    assert (side(found, Sign.CAME), side(found, Sign.WENT)) == (one, two)
    assert all(piece.text for piece in found)


@given(st.text())
def test_a_text_beside_itself_is_the_same(text: str) -> None:
    assert [piece.sign for piece in words(text, text)] == [Sign.SAME] * bool(text)


def test_words_that_differ_stand_alone() -> None:
    assert words("Two tugs in port.", "Three tugs in port.") == (
        Piece(Sign.WENT, "Two "),
        Piece(Sign.CAME, "Three "),
        Piece(Sign.SAME, "tugs in port."),
    )


def test_a_long_difference_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    one, two = ("a b " * LONGEST, "b a " * LONGEST)
    signs = [piece.sign for piece in words(one, two) if len(piece.text) > 10]
    assert signs == [Sign.WENT, Sign.CAME]


def test_portions_stand_in_the_order_of_the_later_edition() -> None:
    was = edition(shown("a", "One."), shown("b", "Two."), shown("c", "Three."), shown("d", "Four."))
    now = edition(shown("d", "Four."), shown("new", "Five."), shown("a", "One!"))
    found = [(each.place_was, each.place, each.differs) for each in portions(was, now)]
    assert found == [(4, 1, False), (0, 2, True), (1, 3, True), (2, 0, True), (3, 0, True)]


def test_a_label_and_a_form_differ_without_the_words() -> None:
    labelled_anew, formed_anew = portions(
        edition(shown("a", "One."), shown("b", "Two.")),
        edition(shown("a", "One.", OWN), shown("b", "Two.", form="heading")),
    )
    assert (labelled_anew.differs, labelled_anew.is_labelled_otherwise) == (True, True)
    assert (formed_anew.differs, formed_anew.is_labelled_otherwise) == (True, False)
    assert [piece.sign for piece in labelled_anew.pieces] == [Sign.SAME]


def test_another_wording_stands_behind_the_first() -> None:
    other = replace(shown("b", "In short."), variant_of="a")
    found = portions(edition(shown("a", "One."), shown("c", "Last.")), edition(shown("a", "One."), others=(other,)))
    assert [(each.place, each.differs) for each in found] == [(1, False), (0, True), (1, True)]


def test_fields_of_the_head_differ_by_name() -> None:
    (found,) = heads(edition(title="Tugs"), edition(title="Moles"))
    assert (found.name, found.was, found.now) == ("title", "Tugs", "Moles")
