"""`concord label`: show, check, decide and roll up labels of STANAG 4774."""

from __future__ import annotations

from datetime import datetime

import click

from concord.cli.books import Book, make_book
from concord.cli.errors import UsageError, finding_json
from concord.cli.inputs import INSTANT, as_json, read_file, rulebook_options
from concord.cli.show import STATUS, echo_json
from concord.formats import stanag4774
from concord.release.errors import MalformedError
from concord.release.explain import sentence
from concord.release.findings import Finding, Weight
from concord.release.labels import Label
from concord.release.memo import check_editions
from concord.release.readers import Clearance
from concord.release.reasons import Reason
from concord.release.rollup import rollup
from concord.release.scope import form_of, permits


@click.group()
def label() -> None:
    """Labels and clearances of STANAG 4774, under a policy file and its profile."""


@label.command()
@click.argument("file")
@rulebook_options
@as_json
def show(file: str, policies: tuple[str, ...], profiles: tuple[str, ...], overlay: str | None, as_json: bool) -> int:
    """Show the labels of FILE (bare, or in a binding), with their markings."""
    reading = stanag4774.read(read_file(file))
    errors = tuple(f for f in reading.findings if f.weight is Weight.ERROR)
    if errors:
        raise MalformedError(file, errors)
    book = make_book(policies=policies, profiles=profiles, overlay=overlay)
    if as_json:
        echo_json(
            {"labels": [label_json(found, book) for found in reading.labels], "findings": _notes(reading.findings)}
        )
        return 0
    for found in reading.labels:
        click.echo("\n".join(_label_lines(found, book)))
    for note in reading.findings:
        click.echo(f"note: {note}", err=True)
    return 0


@label.command()
@click.argument("file")
@rulebook_options
@click.option("--at", type=INSTANT, help="Check as of this date (default: the label's creation).")
@as_json
def check(
    file: str,
    policies: tuple[str, ...],
    profiles: tuple[str, ...],
    overlay: str | None,
    at: datetime | None,
    as_json: bool,
) -> int:
    """Check FILE against its policy and profile: exit 0 valid, 3 not valid, 2 not a label."""
    label_set = stanag4774.read_label_set(read_file(file), source=file)
    book = make_book(policies=policies, profiles=profiles, overlay=overlay)
    found = [(each, _failures(each, book, at)) for each in (label_set.originator, *label_set.alternatives) if each]
    valid = not any(failures for _, failures in found)
    if as_json:
        labels = [{**label_json(each, book), "failures": [reason_json(f) for f in failed]} for each, failed in found]
        echo_json({"outcome": "valid" if valid else "invalid", "labels": labels})
    for each, failed in found if not as_json else ():
        click.echo(f"{each.role.value}: {'valid' if not failed else 'not valid'}: {book.print_label(each)}")
        for reason in failed:
            click.echo(f"  {reason.rule.code}: {sentence(reason).text}")
    return 0 if valid else 3


@label.command()
@click.option("--label", "label_file", required=True, metavar="FILE", help="The label, STANAG 4774 XML.")
@click.option(
    "--clearance", "clearance_file", metavar="FILE", help="The clearance, STANAG 4774 XML (none: no clearance)."
)
@rulebook_options
@click.option("--at", type=INSTANT, help="The date to decide for (default: the label's creation).")
@click.option("--mode", type=click.Choice(["read", "create"]), default="read", show_default=True)
@as_json
def decide(
    label_file: str,
    clearance_file: str | None,
    policies: tuple[str, ...],
    profiles: tuple[str, ...],
    overlay: str | None,
    at: datetime | None,
    mode: str,
    as_json: bool,
) -> int:
    """Decide a label on a clearance file alone (scope "label"): no seat, no agreements, no politics.

    Prints {"outcome", "scope", "reasons": [{"code", "text", "needed", "held"}]} with --json.
    """
    try:
        label_set = stanag4774.read_label_set(read_file(label_file), source=label_file)
        form = stanag4774.read_clearance(read_file(clearance_file), source=clearance_file) if clearance_file else None
    except MalformedError as error:
        if not as_json:
            raise
        echo_json(
            {"outcome": "error", "scope": "label", "reasons": [_malformed(f, error.source) for f in error.findings]}
        )
        return 2
    book = make_book(policies=policies, profiles=profiles, overlay=overlay)
    found = label_set.originator
    if found is None:
        raise UsageError(f"{label_file}: expected an originator label, found none")
    clearance = None if form is None else held(form, book, at or _created(found))
    answer = permits(found, clearance, rulebook=book.rulebook, at=at or _created(found), creating=mode == "create")
    if as_json:
        reasons = [reason_json(reason) for reason in answer.reasons]
        echo_json({"outcome": answer.outcome.value, "scope": "label", "reasons": reasons})
    else:
        click.echo(f"{answer.outcome.value} (scope: label): {book.print_label(found)}")
        for reason in answer.reasons:
            click.echo(f"  {reason.rule.code}: {sentence(reason).text}")
    return STATUS[answer.outcome]


