"""`concord timeline`: when the matrix changed, and what turned."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Run

YEAR = ("--since", "2004-01-01", "--until", "2004-12-01")


@pytest.fixture
def where(paper: Path) -> tuple[Path, str, Path]:
    """The short document with its seats, as arguments."""
    return paper, "--seats", paper.with_name("seats.toml")


Where = tuple[Path, str, Path]


def test_a_row_says_who_joined_what(concord: Run, where: Where) -> None:
    ran = concord("timeline", *where, *YEAR)
    text = " ".join(ran.out.split())
    assert ran.status == 0
    assert "Bulgaria, Estonia, Latvia, Lithuania, Romania, Slovakia, Slovenia: member of NATO" in text
    assert "Partnership for Peace" not in text


def test_the_first_row_is_where_the_time_line_begins(concord: Run, where: Where) -> None:
    rows = [line.split() for line in concord("timeline", *where, *YEAR).out.splitlines()]
    assert rows[1][:2] == ["2004-01-01", "begins"]


def test_json_has_every_fact_that_turned(concord: Run, where: Where) -> None:
    turns = {turn["at"][:10]: turn for turn in concord("timeline", *where, *YEAR, "--json").json["turns"]}
    assert {"2004-01-01", "2004-03-29", "2004-05-01"} <= turns.keys()
    assert "RO-NATO" in turns["2004-03-29"]["facts"]
    assert turns["2004-05-01"]["changed"] > 0


def test_a_leaver_is_a_member_no_longer(concord: Run, where: Where) -> None:
    ran = concord("timeline", *where, "--since", "2020-01-01", "--until", "2020-03-01")
    assert "United Kingdom: no longer member of the EU" in " ".join(ran.out.split())


def test_it_ends_after_it_begins(concord: Run, where: Where) -> None:
    ran = concord("timeline", *where, "--since", "2017-01-01", "--until", "2016-01-01")
    assert (ran.status, ran.out) == (2, "")
    assert "--until: expected a date after 2017-01-01, found 2016-01-01" in ran.err
