"""`concord label`: show, check, decide and roll up labels of STANAG 4774."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import click

from concord.cli.books import Book, OpenBook, label_book_options
from concord.cli.errors import UsageError, error_json, finding_json
from concord.cli.inputs import INSTANT, as_json, examples, read_file
from concord.cli.show import STATUS, echo_json, wrap
from concord.formats import stanag4774
from concord.release.errors import ConcordError, MalformedError
from concord.release.explain import sentences
from concord.release.findings import Finding, Weight
from concord.release.labels import Label
from concord.release.readers import Clearance
from concord.release.reasons import Reason
from concord.release.rollup import rollup
from concord.release.scope import Permission, failures_of, permits

created_option = click.option(
    "--at", type=INSTANT, metavar="DATE", help="The date to decide for (default: the label's creation)."
)


@click.group()
def label() -> None:
    """Labels and clearances of STANAG 4774.

    Under the policy files you name, and those alone; without any, under the exercise policies that ship.
    """


@label.command(epilog=examples("concord label show report.docx.bdo.xml --policy nato.spif.xml"))
@click.argument("file")
@label_book_options
@as_json
def show(file: str, open_book: OpenBook, as_json: bool) -> int:
    """Show the labels of FILE, bare or in a binding, with their markings."""
    reading = stanag4774.read(read_file(file))
    errors = tuple(f for f in reading.findings if f.weight is Weight.ERROR)
    if errors:
        raise MalformedError(file, errors)
    book = open_book()
    if as_json:
        notes = [finding_json(finding) for finding in reading.findings]
        echo_json({"labels": [label_json(found, book) for found in reading.labels], "findings": notes})
        return 0
    for found in reading.labels:
        click.echo("\n".join(_label_lines(found, book)))
    _notes(file, reading.findings)
    return 0


@label.command(epilog=examples("concord label check report.label.xml --policy nato.spif.xml --profile nato.toml"))
@click.argument("file")
@created_option
@label_book_options
@as_json
def check(file: str, at: datetime | None, open_book: OpenBook, as_json: bool) -> int:
    """Check FILE against its policy and profile.

    Exit status: 0 valid, 3 not valid, 2 not a label at all.
    """
    label_set = stanag4774.read_label_set(read_file(file), source=file)
    book = open_book()
    book.warn()
    found = [(each, _failures(each, book, at)) for each in (label_set.originator, *label_set.alternatives) if each]
    valid = not any(failures for _, failures in found)
    if as_json:
        labels = [{**label_json(each, book), "failures": reasons_json(failed)} for each, failed in found]
        echo_json({"outcome": "valid" if valid else "invalid", "labels": labels})
        return 0 if valid else 3
    for each, failed in found:
        click.echo(f"{each.role.value}: {'not ' * bool(failed)}valid: {book.print_label(each)}")
        click.echo("\n".join(_reason_lines(failed)), nl=bool(failed))
    return 0 if valid else 3


@label.command(
    epilog=examples("concord label decide --label report.label.xml --clearance delegate.xml --policy nato.spif.xml")
)
@click.option("--label", "label_file", required=True, metavar="FILE", help="The label (STANAG 4774 XML).")
@click.option(
    "--clearance", "clearance_file", metavar="FILE", help="The clearance (STANAG 4774 XML); default: no clearance."
)
@created_option
@click.option(
    "--mode", type=click.Choice(["read", "create"]), default="read", show_default=True, help="Reading it, or making it."
)
@label_book_options
@as_json
def decide(
    label_file: str,
    clearance_file: str | None,
    at: datetime | None,
    mode: str,
    open_book: OpenBook,
    as_json: bool,
) -> int:
    """Decide a label on a clearance file alone: no seat, no agreements, no politics.

    With --json: {"outcome", "scope": "label", "reasons": [{"code", "text", "needed", "held", …}]}. Exit status: 0
    released, 3 withheld, 2 error.
    """
    try:
        found, answer, book = _decided(label_file, clearance_file, at, mode == "create", open_book)
    except (ConcordError, UsageError) as error:
        if not as_json:
            raise
        echo_json({**error_json(error), "scope": "label"})
        return 2
    if as_json:
        reasons = reasons_json(answer.reasons)
        echo_json({"outcome": answer.outcome.value, "scope": "label", "reasons": reasons})
    else:
        click.echo(f"{answer.outcome.value} (on the clearance alone): {book.print_label(found)}")
        click.echo("\n".join(_reason_lines(answer.reasons)), nl=bool(answer.reasons))
    return STATUS[answer.outcome]


def _decided(
    label_file: str, clearance_file: str | None, at: datetime | None, creating: bool, open_book: OpenBook
) -> tuple[Label, Permission, Book]:
    """The originator label of a file, what the clearance file permits, and the rulebook that said so."""
    found = stanag4774.read_label_set(read_file(label_file), source=label_file).originator
    form = stanag4774.read_clearance(read_file(clearance_file), source=clearance_file) if clearance_file else None
    if found is None:
        raise UsageError(f"{label_file}: expected an originator label, found none")
    book = open_book()
    book.warn()
    instant = at or _created(found)
    clearance = held(form, book, instant, source=clearance_file or "") if form else None
    return found, permits(found, clearance, rulebook=book.rulebook, at=instant, creating=creating), book


@label.command(
    name="rollup",
    epilog=examples("concord label rollup part1.label.xml part2.label.xml --policy nato.spif.xml"),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--at", type=INSTANT, metavar="DATE", help="Roll up as of this date (default: the newest creation).")
@label_book_options
@as_json
def roll_up(files: tuple[str, ...], at: datetime | None, open_book: OpenBook, as_json: bool) -> int:
    """The label of a whole from the labels of its parts, one a FILE.

    Exit status: 0 rolled up, 4 a person must set it.
    """
    labels = tuple(stanag4774.read_label(read_file(file), source=file) for file in files)
    book = open_book()
    book.warn()
    rolled = rollup(labels, rulebook=book.rulebook, at=at or max(_created(each) for each in labels))
    failed = [(f, _failures(each, book, at)) for f, each in zip(files, labels, strict=True)]
    invalid = {file: failures for file, failures in failed if failures}
    if as_json:
        found = label_json(rolled.label, book) if rolled.label else None
        wrong = [{"file": file, "reasons": reasons_json(failures)} for file, failures in invalid.items()]
        outcome = "rolled up" if found else "refer"
        echo_json({"outcome": outcome, "reason": rolled.reason, "label": found, "invalid": wrong})
    elif rolled.label:
        click.echo(f"{book.print_label(rolled.label)}\n{stanag4774.write_label(rolled.label).decode()}")
    else:
        click.echo(f"needs a decision: {rolled.reason}")
        for file, failures in invalid.items():
            click.echo("\n".join([file, *_reason_lines(failures)]))
    return 0 if rolled.label else 4


def held(form: stanag4774.ClearanceForm, book: Book, at: datetime, *, source: str) -> Clearance:
    """A clearance file as a clearance under its policy; what of it does not count is said on standard error."""
    policy = book.rulebook.policy(form.policy.name, at)
    served = book.rulebook.profile(policy) if policy else None
    if policy is None:
        click.echo(f"note: {source}: expected a policy that is loaded, found `{form.policy.name}`", err=True)
        return Clearance(form.policy.name, frozenset(form.levels))
    _notes(source, stanag4774.ignored(form, policy=policy, profile=served))
    return stanag4774.to_clearance(form, policy=policy, profile=served)


def _created(label: Label) -> datetime:
    if label.created is None:
        raise UsageError("expected a label with a creation instant, found none")
    return label.created


def _failures(label: Label, book: Book, at: datetime | None) -> tuple[Reason, ...]:
    """What is wrong with a label as it stands at `at`, else at its creation."""
    return failures_of(label, book.rulebook, at or _created(label))


def label_json(label: Label, book: Book) -> dict[str, object]:
    """A label as JSON, with its marking."""
    groups = [
        {"tag_set": g.tag_set, "oid": g.oid, "kind": g.kind.value, "values": list(g.values)} for g in label.groups
    ]
    return {
        "role": label.role.value,
        "policy": label.policy.name,
        "policy_oid": label.policy.oid,
        "level": label.level,
        "groups": groups,
        "created": label.created.isoformat() if label.created else None,
        "review": label.review.isoformat() if label.review else None,
        "succession": label.succession.at.isoformat() if label.succession else None,
        "marking": book.print_label(label),
    }


def reasons_json(reasons: tuple[Reason, ...]) -> list[dict[str, object]]:
    """All reasons of one answer as JSON, each with the code other systems know it by."""
    return [
        {
            "code": said.code,
            "text": said.text,
            "needed": list(reason.needed),
            "held": list(reason.held),
            "gate": said.gate,
            "rule": said.clause,
            "subject": reason.subject,
            "facts": list(reason.facts),
        }
        for reason, said in zip(reasons, sentences(reasons), strict=True)
    ]


def _reason_lines(reasons: tuple[Reason, ...]) -> Iterator[str]:
    for said in sentences(reasons):
        yield wrap(f"{said.code}: {said.text} ({said.clause})", "  ")


def _notes(source: str, findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        click.echo(f"note: {source}: {finding}", err=True)


def _label_lines(label: Label, book: Book) -> Iterator[str]:
    yield f"{label.role.value} label: {book.print_label(label)}"
    yield f"  policy       {label.policy.name}"
    yield f"  level        {label.level}"
    yield from (f"  {g.kind.value.lower():11}  {g.tag_set}: {', '.join(g.values)}" for g in label.groups)
    yield f"  created      {label.created.isoformat() if label.created else 'not given'}"
    if label.review:
        yield f"  review       {label.review.isoformat()}"
    if label.succession:
        yield f"  from         {label.succession.at.isoformat()}: {book.print_label(label.succession.label)}"
