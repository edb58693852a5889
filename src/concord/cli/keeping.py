"""`concord node check|backup|restore|renew`: whether what a node keeps is whole, copies of it, and its tables.

Source: docs/spec/node.md I9; docs/spec/vault.md V41-V46.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from concord.cli.errors import UsageError, finding_json
from concord.cli.inputs import as_json, examples
from concord.cli.show import echo_json
from concord.cli.stopping import stopping
from concord.cli.telling import Progress, telling
from concord.node.backups import Manifest, Step, Steps, finished
from concord.node.backups import back_up as write_backup
from concord.node.backups import restore as put_back
from concord.node.beside import copies_left, unknown_ceiling
from concord.node.errors import NodeError
from concord.node.kinds import INSTALLED
from concord.node.node import check_key, open_node, open_to_restore, opened, read_key
from concord.release.findings import Finding

folder = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
file = click.argument("file", type=click.Path(path_type=Path))

progress = click.option(
    "--progress/--no-progress",
    "is_asked",
    default=None,
    help="Say on standard error how far it is (default: on a terminal, after a second).",
)


@click.command(epilog=examples("concord node check eu", "concord node check eu --json --progress"))
@folder
@progress
@as_json
def check(folder: Path, is_asked: bool | None, as_json: bool) -> int:
    """Whether everything that a node keeps is whole: 3 if something is not. Nobody waits for it, nothing is changed.

    `concord log verify` asks another question: whether anybody changed what was filed.
    """
    total = 0
    findings = list(copies_left(folder))
    try:
        opening = open_node(folder, INSTALLED)
    except NodeError:
        _say(findings)
        raise
    with closing(opening) as node, telling(is_asked, as_json=as_json) as tell:
        findings += unknown_ceiling(node)
        for step in node.vault.check():
            findings += step.findings
            total = step.total
            tell(Progress("checking", step.done, total, "records and attachments"))
    if as_json:
        echo_json({"whole": not findings, "looked at": total, "findings": [finding_json(each) for each in findings]})
    else:
        _say(findings)
        said = f"{len(findings)} finding{'' if len(findings) == 1 else 's'}" if findings else "whole"
        click.echo(
            f"{folder} is {'not whole: ' if findings else ''}{said}; {total:,} records and attachments looked at"
        )
    return 3 if findings else 0


def _say(findings: Iterable[Finding]) -> None:
    for finding in findings:
        click.echo(str(finding), err=True)


@click.command(epilog=examples("concord node backup eu eu-2026-11-23.concord"))
@folder
@file
@progress
@as_json
def backup(folder: Path, file: Path, is_asked: bool | None, as_json: bool) -> int:
    """Write everything that a node keeps to a file, while others go on filing; the file is read again afterwards.

    The file holds content in the clear: keep it as the vault is kept. The settings and the key of the node are not in
    it; keep copies of `node.toml` and `node.key` apart.
    """
    if file.exists():
        raise UsageError(f"{file}: expected a place where nothing is, found a file")
    if not file.resolve().parent.is_dir():
        raise UsageError(f"{file}: expected a place in a folder that there is, found none")
    with stopping(), opened(folder, INSTALLED) as node:
        manifest = _taken(write_backup(node.vault, file.resolve()), is_asked, as_json=as_json)
    _echo(manifest, {"file": str(file), "bytes": file.stat().st_size}, "written and read again", as_json=as_json)
    return 0


@click.command(epilog=examples("concord node restore eu-2026-11-23.concord eu"))
@file
@folder
@progress
@as_json
def restore(file: Path, folder: Path, is_asked: bool | None, as_json: bool) -> int:
    """Put a backup into the empty vault of a folder that has the settings and the key of the node: all of it or none.

    The vault may be of the other database. What was purged after the backup was made is there again: purge it again.
    """
    with stopping(), closing(open_to_restore(folder, INSTALLED)) as vault:
        steps = put_back(file, vault, within=folder, check=lambda copy: check_key(copy, read_key(folder)))
        manifest = _taken(steps, is_asked, as_json=as_json)
    with opened(folder, INSTALLED) as node:
        end = node.vault.log_head()
    _echo(manifest, {"folder": str(folder), "end of the log": end}, "restored", as_json=as_json)
    return 0


@click.command(epilog=examples("concord node renew eu"))
@folder
@as_json
def renew(folder: Path, as_json: bool) -> int:
    """Bring the segments, from which tables for analysis are answered, to the state of now; call it by a timer.

    Tables are right without it: what is newer is read from the vault itself, only slower.
    """
    segments = import_module("concord.node.segments")  # it brings what reads and writes tables
    with opened(folder, INSTALLED) as node:
        done = segments.renewed(node)
    said = {"kinds": done.kinds, "files": done.files, "transaction": done.position}
    if as_json:
        echo_json(said)
    else:
        click.echo(f"{done.files:,} files written for {done.kinds} kinds, right up to transaction {done.position:,}")
    return 0


def _taken(steps: Steps, is_asked: bool | None, *, as_json: bool) -> Manifest:
    """Take every step, and tell each."""
    with telling(is_asked, as_json=as_json) as tell:
        return finished(steps, lambda step: tell(Progress(step.doing, step.done, step.total, _unit(step))))


def _unit(step: Step) -> str:
    return "records" if step.doing == "making the lists" else "rows"


def _echo(manifest: Manifest, about: dict[str, Any], done: str, *, as_json: bool) -> None:
    """Say what came of it."""
    said = {**about, "transactions": manifest.position, "schema": manifest.schema, "digest": manifest.digest}
    if as_json:
        echo_json(said)
        return
    click.echo(done)
    for name, value in said.items():
        click.echo(f"{name:<16}{value}")
