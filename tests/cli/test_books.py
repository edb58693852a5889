"""Putting a rulebook together from what ships and from files."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from concord.cli.books import make_book, make_label_book, read_facts, shipped_book
from concord.cli.errors import UsageError
from concord.facts import shipped
from concord.release.errors import MalformedError
from concord.release.names import fold

DAY = datetime(2022, 5, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("CONCORD_OVERLAY", raising=False)


def ship(name: str) -> bytes:
    """A policy or profile that ships."""
    return files("concord.policies").joinpath(name).read_bytes()


def nato(standards: Path, edition: int = 88) -> str:
    return str(standards / "xml-spif" / "samples" / f"nato-v{edition}.spif.xml")


def test_without_files_the_book_is_the_one_that_ships() -> None:
    assert make_book().rulebook == shipped_book().rulebook


def test_every_policy_that_ships_has_its_profile() -> None:
    book = shipped_book().rulebook
    assert all(book.profile(policy) for policy in book.policies)


def test_a_published_policy_finds_the_profile_of_its_edition(standards: Path) -> None:
    for edition, first in ((79, 79), (88, 88)):
        book = make_label_book(policies=[nato(standards, edition)]).rulebook
        profile = book.profile(book.policies[0])
        assert profile is not None
        assert profile.first_edition == first


def test_for_labels_a_policy_from_a_file_stands_alone(standards: Path) -> None:
    book = make_label_book(policies=[nato(standards)])
    assert [policy.name for policy in book.rulebook.policies] == ["NATO"]


def test_for_documents_it_stands_beside_those_that_ship(standards: Path) -> None:
    book = make_book(policies=[nato(standards)])
    assert {policy.name for policy in book.rulebook.policies} >= {"NATO", "NATO exercise policy", "EU exercise policy"}


def test_a_marking_is_read_by_the_policy_from_a_file_and_not_by_the_exercise_policy_of_its_owner(
    standards: Path,
) -> None:
    book = make_book(policies=[nato(standards)])
    assert book.read_marking("NATO SECRET", DAY).policy.name == "NATO"
    assert book.read_marking("SECRET UE/EU SECRET", DAY).policy.name == "EU exercise policy"


def test_a_policy_of_the_same_name_and_another_oid_takes_the_place_of_the_one_that_ships(standards: Path) -> None:
    published = standards / "xml-spif" / "samples" / "public-v1.spif.xml"
    book = make_book(policies=[str(published)]).rulebook
    found = [policy for policy in book.policies if fold(policy.name) == "public"]
    profile = book.profile(found[0])
    assert len(found) == 1
    assert profile is not None
    assert profile.oid == found[0].oid


def test_a_policy_without_a_profile_is_loaded_with_a_finding(standards: Path) -> None:
    book = make_label_book(policies=[str(standards / "xml-spif" / "samples" / "acme.spif.xml")])
    assert book.rulebook.profile(book.rulebook.policies[0]) is None
    assert [finding.rule for finding in book.findings][-1] == "R21"


def test_a_profile_from_a_file_takes_the_place_of_those_that_ship(standards: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_bytes(ship("published-nato-79.profile.toml").replace(b"first = 79, last = 87", b"first = 79"))
    with pytest.raises(MalformedError) as error:
        make_label_book(policies=[nato(standards)], profiles=[str(mine)])
    assert error.value.source == str(mine)
    assert {finding.rule for finding in error.value.findings} == {"F15"}


def test_a_profile_that_serves_no_policy_is_refused(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_bytes(ship("published-nato-79.profile.toml"))
    with pytest.raises(UsageError, match=r"expected a profile of a policy that is loaded .* found one for `NATO`"):
        make_label_book(profiles=[str(mine)])


def test_facts_are_as_shipped_until_somebody_keeps_some() -> None:
    assert read_facts(None) == (shipped(), ())


def test_an_overlay_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml: expected a file that can be read"):
        read_facts(str(tmp_path / "none.toml"))


def test_an_overlay_of_the_environment_that_is_not_there_yet_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONCORD_OVERLAY", str(tmp_path / "none.toml"))
    assert read_facts(None)[0] == shipped()
    assert "none.toml: no such file yet" in capsys.readouterr().err


def test_an_overlay_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    place = tmp_path / "facts.toml"
    place.write_text("format = 1")
    with pytest.raises(MalformedError) as error:
        read_facts(str(place))
    assert error.value.source == str(place)
