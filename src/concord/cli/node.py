"""`concord node key|sign|init|status`: the first start of a node, and what it is now; `keeping` has the rest."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import click

from concord.cli.books import OpenBook, book_options
from concord.cli.errors import UsageError, finding_json
from concord.cli.inputs import as_json, examples, read_file, write_file
from concord.cli.keeping import backup, check, renew, restore
from concord.cli.show import echo_json, table
from concord.cli.work import work
from concord.node.beside import unknown_ceiling
from concord.node.config import NAME
from concord.node.founding import init as found_node
from concord.node.kinds import INSTALLED
from concord.node.node import opened
from concord.node.signing import make_key
from concord.node.signing import sign as sign_bytes


@click.group()
def node() -> None:
    """One running installation: its first start, what it is now, and how it is kept.

    A node is founded once: two officers sign one file that names them and the settings, and from then on everything
    goes through the desk. Make a folder with `node.toml` in it, have each officer make a key, write the founding file
    with both public keys, have both sign it, and call `init`.
    """


for each in (check, backup, restore, renew, work):
    node.add_command(each)

folder = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))


@node.command(epilog=examples("concord node key officer-1.key"))
@click.argument("file")
@as_json
def key(file: str, as_json: bool) -> int:
    """Make an officer's key (Ed25519), and print its public half for the founding file."""
    if Path(file).exists():
        raise UsageError(f"{file}: expected a place where nothing is, found a file")
    private, public = make_key()
    write_file(file, private)
    Path(file).chmod(0o600)
    if as_json:
        echo_json({"key": file, "public": public})
    else:
        click.echo(public)
    return 0


@node.command(epilog=examples("concord node sign founding.toml --key officer-1.key > officer-1.sig"))
@click.argument("file")
@click.option("--key", "key_file", required=True, metavar="FILE", help="The officer's key.")
@as_json
def sign(file: str, key_file: str, as_json: bool) -> int:
    """Sign a founding file: the signature is over its bytes, so nothing may be changed afterwards."""
    signature = sign_bytes(read_file(file), read_file(key_file))
    if as_json:
        echo_json({"signature": signature})
    else:
        click.echo(signature)
    return 0


@node.command(
    epilog=examples("concord node init eu --founding founding.toml --signature officer-1.sig --signature officer-2.sig")
)
@folder
@click.option("--founding", required=True, metavar="FILE", help="The file that both officers signed.")
@click.option("--signature", "signatures", multiple=True, metavar="FILE", help="An officer's signature; one for each.")
@as_json
@book_options
def init(folder: Path, founding: str, signatures: tuple[str, ...], as_json: bool, open_book: OpenBook) -> int:
    """Make the node of a folder that holds its settings (`node.toml`); the only way to the first seats."""
    found = found_node(
        folder,
        read_file(founding),
        [read_file(each).strip() for each in signatures],
        rulebook=open_book().rulebook,
        kinds=INSTALLED,
        at=datetime.now(UTC),
    )
    posts = [{"account": officer.account, "post": officer.post} for officer in found.officer]
    if as_json:
        echo_json({"folder": str(folder), "officers": posts})
    else:
        click.echo(f"{folder} is a node. Keep a copy of node.key apart from its backups.")
        for line in table([(each["account"], each["post"]) for each in posts], ("ACCOUNT", "POST")):
            click.echo(line)
    return 0


@node.command(epilog=examples("concord node status eu"))
@folder
@as_json
def status(folder: Path, as_json: bool) -> int:
    """What a node is set to and where it stands; nothing that it keeps."""
    with opened(folder, INSTALLED) as found:
        facts = found.in_force
        said = {
            "name": found.config.name,
            "settings": sha256((folder / NAME).read_bytes()).hexdigest(),
            "edition of facts": facts.number,
            "in force since": facts.since.isoformat(),
            "rulebook": facts.facts.rulebook.digest,
            "posts": len(facts.facts.roster.posts_at(datetime.now(UTC))),
            "last transaction": found.vault.last.isoformat(),
            "end of the log": found.vault.log_head(),
        }
        findings = list(unknown_ceiling(found))
    if as_json:
        echo_json({**said, "findings": [finding_json(each) for each in findings]})
    else:
        for name, value in said.items():
            click.echo(f"{name:<18}{value}")
        for finding in findings:
            click.echo(str(finding), err=True)
    return 0
