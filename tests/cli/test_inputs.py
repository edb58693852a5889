"""Files in and out, and dates: what is refused, in which words, and that nothing is left behind."""

from __future__ import annotations

import os
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from concord.cli.errors import UsageError
from concord.cli.inputs import INSTANT, LIMIT_BYTES, read_file, write_file


def sparse(place: Path, size_bytes: int) -> Path:
    """A file of that size that takes no room."""
    with place.open("wb") as file:
        file.truncate(size_bytes)
    return place


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    place = tmp_path / "a"
    place.write_bytes(b"content")
    assert read_file(str(place)) == b"content"


@pytest.mark.parametrize(("name", "said"), [("nowhere", "no such file or directory"), (".", "is a directory")])
def test_what_is_no_file_is_named_and_refused(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(UsageError, match=f"{name}: expected a file that can be read, found: {said}"):
        read_file(str(tmp_path / name))


def test_a_file_that_is_too_large_is_refused_without_reading_it_whole(tmp_path: Path) -> None:
    place = sparse(tmp_path / "large", 100 * 1024 * 1024)
    tracemalloc.start()
    with pytest.raises(UsageError, match=f"expected at most {LIMIT_BYTES:,} bytes, found more"):
        read_file(str(place))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * LIMIT_BYTES


def test_a_file_without_an_end_is_refused() -> None:
    with pytest.raises(UsageError, match="expected at most"):
        read_file(os.devnull.replace("null", "zero"))


def test_writing_makes_the_folders_above_and_leaves_no_part_behind(tmp_path: Path) -> None:
    place = tmp_path / "new" / "folder" / "facts.toml"
    write_file(str(place), b"one")
    write_file(str(place), b"two")
    assert place.read_bytes() == b"two"
    assert os.listdir(place.parent) == ["facts.toml"]


def test_what_cannot_be_written_leaves_everything_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "folder"
    place.mkdir()
    with pytest.raises(UsageError, match="folder: expected a place that can be written, found: is a directory"):
        write_file(str(place), b"one")
    assert os.listdir(tmp_path) == ["folder"]


def test_a_link_is_written_through(tmp_path: Path) -> None:
    target, link = tmp_path / "facts.toml", tmp_path / "link"
    link.symlink_to(target)
    write_file(str(link), b"one")
    assert (target.read_bytes(), link.is_symlink()) == (b"one", True)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2017-05-15", datetime(2017, 5, 15, tzinfo=UTC)),
        (" 2017-05-15 ", datetime(2017, 5, 15, tzinfo=UTC)),
        ("2017-05-15T10:00Z", datetime(2017, 5, 15, 10, tzinfo=UTC)),
        ("2017-05-15T01:00+02:00", datetime(2017, 5, 14, 23, tzinfo=UTC)),
        ("9999-12-31", datetime(9999, 12, 31, tzinfo=UTC)),
    ],
)
def test_dates_and_instants_with_a_zone_are_read_as_utc(text: str, at: datetime) -> None:
    assert INSTANT.convert(text, None, None) == at


@pytest.mark.parametrize(
    "text", ["", "soon", "2017-13-01", "15.5.2017", "2017-05-15T10:00", "0001-01-01T00:00+14:00", "10000-01-01"]
)
def test_anything_else_is_no_date(text: str) -> None:
    with pytest.raises(click.BadParameter, match="expected"):
        INSTANT.convert(text, None, None)
