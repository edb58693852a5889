"""`concord decide`: release cases, one or thousands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from concord.cli.books import Book, make_book
from concord.cli.errors import UsageError
from concord.cli.inputs import as_json, read_file, rulebook_options
from concord.cli.label import reason_json
from concord.cli.show import echo_line, progress, table
from concord.formats import case as cases
from concord.formats import stanag4774
from concord.formats.case.spec import ParseMarking
from concord.release.decide import decide as decide_release
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


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="CASE.json…")
@rulebook_options
@click.option("--expect", is_flag=True, help="Exit 0 if every case comes out as it expects, 1 if any does not.")
@as_json
def decide(
    files: tuple[str, ...],
    policies: tuple[str, ...],
    profiles: tuple[str, ...],
    overlay: str | None,
    expect: bool,
    as_json: bool,
) -> int:
    """Decide the cases in CASE.json (docs/spec/cases.md): a table, or JSON lines with --json.

    Exit status is that of the gravest outcome: 0 released, 4 needs a decision, 3 withheld, 2 error.
    """
    book = make_book(policies=policies, profiles=profiles, overlay=overlay)
    given = cases.Given(shipped=lambda: book.rulebook, marking=_markings(book), xml=_xml)
    read = [(path, case) for path in _paths(files) for case in cases.read(read_file(path), source=path, given=given)]
    with progress("deciding") as told:
        said = [_told(decide_case(case), told, number, len(read)) for number, (_, case) in enumerate(read, 1)]
    if as_json:
        for (path, case), answer in zip(read, said, strict=True):
            echo_line(_line(path, case, answer))
    else:
        rows = [_row(path, case, answer) for (path, case), answer in zip(read, said, strict=True)]
        click.echo("\n".join(table(rows, ("", "outcome", "rules", "case"))))
        click.echo(f"{len(said)} cases, {sum(answer.agrees for answer in said)} as expected")
    if expect:
        return 0 if all(answer.agrees for answer in said) else 1
    return STATUS[max((answer.outcome for answer in said), key=GRAVEST.index, default="released")]


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


def _told(said: Said, told: object, done: int, of: int) -> Said:
    if callable(told):
        told(done, of)
    return said


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


def _markings(book: Book) -> ParseMarking:
    def parse(text: str, rulebook: Rulebook, created: datetime) -> Label:
        return Book(rulebook, book.facts).read_marking(text, created)

    return parse


def _xml(data: bytes, source: str) -> LabelSet:
    return stanag4774.read_label_set(data, source=source)


def _line(path: str, case: cases.Case, said: Said) -> dict[str, object]:
    until = said.valid_until.isoformat() if said.valid_until and said.valid_until != NEVER else None
    return {
        "file": path,
        "place": case.place,
        "description": case.description,
        "outcome": said.outcome,
        "reasons": [reason_json(reason) for reason in said.reasons],
        "valid_until": until,
        "expected": case.expected.outcome.value,
        "as_expected": said.agrees,
    }


def _row(path: str, case: cases.Case, said: Said) -> tuple[str, str, str, str]:
    codes = ", ".join(dict.fromkeys(f"{sentence(r).gate} {sentence(r).code}" for r in said.reasons))
    return ("" if said.agrees else "≠", said.outcome, codes, f"{case.description} ({Path(path).name} {case.place})")
