"""How the command line prints: tables, marks, progress, JSON."""

from __future__ import annotations

import codecs
import io
import json
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import click

from concord.release.answers import MARKS, Answer
from concord.release.reasons import Outcome

COLOURS = {Answer.RELEASED: "green", Answer.RELEASABLE: "yellow", Answer.REFER: "magenta", Answer.WITHHELD: None}

STATUS = {Outcome.RELEASED: 0, Outcome.WITHHELD: 3, Outcome.REFER: 4}
"""Exit status of each outcome."""

LEGEND = "   ".join(f"{mark} {answer.value}" for answer, mark in MARKS.items())


PLAIN = {"●": "#", "◐": "+", "◇": "?", "–": "-", "→": "->", "…": "...", "·": "-", "≠": "!=", "’": "'"}
"""What stands for a sign on a terminal that has no place for it; other signs become `?`."""


def prepare_terminal() -> None:
    """Let a terminal whose encoding lacks a sign show another one in its place, rather than end the program."""
    codecs.register_error("plain", _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plain")


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(PLAIN.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


def mark(answer: Answer) -> str:
    """The mark of an answer, coloured where the terminal shows colour."""
    colour = COLOURS[answer]
    return click.style(MARKS[answer], fg=colour) if colour else MARKS[answer]


def echo_json(value: object) -> None:
    """One JSON document, indented for people."""
    click.echo(json.dumps(value, ensure_ascii=_is_narrow(), indent=2))


def echo_line(value: object) -> None:
    """One JSON line."""
    click.echo(_compact(value))


def echo_rows(value: Mapping[str, object]) -> None:
    """One JSON object with a line for each of its keys, and for each row of a list: long tables stay readable."""
    lines = (f"{json.dumps(key)}: {_rows(entry)}" for key, entry in value.items())
    click.echo("{\n" + ",\n".join(lines) + "\n}")


def _rows(value: object) -> str:
    if not (isinstance(value, list) and value):
        return _compact(value)
    return "[\n" + ",\n".join(map(_compact, value)) + "\n]"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=_is_narrow(), separators=(",", ":"))


def _is_narrow() -> bool:
    """Whether the output has no place for every sign: JSON then escapes them, and loses none."""
    return codecs.lookup(sys.stdout.encoding or "ascii").name != "utf-8"


def table(rows: Iterable[Sequence[str]], heads: Sequence[str]) -> Iterator[str]:
    """Rows under heads, columns as wide as they need; the last column wraps to the terminal."""
    body = [list(row) for row in rows]
    widths = [max(len(click.unstyle(row[c])) for row in [list(heads), *body]) for c in range(len(heads))]
    widths[-1] = max(20, min(widths[-1], terminal_width() - sum(widths[:-1]) - 2 * (len(widths) - 1)))
    yield _row([click.style(head, bold=True) for head in heads], widths)
    for row in body:
        wrapped = textwrap.wrap(row[-1], widths[-1], break_on_hyphens=False) or [""]
        yield _row([*row[:-1], wrapped[0]], widths)
        for more in wrapped[1:]:
            yield _row([*("" for _ in row[:-1]), more], widths)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell + " " * (width - len(click.unstyle(cell))) for cell, width in zip(cells, widths, strict=True)]
    return "  ".join(padded).rstrip()


def wrap(text: str, indent: str = "", more: str | None = None) -> str:
    """Text wrapped to the terminal, every line after `indent`, those after the first after `more`."""
    rest = indent if more is None else more
    width = terminal_width()
    return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=rest, break_on_hyphens=False)


def terminal_width() -> int:
    """Columns of the terminal, at most 120 for reading."""
    return min(shutil.get_terminal_size((100, 40)).columns, 120)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error for work that is told (done, of); silent where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    with click.progressbar(length=1000, label=label, file=sys.stderr, show_eta=True) as bar:

        def told(done: int, of: int) -> None:
            bar.update(max(0, done * 1000 // max(of, 1) - bar.pos))

        yield told
