"""The settings of a node: `node.toml`, read whole or refused.

Source: docs/spec/node.md I1, I2.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from concord.desk.acts import Act, Acts
from concord.desk.labelling import Ceiling
from concord.node.databases import Server
from concord.release.errors import MalformedError
from concord.release.findings import Finding

FORMAT = "concord-node/1"
NAME = "node.toml"


class FileStore(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A vault in a file of the folder."""

    file: str


class ServerStore(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A vault in a database of a PostgreSQL server; passwords stand in files of their own, segments in a folder."""

    host: str
    port: int
    database: str
    owner: str
    reading: str
    owner_password_file: str = ""
    reading_password_file: str = ""
    segments: str = ""

    def server(self, folder: Path) -> Server:
        """The server, with the passwords that its files hold."""
        passwords = [
            (folder / name).read_text().strip() if name else ""
            for name in (self.owner_password_file, self.reading_password_file)
        ]
        return Server(self.host, self.port, self.database, self.owner, self.reading, *passwords)


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as it is written."""

    format: str
    name: str
    store: dict[str, Any]
    ceiling: dict[str, str] | None = None
    acts: dict[str, list[str]] = {}


@dataclass(frozen=True)
class Config:
    """What a node is set to. `ceiling` None holds nothing back."""

    name: str
    store: FileStore | ServerStore
    acts: Acts
    ceiling: Ceiling | None = None


def read_config(data: bytes, *, source: str = NAME) -> Config:
    """The settings in a file.

    Raises:
        MalformedError: every fault at once.
    """
    try:
        written = msgspec.convert(tomllib.loads(data.decode("utf-8")), _Written)
        store: FileStore | ServerStore = (
            msgspec.convert(written.store, FileStore)
            if "file" in written.store
            else msgspec.convert(written.store, ServerStore)
        )
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise MalformedError(source, (Finding("I2", "file", "settings of a node in TOML", str(error)),)) from error
    findings = tuple(_faults(written))
    if findings:
        raise MalformedError(source, findings)
    return Config(written.name, store, _acts(written.acts), written.ceiling)


def _faults(written: _Written) -> Iterator[Finding]:
    if written.format != FORMAT:
        yield Finding("I2", "format", FORMAT, written.format)
    known = ", ".join(f"`{act.value}`" for act in Act)
    for role, acts in written.acts.items():
        for act in acts:
            if act not in {each.value for each in Act}:
                yield Finding("I2", f"acts of `{role}`", f"acts among {known}", f"`{act}`")


def _acts(written: Mapping[str, list[str]]) -> Acts:
    return {role: frozenset(Act(act) for act in acts) for role, acts in written.items()}
