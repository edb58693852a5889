"""A founded node, for tests: two security officers of the Council's secretariat, and who else is seated."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from concord.desk.facts import FactsChange
from concord.node.founding import init
from concord.node.node import Node, open_node
from concord.node.signing import make_key, sign
from tests.cast import NOON, book
from tests.desk.kinds import KINDS

SETTINGS = """\
format = "concord-node/1"
name = "EU node"

[store]
file = "vault.sqlite3"

[ceiling]
"EU exercise policy" = "CONFIDENTIEL UE/EU CONFIDENTIAL"

[acts]
anybody = ["file", "edit"]
"security officer" = ["keep the facts", "look at the log"]
"""

OFFICER = """
[[officer]]
account = "sec-{number}"
person = "security officer {number}"
post = "GSC/security-{number}"
party = "GSC"
through = "EU"
nationality = "BE"
roles = ["security officer"]
key = "{key}"

[[officer.clearances]]
under = "EU exercise policy"
levels = ["RESTREINT UE/EU RESTRICTED", "CONFIDENTIEL UE/EU CONFIDENTIAL"]
"""

FIRST, SECOND = ("sec-1", "GSC/security-1"), ("sec-2", "GSC/security-2")
"""Account and post of each officer."""


def founding(settings: bytes, officers: int = 2) -> tuple[bytes, list[bytes], list[bytes]]:
    """A founding file with the keys of its officers and their signatures."""
    made = [make_key() for _ in range(officers)]
    text = f'format = "concord-founding/1"\nsettings = "{sha256(settings).hexdigest()}"\n'
    text += "".join(OFFICER.format(number=number, key=public) for number, (_, public) in enumerate(made, 1))
    keys = [private for private, _ in made]
    return text.encode(), keys, [sign(text.encode(), key).encode() for key in keys]


def found(folder: Path, settings: str = SETTINGS) -> Path:
    """A node in a folder, founded an hour before noon."""
    folder.mkdir(exist_ok=True)
    (folder / "node.toml").write_text(settings)
    data, _, signatures = founding(settings.encode())
    init(folder, data, signatures, rulebook=book(), kinds=KINDS, at=NOON - timedelta(hours=1))
    return folder


def opened(folder: Path) -> Node:
    """The node in a folder."""
    return open_node(folder, KINDS)


def seat(node: Node, change: FactsChange) -> None:
    """Bring a change into force, past two persons."""
    now = node.in_force
    with node.vault.writing(node.vault.last) as writing:
        writing.turn(change.applied(now.facts))
