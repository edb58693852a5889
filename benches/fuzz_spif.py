"""Throw damaged policy files at the SPIF reader: it must answer, whatever the bytes, and what it reads must be sound.

Every input is one of our seeds or of the published samples, changed a few times by a seeded chance. A failure is any
exception but `MalformedError`, a reading that takes more than `SLOW_SECONDS`, or a policy that cannot be used. The last
line printed is JSON: `{"name": "fuzz spif", "tried": n, "failed": m}`; failing inputs go to the folder given by --keep.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import random
import re
import sys
import time
import traceback
from collections.abc import Callable

from concord.formats.spif.members import memberships
from concord.formats.spif.read import load, read
from concord.formats.spif.write import write
from concord.release.errors import MalformedError

ROOT = pathlib.Path(__file__).resolve().parents[1]
OURS = ROOT / "tests" / "formats" / "spif"
SEEDS = (OURS / "seeds", OURS / "found", ROOT.parent / "shared" / "standards" / "xml-spif" / "samples")
SLOW_SECONDS = 5.0
TOKENS = (
    b"",
    b" ",
    b"0",
    b"-1",
    b"00000000000000000001",
    b"9" * 30,
    b"9" * 5000,
    b"all",
    b"true",
    b"unbounded",
    b"notApplicable",
    b"enumerated",
    b"tagType7",
    b"permissive",
    b"NATO",
    b"\xe2\x80\x8b",
    b"\xef\xbf\xbe",
    b"\xed\xa0\x80",
    b"\x00",
    b"&#10;",
    b"&#x10FFFF;",
    b"&#0;",
    b"&x;",
    b"&lt;",
    b"9999-12-31T23:59:59.999999Z",
    b"0001-01-01T00:00:00+14:00",
    b"-9999-12-31T24:00:00",
    b"20210506100000Z",
    b"99991231235959-1400",
    b"<!-- -->",
    b"<?x?>",
    b"<![CDATA[",
    b"]]>",
    b"<!DOCTYPE a [",
    b"xmlns=''",
    b"xml:lang='e_n'",
    b"xsi:nil='true'",
    b"<spif:extensions>",
    b"</spif:extensions>",
    b"<tagCategory name='a' lacv='1'/>",
    b"<requiredCategory operation='all'/>",
    b"%",
    b"\xff\xfe",
)
Change = Callable[[random.Random, bytes, bytes], bytes]


def _span(chance: random.Random, data: bytes, most: int = 200) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.randrange(1, most))


def _flip(chance: random.Random, data: bytes, other: bytes) -> bytes:
    changed = bytearray(data or b"<")
    changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(chance: random.Random, data: bytes, other: bytes) -> bytes:
    start, end = _span(chance, data)
    return data[:start] + data[end:]


def _splice(chance: random.Random, data: bytes, other: bytes) -> bytes:
    start, end = _span(chance, other, 2000)
    at = chance.randrange(len(data) + 1)
    return data[:at] + other[start:end] + data[at:]


def _insert(chance: random.Random, data: bytes, other: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(TOKENS) + data[at:]


def _truncate(chance: random.Random, data: bytes, other: bytes) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _recode(chance: random.Random, data: bytes, other: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(["utf-16", "utf-16-le", "utf-32", "cp037", "latin-1", "utf-7"]), "replace")


def _value(chance: random.Random, data: bytes, other: bytes) -> bytes:
    """Another value for one attribute, out of the tokens or out of another file."""
    found = list(re.finditer(rb'"[^"<]*"', data))
    if not found:
        return data
    spot = chance.choice(found)
    pool: list[bytes] = [*TOKENS, *re.findall(rb'"([^"<]*)"', other)[:200]]
    return data[: spot.start() + 1] + chance.choice(pool) + data[spot.end() - 1 :]


def _element(chance: random.Random, data: bytes, other: bytes) -> bytes:
    """One tag of a file dropped, doubled, or put elsewhere."""
    found = list(re.finditer(rb"<[^<>]+/>|<([\w:]+)[^<>]*>[^<>]*</\1>", data))
    if not found:
        return data
    spot = chance.choice(found)
    piece: bytes = spot.group()
    rest = data[: spot.start()] + data[spot.end() :]
    at = chance.choice(found).start()
    return chance.choice([rest, data[:at] + piece + data[at:], rest[:at] + piece + rest[at:]])


CHANGES: tuple[Change, ...] = (
    _flip,
    _cut,
    _splice,
    _insert,
    _truncate,
    _recode,
    *(_value,) * 8,
    *(_element,) * 6,
)


def seeds() -> list[bytes]:
    """Our seeds, and the published samples where they are beside this checkout; in the order of their names."""
    return [path.read_bytes() for folder in SEEDS for path in sorted(folder.glob("*.xml"))]


def variant(chance: random.Random, pool: list[bytes]) -> bytes:
    """One of `pool`, small ones more often, changed one to four times."""
    (data,) = chance.choices(pool, weights=[1 / len(one) for one in pool])
    for _ in range(chance.randrange(1, 5)):
        data = chance.choice(CHANGES)(chance, data, chance.choice(pool))
    return data


def exercise(data: bytes) -> None:
    """Read `data`, and use the policy if there is one.

    Raises:
        Exception: anything this raises but MalformedError is a failure.
    """
    reading = read(data, source="fuzz")
    if reading.policy is None:
        _expect_refusal(data)
        return
    _ = reading.policy.windows, reading.policy.level_by_name, [s.entries for s in reading.policy.tag_sets]
    memberships(reading.policy)
    write(reading.policy)


def _expect_refusal(data: bytes) -> None:
    try:
        load(data, source="fuzz")
    except MalformedError as error:
        if error.findings:
            return
    raise ValueError("a file without a policy is refused with findings")


def failure(data: bytes) -> str | None:
    """What went wrong, in words, or None."""
    began = time.process_time()
    try:
        exercise(data)
    except MalformedError:
        pass
    except Exception:  # noqa: BLE001 - the fuzzer is here to see every kind of exception
        return traceback.format_exc()
    took = time.process_time() - began
    return f"took {took:.1f} s\n" if took > SLOW_SECONDS else None


def main() -> int:
    """Run for the given time; 0 if nothing failed, else 1."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=600.0, help="how long to run")
    options.add_argument("--seed", type=int, default=4774, help="equal seeds try equal inputs")
    options.add_argument("--keep", type=pathlib.Path, default=None, help="folder for inputs that fail")
    given = options.parse_args()
    chance, pool = random.Random(given.seed), seeds()
    tried = failed = 0
    ends = time.monotonic() + given.seconds
    while time.monotonic() < ends:
        data = variant(chance, pool)
        tried += 1
        told = failure(data)
        if told is not None:
            failed += 1
            sys.stderr.write(told)
            _keep(data, given.keep, failed)
    print(json.dumps({"name": "fuzz spif", "tried": tried, "failed": failed}))
    return 1 if failed else 0


def _keep(data: bytes, folder: pathlib.Path | None, number: int) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"failed_{number:04d}.xml").write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
