"""How long a command takes from the prompt: wall seconds of a fresh process, and its processor seconds.

The least of a few runs and not the median, because nothing but the machine's other work makes a start longer. On a
machine that is busy the processor seconds are the better figure: every command is one process of one thread.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
    """Start-up of four commands; the brief of the paper that ships: its first output, and the whole."""
    rounds = 1 if quick else 5
    with tempfile.TemporaryDirectory() as folder:
        label, clearance = _papers(Path(folder))
        decide = ("label", "decide", "--label", str(label), "--clearance", str(clearance), "--json")
        commands = {"help": ("--help",), "label-decide": decide, "matrix-demo": ("matrix", "demo")}
        for name, arguments in commands.items():
            runs = [_run(arguments, folder) for _ in range(rounds)]
            yield alone(f"startup.{name}", min(run.whole for run in runs), "s wall")
            yield alone(f"startup.{name}.processor", min(run.processor for run in runs), "s")
        demo = ("brief", "demo", "--html", str(Path(folder) / "demo.html"))
        runs = [_run(demo, folder, to_end=not quick) for _ in range(1 if quick else 3)]
        yield against("startup.demo-first-output", min(run.first for run in runs), "s wall", FIRST_SECONDS)
        if not quick:
            yield against("startup.demo-whole", min(run.whole for run in runs), "s wall", WHOLE_SECONDS)
            yield against("startup.demo-whole.processor", min(run.processor for run in runs), "s", WHOLE_SECONDS)


@dataclass(frozen=True)
class Run:
    """Wall seconds to the first byte of output and to the end, and processor seconds."""

    first: float
    whole: float
    processor: float


def _papers(folder: Path) -> tuple[Path, Path]:
    """A label and a clearance that releases it, as files."""
    label, clearance = folder / "label.xml", folder / "clearance.xml"
    created = datetime(2017, 5, 1, tzinfo=UTC)
    label.write_bytes(write_label(Label(PolicyRef(EU), LEVEL, (), created)))
    clearance.write_bytes(write_clearance(ClearanceForm(PolicyRef(EU), (LEVEL,))))
    return label, clearance


def _run(arguments: Sequence[str], folder: str, *, to_end: bool = True) -> Run:
    """Run a command; ended after the first byte of output if not `to_end`."""
    before = _children()
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
        if to_end:
            process.stdout.read()
        else:
            process.kill()
        process.wait()
    if not first_byte or (to_end and process.returncode == 2):
        raise RuntimeError(f"concord {arguments[0]}: expected output, found exit status {process.returncode}")
    return Run(first, time.perf_counter() - started, _children() - before)


def _children() -> float:
    """Processor seconds of every process that this one has waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
