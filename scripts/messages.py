"""Read what pages say anew into the French catalogues, and compile it: `python scripts/messages.py`.

Needs gettext. What has no French yet stays empty, and the tests name it.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parents[1] / "src" / "concord"
PLACES = (SOURCE / "web", SOURCE / "demo" / "site")
"""Folders of pages, each with a catalogue of its own."""
SAME = datetime(2026, 1, 1, tzinfo=UTC)
"""One date for all: what is written again is the same."""
HEADER = "# What pages say in French. Written by scripts/messages.py; translated by hand."


def main() -> None:
    """Write both files of each."""
    for folder in PLACES:
        write(folder)


def write(folder: Path) -> None:
    """Write both files of one folder of pages."""
    french = folder / "locale" / "fr" / "LC_MESSAGES"
    french.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", "-l", "fr", "--no-location", "--no-wrap"]
    subprocess.run(command, cwd=folder, check=True)
    place = french / "django.po"
    catalogue = read_po(place.read_bytes().splitlines(), locale="fr")
    catalogue.header_comment, catalogue.fuzzy = HEADER, False
    catalogue.project, catalogue.version = "Concord", "1"
    catalogue.creation_date = catalogue.revision_date = SAME
    catalogue.obsolete.clear()
    with place.open("wb") as file:
        write_po(file, catalogue, width=0, sort_output=True, omit_header=False)
    with place.with_suffix(".mo").open("wb") as file:
        write_mo(file, read_po(place.read_bytes().splitlines(), locale="fr"))


if __name__ == "__main__":
    main()
