"""What the command line refuses, and how it says so."""

from __future__ import annotations

import click

from concord.release.errors import ConcordError, MalformedError
from concord.release.findings import Finding

MOST = 40
"""How many findings are printed before the rest is counted."""


class UsageError(Exception):
    """An argument or a file the command cannot use; the message says what was expected and what was found."""


def report(error: ConcordError | UsageError) -> None:
    """Print an error to standard error: one line a finding, each with file, place, expected and found."""
    if isinstance(error, MalformedError):
        for finding in error.findings[:MOST]:
            click.echo(f"{error.source}: {finding}", err=True)
        if len(error.findings) > MOST:
            click.echo(f"… and {len(error.findings) - MOST} more", err=True)
    else:
        click.echo(f"concord: {error}", err=True)


def finding_json(finding: Finding) -> dict[str, str]:
    """A finding as JSON."""
    return {
        "rule": finding.rule,
        "place": finding.place,
        "expected": finding.expected,
        "found": finding.found,
        "weight": finding.weight.value,
    }
