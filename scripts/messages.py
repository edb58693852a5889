"""Read what pages say anew into the French catalogue, and compile it: `python scripts/messages.py`.

Needs gettext. What has no French yet stays empty, and the tests name it.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).parents[1] / "src" / "concord" / "web"
FRENCH = WEB / "locale" / "fr" / "LC_MESSAGES"
SAME = datetime(2026, 1, 1, tzinfo=UTC)
"""One date for all: what is written again is the same."""
HEADER = "# What pages say in French. Written by scripts/messages.py; translated by hand."


def main() -> None:
    """Write both files."""
    command = [sys.executable, "-m", "django", "makemessages", "-l", "fr", "--no-location", "--no-wrap"]
    subprocess.run(command, cwd=WEB, check=True)
    place = FRENCH / "django.po"
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