@label.command(name="rollup")
@click.argument("files", nargs=-1, required=True, metavar="L…")
@rulebook_options
@click.option("--at", type=INSTANT, help="Roll up as of this date (default: the newest label's creation).")
@as_json
def roll_up(
    files: tuple[str, ...],
    policies: tuple[str, ...],
    profiles: tuple[str, ...],
    overlay: str | None,
    at: datetime | None,
    as_json: bool,
) -> int:
    """The label of a whole from the labels of its parts: exit 4 where a person must set it."""
    labels = tuple(stanag4774.read_label(read_file(file), source=file) for file in files)
    book = make_book(policies=policies, profiles=profiles, overlay=overlay)
    rolled = rollup(labels, rulebook=book.rulebook, at=at or max(_created(each) for each in labels))
    if as_json:
        found = label_json(rolled.label, book) if rolled.label else None
        echo_json({"outcome": "rolled up" if found else "refer", "reason": rolled.reason, "label": found})
    elif rolled.label:
        click.echo(book.print_label(rolled.label))
        click.echo(stanag4774.write_label(rolled.label).decode(), err=False)
    else:
        click.echo(f"needs a decision: {rolled.reason}")
    return 0 if rolled.label else 4


def held(form: stanag4774.ClearanceForm, book: Book, at: datetime) -> Clearance:
    """A clearance file as a clearance, under its policy and profile if they are known."""
    policy = book.rulebook.policy(form.policy.name, at)
    served = book.rulebook.profile(policy) if policy else None
    if policy is None:
        return Clearance(form.policy.name, frozenset(form.levels))
    return stanag4774.to_clearance(form, policy=policy, profile=served)


def _created(label: Label) -> datetime:
    if label.created is None:
        raise UsageError("expected a label with a creation instant, found none")
    return label.created


def _failures(label: Label, book: Book, at: datetime | None) -> tuple[Reason, ...]:
    instant = at or _created(label)
    form = form_of(label, book.rulebook, instant)
    failures = check_editions(form, book.rulebook, instant).failures
    return tuple(Reason(f.rule, label.policy.name, f.needed, f.held) for f in failures)


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


def reason_json(reason: Reason) -> dict[str, object]:
    """A reason as JSON, with the code other systems know it by."""
    said = sentence(reason)
    return {
        "code": said.code,
        "gate": said.gate,
        "rule": said.clause,
        "text": said.text,
        "subject": reason.subject,
        "needed": list(reason.needed),
        "held": list(reason.held),
        "facts": list(reason.facts),
    }


def _malformed(finding: Finding, source: str) -> dict[str, object]:
    return {"code": "MALFORMED", "text": f"{source}: {finding}", "needed": [finding.expected], "held": [finding.found]}


def _notes(findings: tuple[Finding, ...]) -> list[dict[str, str]]:
    return [finding_json(finding) for finding in findings]


def _label_lines(label: Label, book: Book) -> list[str]:
    lines = [f"{label.role.value} label: {book.print_label(label)}", f"  policy   {label.policy.name}"]
    lines.append(f"  level    {label.level}")
    lines += [f"  {g.kind.value.lower():8} {g.tag_set}: {', '.join(g.values)}" for g in label.groups]
    lines.append(f"  created  {label.created.isoformat() if label.created else 'not given'}")
    if label.succession:
        lines.append(f"  from {label.succession.at.isoformat()}: {book.print_label(label.succession.label)}")
    return lines
