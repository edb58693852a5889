"""Run the measurements: `python -m benches [--quick] [NAME ...]`.

Writes a table a measurement to standard error and one JSON line a figure to standard output, {"name", "value", "unit",
"baseline", "ratio"}. A figure is median processor time unless its unit says otherwise.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable

from benches import (
    decide,
    directory,
    editions,
    keys,
    lists,
    matrix,
    segments,
    site_matrix,
    size,
    startup,
    whatif,
    whatif_vault,
)
from benches.measure import Line, table

BENCHES: dict[str, Callable[..., Iterable[Line]]] = {
    "decide": decide.run,
    "matrix": matrix.run,
    "whatif": whatif.run,
    "whatif_vault": whatif_vault.run,
    "editions": editions.run,
    "keys": keys.run,
    "directory": directory.run,
    "lists": lists.run,
    "segments": segments.run,
    "site-matrix": site_matrix.run,
    "startup": startup.run,
    "size": size.run,
}
"""Measurements by name."""


def main() -> int:
    """Read the arguments, run what is asked for, write figures as they come."""
    parser = argparse.ArgumentParser(prog="python -m benches", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHES)}; all if none is given")
    parser.add_argument("--quick", action="store_true", help="smaller inputs and fewer rounds: seconds, not minutes")
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in BENCHES]
    if unknown:
        parser.error(f"expected one of {', '.join(BENCHES)}, found {', '.join(unknown)}")
    for name in given.names or BENCHES:
        print(f"\n{name}", file=sys.stderr, flush=True)
        lines = list(BENCHES[name](quick=given.quick))
        print(table(lines), file=sys.stderr, flush=True)
        for line in lines:
            print(line.as_json(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
