"""What the command line refuses, and how it says so: lines on standard error, or one JSON object."""

from __future__ import annotations

import click

from concord.release.errors import ConcordError, MalformedError
from concord.release.findings import Finding, Weight

MOST = 40
"""How many findings are printed before the rest is counted; JSON has them all."""


class UsageError(Exception):
    """An argument or a file the command cannot use; the message says what was expected and what was found."""


def report(error: ConcordError | UsageError) -> None:
    """Print an error to standard error: one line a finding, each with file, place, expected and found."""
    if not isinstance(error, MalformedError):
        click.echo(f"concord: {error}", err=True)
        return
    findings = refusing(error)
    for finding in findings[:MOST]:
        click.echo(f"{error.source}: {finding}", err=True)
    if len(findings) > MOST:
        click.echo(f"{error.source}: … and {len(findings) - MOST} more", err=True)


def refusing(error: MalformedError) -> tuple[Finding, ...]:
    """The findings for which an input is refused; notes on it are left out."""
    return tuple(f for f in error.findings if f.weight is Weight.ERROR) or error.findings


def error_json(error: Exception) -> dict[str, object]:
    """An error as an answer: outcome `error`, and a reason MALFORMED for each finding, or one reason USAGE."""
    if isinstance(error, MalformedError):
        return {"outcome": "error", "reasons": [_malformed(f, error.source) for f in refusing(error)]}
    return {"outcome": "error", "reasons": [{"code": "USAGE", "text": str(error), "needed": [], "held": []}]}


def _malformed(finding: Finding, source: str) -> dict[str, object]:
    said = {"code": "MALFORMED", "text": f"{source}: {finding}", "needed": [finding.expected], "held": [finding.found]}
    return {**said, "file": source, "place": finding.place, "rule": finding.rule}


def finding_json(finding: Finding) -> dict[str, str]:
    """A finding as JSON."""
    return {
        "rule": finding.rule,
        "place": finding.place,
        "expected": finding.expected,
        "found": finding.found,
        "weight": finding.weight.value,
    }
