"""How long a command takes from the prompt: wall seconds of a fresh process, the least of a few runs.

The least and not the median, because nothing but the machine's other work makes a start longer.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benches.measure import Line, against, alone
from benches.world import EU
from concord.formats.stanag4774 import ClearanceForm, write_clearance, write_label
from concord.release.labels import Label, PolicyRef

FIRST_SECONDS, WHOLE_SECONDS = 1.0, 10.0
"""What the first run of a newcomer may take: to its first output, and in all."""

CONCORD = (sys.executable, "-c", "from concord.cli import main; main()")
LEVEL = "CONFIDENTIEL UE/EU CONFIDENTIAL"


def run(*, quick: bool) -> Iterator[Line]:
    """Start-up of four commands; the demo's first output, and the whole of it."""
    rounds = 1 if quick else 5
    with tempfile.TemporaryDirectory() as folder:
        label, clearance = _papers(Path(folder))
        decide = ("label", "decide", "--label", str(label), "--clearance", str(clearance), "--json")
        commands = {"help": ("--help",), "label-decide": decide, "matrix-demo": ("matrix", "demo")}
        for name, arguments in commands.items():
            yield alone(f"startup.{name}", min(_seconds(arguments, folder)[1] for _ in range(rounds)), "s wall")
        demo = ("demo", "--html", str(Path(folder) / "demo.html"))
        taken = [_seconds(demo, folder, whole=not quick) for _ in range(1 if quick else 3)]
        yield against("startup.demo-first-output", min(first for first, _ in taken), "s wall", FIRST_SECONDS)
        if not quick:
            yield against("startup.demo-whole", min(whole for _, whole in taken), "s wall", WHOLE_SECONDS)


def _papers(folder: Path) -> tuple[Path, Path]:
    """A label and a clearance that releases it, as files."""
    label, clearance = folder / "label.xml", folder / "clearance.xml"
    created = datetime(2017, 5, 1, tzinfo=UTC)
    label.write_bytes(write_label(Label(PolicyRef(EU), LEVEL, (), created)))
    clearance.write_bytes(write_clearance(ClearanceForm(PolicyRef(EU), (LEVEL,))))
    return label, clearance


def _seconds(arguments: Sequence[str], folder: str, *, whole: bool = True) -> tuple[float, float]:
    """Wall seconds to the first byte of output and to the end; ended after the first byte if not `whole`."""
    started = time.perf_counter()
    with subprocess.Popen(
        (*CONCORD, *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=os.environ | {"XDG_CONFIG_HOME": folder},
    ) as process:
        if process.stdout is None:
            raise RuntimeError("expected a pipe, found none")
        first_byte = process.stdout.read(1)
        first = time.perf_counter() - started
        if whole:
            process.stdout.read()
        else:
            process.kill()
        process.wait()
    if not first_byte or (whole and process.returncode == 2):
        raise RuntimeError(f"concord {arguments[0]}: expected output, found exit status {process.returncode}")
    return first, time.perf_counter() - started
