"""The release log: read by whoever may read what it is about; chained, and proved from what is stored (D90-D92)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from concord.desk import Act, HandleError
from concord.desk.acts import ANYBODY
from concord.desk.approvals import Event
from concord.desk.log import Line, Logged, LogQuery
from concord.desk.paging import pages as every_page
from concord.desk.proposing import Widening
from concord.desk.records import Draft, Edit, NewPortion, Put
from concord.release.errors import MalformedError
from concord.vault import Vault
from tests.cast import ADA, BEN, CLEO, NOON, book
from tests.desk.conftest import OWN, STAFF, Office, body, marked
from tests.desk.stores import KINDS_OF_STORE, opening, turn

EVE = replace(ADA, id="eve")


@pytest.fixture
def story(office: Office) -> str:
    """A record with a slip that Ben may not read: filed, rewritten, widened by two persons."""
    return tell(office)


def tell(office: Office) -> str:
    """File it and all the rest."""
    record = office.file(body("slip", OWN), body("open"))
    slip = office.portion(record, "slip")
    office.desk().edit(Edit("e", record, office.seen(record).digest, puts=(Put(slip, {"text": "new slip"}),)))
    approval = office.desk().widen("w", Widening(record, slip, marked(STAFF))).record
    office.desk(EVE).decide(approval, Event.APPROVE)
    return record


def acts(office: Office, reader: object = ADA, asked: LogQuery = LogQuery()) -> list[tuple[str, str, int]]:  # noqa: B008 (frozen)
    """Who did what to how many portions, newest first."""
    entries = office.desk(reader).log(asked).entries  # type: ignore[arg-type]  # one of the cast
    return [(each.act, each.seat, len(each.lines)) for each in entries]


def test_the_log_says_who_did_what_and_when(office: Office, story: str) -> None:
    assert acts(office) == [("approve", "eve", 2), ("propose", "ada", 1), ("edit", "ada", 1), ("file", "ada", 4)]
    times = [each.at for each in office.desk().log().entries]
    assert times == sorted(times, reverse=True)


def test_everybody_reads_it_as_far_as_it_concerns_what_they_may_read(office: Office, story: str) -> None:
    """Ben reads nothing of the slip of then, of the edit and the proposal; of the approval, that the slip came."""
    assert acts(office, BEN) == [("approve", "eve", 1), ("file", "ada", 3)]
    assert acts(office, CLEO) == []


def test_of_a_record_of_which_nothing_is_left_the_log_says_nothing(office: Office) -> None:
    """Of a paper Ben may read the title alone: for him it is not there (D5), nor is who filed it, in any page."""

    def paper(name: str, label: str) -> str:
        title, text = NewPortion("t", "title", {"title": "Quay"}, marked(STAFF)), {"text": "Aldebaran"}
        draft = Draft(name, "paper", (title, NewPortion("p", "paragraph", text, marked(label))))
        return office.desk().file(draft).record

    seen = paper("seen", STAFF)
    hidden, *_ = [paper(f"d{number}", OWN) for number in range(5)]
    paper("last", STAFF)
    page = office.desk(BEN).log(limit=1)
    follows = office.desk(BEN).log(limit=1, cursor=page.cursor)
    assert [line.record for line in follows.entries[0].lines] == [seen, seen]
    assert (page.more, follows.more) == (True, False)
    assert acts(office, BEN, LogQuery(record=hidden)) == acts(office, BEN, LogQuery(record="none")) == []
    assert acts(office, ADA, LogQuery(record=hidden)) == [("file", "ada", 2)]


@pytest.mark.parametrize("name", ["\0", "a\0b", "\ud800", "x" * 201])
def test_what_cannot_be_an_id_is_that_of_nothing(office: Office, story: str, name: str) -> None:
    """As an id that was never used is (D10): no engine is asked for what it cannot hold."""
    assert acts(office, ADA, LogQuery(record=name)) == acts(office, ADA, LogQuery(seat=name)) == []


def test_what_was_there_once_stays_in_the_log(office: Office, story: str) -> None:
    """Removed, it is in no edition any more; who may read what it was may read who filed it."""
    opened = office.portion(story, "open")
    was = len(acts(office, BEN))
    office.desk().edit(
        Edit(
            "r",
            story,
            office.seen(story).digest,
            removes=(opened, office.portion(story, "new slip")),
            adds=(body("own", OWN),),
        )
    )
    assert office.desk(BEN).get(story) is None
    assert len(acts(office, BEN)) == was + 1


def test_what_goes_out_of_sight_is_gone_for_whoever_loses_it(office: Office, story: str) -> None:
    opened = office.portion(story, "open")
    office.desk().narrow("n", story, opened, marked(OWN))
    assert office.desk(BEN).log().entries[0].act == "approve"
    office.desk().edit(Edit("r", story, office.seen(story).digest, removes=(office.portion(story, "new slip"),)))
    gone = office.desk(BEN).log().entries[0]
    assert (gone.act, [line.is_gone for line in gone.lines]) == ("edit", [True])


def test_the_log_is_asked_about_a_record_a_seat_or_a_time(office: Office, story: str) -> None:
    other = office.file(body("another"))
    assert [each.lines[0].record for each in office.desk().log(LogQuery(record=other)).entries] == [other]
    assert acts(office, ADA, LogQuery(seat="eve")) == [("approve", "eve", 2)]
    at = office.desk().log().entries[-1].at
    assert acts(office, ADA, LogQuery(until=at + timedelta(seconds=1))) == [("file", "ada", 4)]
    assert acts(office, ADA, LogQuery(since=NOON + timedelta(days=1))) == []
    assert acts(office, ADA, LogQuery(record="none")) == acts(office, CLEO, LogQuery(record=story)) == []


def test_all_pages_of_the_log_are_the_log(office: Office, story: str) -> None:
    found, cursor = list[Logged](), ""
    for _ in range(4):
        page = office.desk().log(limit=1, cursor=cursor)
        found, cursor = [*found, *page.entries], page.cursor
    assert (found, cursor) == ([*office.desk().log().entries], "")
    with pytest.raises(HandleError):
        office.desk(BEN).log(limit=1, cursor=office.desk().log(limit=1).cursor)


@pytest.mark.parametrize("most", [1, 2, 4])
def test_a_page_with_many_portions_ends_early_and_the_next_goes_on(
    office: Office, story: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = office.desk().log().entries
    monkeypatch.setattr("concord.desk.logged.MOST_LINES", most)
    pages = list(every_page(lambda cursor: office.desk().log(cursor=cursor)))
    assert tuple(entry for page in pages for entry in page.entries) == whole
    full = [sum(len(entry.lines) for entry in page.entries) >= most for page in pages[:-1]]
    assert (len(pages) > 1, all(full)) == (True, True)
    assert all(sum(len(entry.lines) for entry in page.entries[:-1]) < most for page in pages)


def test_the_log_takes_a_role(office: Office, story: str) -> None:
    office.acts = {ANYBODY: frozenset(Act) - {Act.AUDIT}}
    with pytest.raises(MalformedError, match="look at the log"):
        office.desk().log()


def test_a_line_names_record_and_portion(office: Office) -> None:
    record = office.file(body("open"))
    lines = office.desk().log().entries[0].lines
    assert Line(record, office.portion(record, "open")) in lines


@pytest.fixture(params=[kind for kind in KINDS_OF_STORE if kind != "memory"])
def kept(request: pytest.FixtureRequest) -> Iterator[Vault]:
    """A vault with a story in it and two editions of facts."""
    with opening(request.param) as open_one:
        vault = open_one(book())
        assert isinstance(vault, Vault)
        tell(Office(vault))
        turn(vault, book())
        turn(vault, replace(book(), memberships=()))
        yield vault


def test_a_log_that_was_not_touched_is_whole(kept: Vault) -> None:
    noted = kept.log_head()
    turn(kept, book())
    assert [*kept.verify_log(), *kept.verify_log(noted)] == []
    assert kept.log_head() != noted


TAMPERING = {
    "an entry taken out": ["delete from vault_log where position = 2"],
    "the last entry taken out": ["delete from vault_log where position = (select max(position) from vault_log)"],
    "another seat": ["update vault_log set seat = 'eve' where position = 1"],
    "another time": ["update vault_transaction set at = at + 1 where position = 3"],
    "a portion taken out": ["delete from vault_cell where since = 2", "delete from vault_past where since = 2"],
    "an edition of facts changed": [
        "delete from vault_standing where since = 1 and digest = (select min(digest) from vault_standing)"
    ],
    "a fact changed": [
        "update vault_fact set body = replace(body, 'SOURCED', 'WELL_KNOWN') where digest in "
        "(select max(digest) from vault_fact where body like '%%SOURCED%%')"
    ],
    "an edition of facts renamed": ["update vault_edition set name = 'another' where number = 1"],
}


@pytest.mark.parametrize("statements", TAMPERING.values(), ids=TAMPERING)
def test_a_log_that_was_touched_is_told(kept: Vault, statements: list[str]) -> None:
    with kept.connection("writing").cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    found = list(kept.verify_log())
    assert {finding.rule for finding in found} <= {"V30", "V31"}
    assert found != []


def test_a_chain_made_anew_is_told_by_whoever_noted_its_end(kept: Vault) -> None:
    assert [finding.place for finding in kept.verify_log("f" * 64)] == ["end of the chain"]
