"""A new document from a file: shown in the editor with what was found, filed only when it is sent (W95 to W97)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile

from concord.formats.docx.package import LIMIT_BYTES
from concord.web import uploads
from tests.formats.docx.written import Word, box, p, picture, r, tbl, tc
from tests.web.conftest import give_passwords
from tests.web.house import House, make_house
from tests.web.serving import served
from tests.web.visiting import Answer, Visitor, fields, read

PAGE = "/documents/from-file"
BANNER = "RESTREINT UE/EU RESTRICTED"
HIDDEN = "kestrel"
BODY = (
    p(r("Port Calder"), style="Titre")
    + p(r("(R-UE) The fairway is open."), '<w:r><w:commentReference w:id="1"/></w:r>')
    + p(r("(LIMITE) A question."), r(HIDDEN, "<w:vanish/>"), f"<w:del>{r(HIDDEN, tag='delText')}</w:del>")
    + tbl(tc(p(r("Area"))) + tc(p(r("4"))))
    + p(r("Seen:"), picture("A map"), box(HIDDEN))
)
PARTS = {"header": p(r(BANNER)), "comments": f'<w:comment w:id="1" w:author="{HIDDEN}">{p(r(HIDDEN))}</w:comment>'}
PAPER = Word(BODY, PARTS).data


@pytest.fixture
def officer(visitor: Visitor) -> Visitor:
    """An officer who may file."""
    visitor.sign_in("sec-1")
    return visitor


def typed(answer: Answer) -> dict[str, str]:
    """Everything that the editor would send, texts and choices included."""
    found = fields(answer)
    page = read(answer)
    found |= {each.get("name"): each.text_content().lstrip("\n") for each in page.iter("textarea")}
    chosen = {each.getparent().get("name"): each.get("value") for each in page.xpath("//option[@selected]")}
    return {**found, **chosen}


def test_a_file_fills_the_editor_with_portions_and_proposed_markings(officer: Visitor) -> None:
    found = typed(officer.upload(PAGE, PAPER))
    portions = [(found[f"p-{n}-form"], found[f"p-{n}-marking"], found[f"p-{n}-text"]) for n in range(5)]
    assert (found["title"], found["marking"]) == ("Port Calder", BANNER)
    assert portions == [
        ("paragraph", BANNER, "The fairway is open."),
        ("paragraph", "?", "(LIMITE) A question."),
        ("table", "", "Area\t4"),
        ("paragraph", "", "Seen:"),
        ("caption", "", "A map"),
    ]


def test_what_was_found_is_told_above_with_places_and_what_becomes_of_it(officer: Visitor) -> None:
    text = re.sub(r"\s+", " ", read(officer.upload(PAGE, PAPER)).text_content())
    assert "paragraph 3: expected a whole marking, found a word of a marking alone" in text
    assert "paragraph 2: expected the whole mark, found half of it" in text
    for row in ("hidden text1paragraph 3left out", "text box1paragraph 4left out", "comment1paragraph 2left out"):
        assert row in text.replace("\n", "").replace("> <", "><")


def test_nothing_that_was_left_out_is_anywhere_in_the_page(officer: Visitor) -> None:
    assert HIDDEN not in officer.upload(PAGE, PAPER).text


def test_nothing_is_filed_by_reading(officer: Visitor) -> None:
    before = officer.get("/documents").plain
    assert officer.upload(PAGE, PAPER).status == 200
    assert officer.get("/documents").plain == before


def test_what_is_asked_must_be_answered_and_what_was_told_stays(officer: Visitor) -> None:
    sent = typed(officer.upload(PAGE, PAPER))
    answer = officer.post("/documents/new", **sent)
    assert (answer.status, "Portion 2, Label" in answer.text) == (422, True)
    assert "What was found in the file" in answer.text
    added = officer.post("/documents/new", **sent, do="after 5")
    assert ("What was found in the file" in added.text, "p-5-text" in added.text) == (True, True)


def test_what_was_told_cannot_be_made_up(officer: Visitor) -> None:
    sent = {**typed(officer.upload(PAGE, PAPER)), "told": "made up"}
    answer = officer.post("/documents/new", **sent)
    assert (answer.status, "What was found in the file" in answer.text) == (422, False)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Choose a file first."),
        (b"%PDF-1.7", "expected a Word file (.docx), found a PDF"),
        (PAPER[:-40], "expected a file that can be unpacked, found a damaged one"),
        (b"PK\x03\x04" + bytes(LIMIT_BYTES), "expected at most 16,777,216 bytes"),
        (Word("".join(p(r("x")) for _ in range(301))).data, "expected at most 300 portions, found 301"),
    ],
    ids=["none", "pdf", "cut", "long", "many"],
)
def test_what_cannot_be_taken_is_told_and_the_form_is_there_again(officer: Visitor, data: bytes, words: str) -> None:
    answer = officer.upload(PAGE, data, name="paper.docx" if data else "")
    assert (answer.status, words in answer.text, 'type="file"' in answer.text) == (422, True, True)


def test_what_a_file_is_called_does_not_matter(officer: Visitor) -> None:
    assert officer.upload(PAGE, PAPER, name="../paper.exe").status == 200
    assert officer.upload(PAGE, b"%PDF-1.7", name="paper.docx").status == 422


def test_in_french_everything_is_told_in_french(site: str) -> None:
    visitor = Visitor(site, "fr")
    visitor.sign_in("sec-1")
    text = visitor.upload(PAGE, PAPER).text
    assert ("paragraphe 3" in text, "zone de texte" in text, "laissé de côté" in text) == (True, True, True)
    assert "left out" not in text


def test_nothing_of_a_file_is_written_to_the_folder_of_the_node(officer: Visitor, house: House) -> None:
    marker = b"a-word-of-the-file-that-is-nowhere-else"
    officer.upload(PAGE, Word(p(r(marker.decode()))).data)
    officer.upload(PAGE, PAPER + marker)
    assert [path.name for path in house.folder.rglob("*") if path.is_file() and marker in path.read_bytes()] == []


def test_whoever_has_not_signed_in_is_sent_to_the_door(visitor: Visitor) -> None:
    assert "/account/login/" in visitor.get(PAGE).address


def test_what_was_read_is_filed_once_what_was_asked_is_answered(tmp_path: Path) -> None:
    house = make_house(tmp_path / "eu")
    give_passwords(house.folder)
    with served(house.folder) as site:
        visitor, delegate = Visitor(site), Visitor(site)
        visitor.sign_in("sec-1")
        delegate.sign_in("ie-1")
        sent = typed(visitor.upload(PAGE, PAPER)) | {"p-1-marking": "CONFIDENTIEL UE/EU CONFIDENTIAL"}
        answer = visitor.post("/documents/new", **sent)
        shown = delegate.get(answer.address.removeprefix(site)).text
    assert (answer.status, "Port Calder" in answer.text, "The fairway is open." in shown) == (200, True, True)
    assert HIDDEN not in answer.text + shown


def test_for_who_may_not_file_it_is_not_there(tmp_path: Path) -> None:
    house = make_house(tmp_path / "eu")
    give_passwords(house.folder)
    settings = house.folder / "node.toml"
    settings.write_text(settings.read_text().replace('["file", "edit", "label", "remove"]', '["edit"]'))
    with served(house.folder) as site:
        visitor = Visitor(site)
        visitor.sign_in("sec-1")
        answers = visitor.get(PAGE), visitor.get("/documents/none"), visitor.get("/documents")
    absent = answers[1].plain
    assert (answers[0].status, answers[0].plain) == (404, absent)
    assert PAGE not in answers[2].text


# What holds uploads


def held(*chunks: bytes) -> InMemoryUploadedFile:
    """What is held of a file that comes in pieces."""
    handler = uploads.InMemory()
    handler.new_file("file", "a.docx", "x/y", None)
    for chunk in chunks:
        handler.receive_data_chunk(chunk, 0)
    return handler.file_complete(sum(map(len, chunks)))


def test_the_site_takes_files_in_no_other_way() -> None:
    settings = ast.parse((Path(uploads.__file__).parent / "settings.py").read_text())
    given = {ast.unparse(each.targets[0]): each.value for each in ast.walk(settings) if isinstance(each, ast.Assign)}
    assert ast.literal_eval(given["FILE_UPLOAD_HANDLERS"]) == [f"{uploads.__name__}.{uploads.InMemory.__name__}"]


def test_a_file_is_held_in_memory() -> None:
    file = held(b"one ", b"two")
    assert (file.read(), file.size) == (b"one two", 7)


def test_of_a_file_that_is_too_long_nothing_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LONGEST", 5)
    file = held(b"one ", b"two", b"three")
    assert (file.read(), file.size) == (b"", 12)
