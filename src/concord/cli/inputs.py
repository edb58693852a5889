"""What the command line reads: files, dates, and the options that commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from concord.cli.errors import UsageError

LIMIT_BYTES = 64 * 1024 * 1024
"""No input larger than this is read into memory; formats have smaller limits of their own."""

F = TypeVar("F", bound=Callable[..., Any])


def read_file(path: str) -> bytes:
    """The bytes of a file, or of standard input for `-`.

    Raises:
        UsageError: it cannot be read, or is larger than `LIMIT_BYTES`.
    """
    if path == "-":
        return _bounded(path, sys.stdin.buffer.read(LIMIT_BYTES + 1))
    try:
        size = Path(path).stat().st_size
        if size > LIMIT_BYTES:
            raise UsageError(f"{path}: expected at most {LIMIT_BYTES:,} bytes, found {size:,}")
        return Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: expected a file that can be read, found: {error.strerror}") from error


def _bounded(path: str, data: bytes) -> bytes:
    if len(data) > LIMIT_BYTES:
        raise UsageError(f"{path}: expected at most {LIMIT_BYTES:,} bytes, found more")
    return data


def write_file(path: str, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        UsageError: it cannot be written.
    """
    target = Path(path)
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(data)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(f"{path}: expected a place that can be written, found: {error.strerror}") from error


class Instant(click.ParamType[datetime]):
    """A date (00:00 UTC of that day) or an ISO 8601 instant with its zone."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        text = str(value).strip()
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"expected a date such as 2017-05-15, or an instant with its zone, found `{text}`", param, ctx)
        if found.tzinfo is None and len(text) > len("2017-05-15"):
            self.fail(f"expected an instant with its zone, such as {text}Z, found `{text}`", param, ctx)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


INSTANT = Instant()

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


def rulebook_options(command: F) -> F:
    """The options that say which rulebook a command decides under."""
    for option in (
        click.option(
            "--policy",
            "policies",
            multiple=True,
            metavar="FILE",
            help="A policy file (SPIF 2.1) beside those that ship.",
        ),
        click.option(
            "--profile", "profiles", multiple=True, metavar="FILE", help="A profile (TOML) for such a policy."
        ),
        click.option(
            "--overlay", envvar="CONCORD_OVERLAY", metavar="FILE", help="Your own facts over those that ship (TOML)."
        ),
    ):
        command = option(command)
    return command


at_option = click.option("--at", "--date", "at", type=INSTANT, help="The date to decide for (default: the document's).")
