"""A PostgreSQL server for the tests, on a free port of this machine, gone when they are over.

It is started by a user without rights, and the roles that the tests log in by are no superusers: a superuser sees every
row, whatever the policies say.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from tempfile import mkdtemp

import psycopg
from psycopg.sql import SQL, Identifier

from concord.node.databases import Server, open_postgresql
from concord.release.rulebook import Rulebook
from tests.desk.kinds import KINDS

MISSING = "no PostgreSQL server: install `postgresql` 15 or later (initdb and pg_ctl)"


@cache
def binaries() -> Path | None:
    """The folder of the server's programs, the newest of those installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def _unprivileged() -> list[str]:
    """What is put before a command so that it does not run as root."""
    if os.geteuid() != 0:
        return []
    known = subprocess.run(["id", "postgres"], capture_output=True, check=False).returncode == 0
    if not known:
        subprocess.run(["useradd", "--system", "--no-create-home", "postgres"], check=True)
    return ["setpriv", "--reuid=postgres", f"--regid={os.getegid()}", "--clear-groups", "env", "HOME=/nonexistent"]


@contextmanager
def running() -> Iterator[int]:
    """A server; the port it listens on."""
    programs = binaries()
    if programs is None:
        raise RuntimeError(MISSING)
    with _folder() as folder:
        data = Path(folder) / "data"
        data.mkdir()
        if os.geteuid() == 0:
            _unprivileged()
            shutil.chown(folder, "postgres")
            shutil.chown(data, "postgres")
        port = free_port()
        as_nobody = _unprivileged()
        made = [
            str(programs / "initdb"),
            "-D",
            str(data),
            "-U",
            "super",
            "--auth=trust",
            "--locale=C.UTF-8",
            "-E",
            "UTF8",
            "-N",
        ]
        subprocess.run([*as_nobody, *made], check=True, capture_output=True, cwd="/")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        control = [*as_nobody, str(programs / "pg_ctl"), "-D", str(data), "-w", "-t", "60"]
        subprocess.run(
            [*control, "-l", str(data / "log"), "-o", options, "start"], check=True, capture_output=True, cwd="/"
        )
        try:
            yield port
        finally:
            _run(*control, "-m", "immediate", "stop")


@contextmanager
def _folder() -> Iterator[str]:
    """A folder that goes when the server has gone, and not before: at the end of a process that is not sure."""
    folder = mkdtemp(prefix="concord-postgres-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, cwd="/")


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@cache
def _server() -> int:
    """The port of a server that runs until the process ends, with the roles and an empty database of ours."""
    stack = ExitStack()
    Finalize(None, stack.close, exitpriority=1)  # unlike `atexit`, at the end of a worker of a pool as well
    port = stack.enter_context(running())
    with psycopg.connect(f"host=127.0.0.1 port={port} user=super dbname=postgres", autocommit=True) as connection:
        connection.execute("create role concord_owner login createdb")
        connection.execute("create role concord_reading")
        connection.execute("create role concord_reader login in role concord_reading")
        connection.execute("create database empty owner concord_owner")
    open_postgresql(Server("127.0.0.1", port, "empty", "concord_owner", "concord_reader"), Rulebook(), KINDS).close()
    return port


def database(name: str, template: str = "empty") -> Server:
    """A new database with the schema and nothing in it, or made from another template."""
    port = _server()
    with psycopg.connect(
        f"host=127.0.0.1 port={port} user=concord_owner dbname=postgres", autocommit=True
    ) as connection:
        connection.execute(SQL("create database {} template {}").format(Identifier(name), Identifier(template)))
    return Server("127.0.0.1", port, name, "concord_owner", "concord_reader")
