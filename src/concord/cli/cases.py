"""`concord decide`: release cases, one or thousands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import click

from concord.cli.books import Book, OpenBook, book_options
from concord.cli.errors import UsageError, error_json, report
from concord.cli.inputs import as_json, examples, read_file
from concord.cli.label import reasons_json
from concord.cli.show import echo_line, progress, table
from concord.formats import case as cases
from concord.formats import stanag4774
from concord.formats.case.spec import ParseMarking
from concord.release.decide import decide as decide_release
from concord.release.errors import ConcordError, MalformedError
from concord.release.explain import sentence
from concord.release.labels import Label, LabelSet
from concord.release.names import NEVER
from concord.release.readers import Reader
from concord.release.reasons import Reason
from concord.release.rulebook import Rulebook
from concord.release.scope import permits

STATUS = {"released": 0, "refer": 4, "withheld": 3, "error": 2}
GRAVEST = ("released", "refer", "withheld", "error")


@dataclass(frozen=True)
class Said:
    """What was decided on a case; `agrees` is whether that is what the case expects."""

    outcome: str
    reasons: tuple[Reason, ...]
    valid_until: datetime | None
    agrees: bool


@dataclass(frozen=True)
class Decided:
    """A case of a file, and what was decided on it."""

    path: str
    case: cases.Case
    said: Said


@dataclass(frozen=True)
class Unread:
    """A file that cannot be read, and why."""

    path: str
    error: ConcordError | UsageError


Progress = Callable[[int, int], None]


@click.command(
    epilog=examples("concord decide cases/time.json", "concord decide cases --json --expect | grep '\"withheld\"'")
)
@click.argument("files", nargs=-1, required=True, metavar="CASE.json…")
@click.option("--expect", is_flag=True, help="Exit 0 if every case comes out as it expects, 3 if any does not.")
@book_options
@as_json
def decide(files: tuple[str, ...], expect: bool, open_book: OpenBook, as_json: bool) -> int:
    """Decide release cases (docs/spec/cases.md), from files or folders of them.

    Prints a table, or a JSON line a case as it is decided. A file that cannot be read is an error, and the others are
    decided. Exit status is that of the gravest outcome: 0 released, 4 needs a decision, 3 withheld, 2 error.
    """
    paths = tuple(_paths(files))
    tally = Tally()
    with progress("deciding") as told:
        for answer in _answers(paths, given(open_book()), told):
            tally.add(answer)
            if as_json:
                echo_line(_line(answer))
            elif isinstance(answer, Unread):
                report(answer.error)
    if tally.rows and not as_json:
        click.echo("\n".join(table(tally.rows, ("", "outcome", "case"))))
        click.echo(tally.words())
    if expect and not tally.unread:
        return 3 if tally.unexpected else 0
    return STATUS["error"] if tally.unread else STATUS[max(tally.outcomes, key=GRAVEST.index, default="released")]


@dataclass
class Tally:
    """What came of many cases, counted as they are decided."""

    outcomes: Counter[str] = field(default_factory=Counter)
    unexpected: int = 0
    unread: int = 0
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, answer: Decided | Unread) -> None:
        """Count one answer."""
        if isinstance(answer, Unread):
            self.unread += 1
            return
        self.outcomes[answer.said.outcome] += 1
        self.unexpected += not answer.said.agrees
        self.rows += _rows(answer)

    def words(self) -> str:
        """The counts in one line."""
        counts = ", ".join(f"{self.outcomes[name]:,} {name}" for name in GRAVEST if self.outcomes[name])
        rest = f"≠ {self.unexpected:,} not as expected" if self.unexpected else "all as expected"
        total = self.outcomes.total()
        return f"{total:,} case{'s' * (total != 1)}: {counts}; {rest}"


def _answers(paths: tuple[str, ...], given: cases.Given, told: Progress) -> Iterator[Decided | Unread]:
    """Every case of every file, decided one after the other."""
    for number, path in enumerate(paths):
        try:
            read = cases.read(read_file(path), source=path, given=given)
        except (ConcordError, UsageError) as error:
            yield Unread(path, error)
            continue
        for done, case in enumerate(read, 1):
            yield Decided(path, case, decide_case(case))
            told(number * len(read) + done, len(paths) * len(read))


def decide_case(case: cases.Case) -> Said:
    """Decide one case, in its scope."""
    if isinstance(case.label_set, cases.Refused):
        return Said("error", (), None, case.expected.outcome is cases.Expected.ERROR)
    if isinstance(case.asker, Reader):
        decision = decide_release(case.label_set, reader=case.asker, rulebook=case.rulebook, at=case.at)
        outcome, reasons, until = decision.outcome.value, decision.reasons, decision.valid_until
    elif case.label_set.originator is None:
        outcome, reasons, until = "withheld", (), NEVER
    else:
        creating = case.mode is cases.Mode.CREATE
        answer = permits(case.label_set.originator, case.asker, rulebook=case.rulebook, at=case.at, creating=creating)
        outcome, reasons, until = answer.outcome.value, answer.reasons, NEVER
    return Said(outcome, reasons, until, _agrees(case, outcome, reasons, until))


def _agrees(case: cases.Case, outcome: str, reasons: tuple[Reason, ...], until: datetime) -> bool:
    expected = case.expected
    rules = {(reason.rule.gate, reason.rule.code) for reason in reasons}
    return (
        outcome == expected.outcome.value
        and (expected.rules is None or rules == {(rule.gate, rule.code) for rule in expected.rules})
        and expected.valid_until in (None, until)
    )


def _paths(files: tuple[str, ...]) -> Iterator[str]:
    """The files themselves, and the case files of folders."""
    for name in files:
        path = Path(name)
        if path.is_dir():
            found = sorted(str(each) for each in path.rglob("*.json"))
            if not found:
                raise UsageError(f"{name}: expected case files (*.json), found none")
            yield from found
        else:
            yield name


def given(book: Book) -> cases.Given:
    """What case files may call for: the rulebook of `book`, its facts, markings and labels of STANAG 4774."""
    return cases.Given(shipped=lambda: book.rulebook, marking=_markings(book), xml=_xml)


def _markings(book: Book) -> ParseMarking:
    """Reads markings under the rulebook of each case; the words of the same policies are prepared once."""
    known: dict[tuple[tuple[int, ...], tuple[int, ...]], Book] = {}

    def parse(text: str, rulebook: Rulebook, created: datetime) -> Label:
        words = tuple(map(id, rulebook.policies)), tuple(map(id, rulebook.profiles))
        if words not in known:
            known[words] = Book(rulebook, book.facts, own=book.own)
        return known[words].read_marking(text, created)

    return parse


def _xml(data: bytes, source: str) -> LabelSet:
    return stanag4774.read_label_set(data, source=source)


def _line(answer: Decided | Unread) -> dict[str, object]:
    """One answer as a JSON line."""
    if isinstance(answer, Unread):
        return {"file": answer.path, **error_json(answer.error)}
    case, said = answer.case, answer.said
    return {
        "file": answer.path,
        "place": case.place,
        "description": case.description,
        "outcome": said.outcome,
        "reasons": _reasons(case, said),
        "valid_until": said.valid_until.isoformat() if said.valid_until and said.valid_until != NEVER else None,
        "expected": case.expected.outcome.value,
        "as_expected": said.agrees,
    }


def _reasons(case: cases.Case, said: Said) -> object:
    """Why: the rules that fail, or what is wrong with a label that its parser refuses."""
    if isinstance(case.label_set, cases.Refused):
        return error_json(MalformedError(f"{case.place}.label_set", case.label_set.findings))["reasons"]
    return reasons_json(said.reasons)


def _rows(answer: Decided) -> Iterator[tuple[str, str, str]]:
    """The rows of one case: what it is, and where it stands with the rules that fail."""
    codes = ", ".join(dict.fromkeys(f"{sentence(r).gate} {sentence(r).code}" for r in answer.said.reasons))
    codes = "1 MALFORMED" if isinstance(answer.case.label_set, cases.Refused) else codes
    yield "" if answer.said.agrees else "≠", answer.said.outcome, answer.case.description
    yield "", "", f"{Path(answer.path).name} {answer.case.place}" + (f": {codes}" if codes else "")
