"""What the command line reads and writes: files, dates, and the options that commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from concord.cli.errors import UsageError
from concord.release.names import day_of

STDIN = "-"
"""The path that stands for standard input."""

LIMIT_BYTES = 16 * 1024 * 1024
"""No input larger than this is read into memory: the largest case file; other formats have smaller limits."""

F = TypeVar("F", bound=Callable[..., Any])


def read_file(path: str) -> bytes:
    """The bytes of a file, or of standard input for `STDIN`.

    Raises:
        UsageError: it cannot be read, or is larger than `LIMIT_BYTES`.
    """
    try:
        if path == STDIN:
            return _bounded(path, sys.stdin.buffer)
        with Path(path).open("rb") as file:
            return _bounded(path, file)
    except OSError as error:
        raise UsageError(f"{path}: expected a file that can be read, found: {_words(error)}") from error


def _bounded(path: str, file: BinaryIO) -> bytes:
    data = file.read(LIMIT_BYTES + 1)
    if len(data) > LIMIT_BYTES:
        raise UsageError(f"{path}: expected at most {LIMIT_BYTES:,} bytes, found more")
    return data


def write_file(path: str, data: bytes) -> None:
    """Write a file whole or not at all; folders above it are made.

    Raises:
        UsageError: it cannot be written.
    """
    target = Path(path).resolve()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        _forget(part)
        raise UsageError(f"{path}: expected a place that can be written, found: {_words(error)}") from error


def _forget(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return


def _words(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


class Instant(click.ParamType[datetime]):
    """A date (00:00 UTC of that day) or an ISO 8601 instant with its zone."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        text = str(value).strip()
        try:
            found = datetime.fromisoformat(text)
            instant = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(f"expected a date such as 2017-05-15, or an instant with its zone, found `{text}`", param, ctx)
        if found.tzinfo is None and len(text) > len("2017-05-15"):
            self.fail(f"expected an instant with its zone, such as {text}Z, found `{text}`", param, ctx)
        return instant


INSTANT = Instant()


def today() -> datetime:
    """00:00 UTC of this day: what `--at` is where neither the command line nor a document gives a date."""
    return day_of(datetime.now(UTC))


def examples(*lines: str) -> str:
    """The end of a help text: commands to try, one a line."""
    return "\n".join(["\b", "Examples:" if len(lines) > 1 else "Example:", *(f"  {line}" for line in lines)])


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")

at_option = click.option("--at", type=INSTANT, metavar="DATE", help="The date to decide for (default: the document's).")

overlay_option = click.option(
    "--overlay",
    metavar="FILE",
    help="Your own facts over those that ship (TOML); default: CONCORD_OVERLAY, else your configuration folder.",
)


def policy_options(command: F, *, where: str = "in place of those that ship") -> F:
    """The options that name policies and their profiles."""
    profiles = click.option(
        "--profile", "profiles", multiple=True, metavar="FILE", help="A profile (TOML) of a policy."
    )
    policies = click.option(
        "--policy", "policies", multiple=True, metavar="FILE", help=f"A policy file (SPIF 2.1), {where}."
    )
    return policies(profiles(command))


def rulebook_options(command: F) -> F:
    """The options that say which rulebook a command decides under."""
    return policy_options(overlay_option(command), where="beside those that ship")
