"""Hostile sizes: refused fast and in little memory; the limits themselves still pass."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from concord.formats.stanag4774 import read, read_label, read_labels
from concord.formats.stanag4774.spec import FILE_BYTES_MOST, FOREIGN_MOST, LABEL_BYTES_MOST
from concord.release.errors import MalformedError
from tests.formats.stanag4774.broken import LAUGHS
from tests.formats.stanag4774.written import CREATED, INFORMATION, LEVEL, POLICY, information, label, packet, sidecar

MEASURE = """
import json, pathlib, resource, sys, time
from concord.formats.stanag4774 import read
data = pathlib.Path(sys.argv[1]).read_bytes()
began = time.perf_counter()
reading = read(data)
seconds = time.perf_counter() - began
peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps([[str(f.rule) for f in reading.findings], len(reading.labels), seconds, peak_bytes]))
"""


LAUNCH = "import subprocess, sys; sys.exit(subprocess.run([sys.executable, '-c', *sys.argv[1:]]).returncode)"
"""A small process between, for a child counts the peak of the process it was started from as its own."""


def _write_huge(file: Path) -> None:
    head, tail = label(information(POLICY, LEVEL, "<PrivacyMark></PrivacyMark>"), CREATED).split(b"</PrivacyMark>")
    with file.open("wb") as out:
        out.writelines([head, *[b"x" * 1_000_000] * 100, b"</PrivacyMark>", tail])


def _write_laughs(file: Path) -> None:
    file.write_bytes(LAUGHS.encode() + label(INFORMATION, "<x>&a9;</x>", CREATED))


@pytest.mark.parametrize(("write", "rule"), [(_write_huge, "xml.size"), (_write_laughs, "xml.doctype")])
def test_a_bomb_is_refused_within_a_second_and_200_megabytes(
    write: Callable[[Path], None], rule: str, tmp_path: Path
) -> None:
    file = tmp_path / "label.xml"
    write(file)
    command = [sys.executable, "-c", LAUNCH, MEASURE, str(file)]
    rules, labels, seconds, peak_bytes = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert (rules, labels) == ([rule], 0)
    assert seconds < 1
    assert peak_bytes < 200 * 10**6


def _of_size(size_bytes: int) -> bytes:
    empty = label(information(POLICY, LEVEL, "<PrivacyMark></PrivacyMark>"), CREATED)
    return empty.replace(b"</PrivacyMark>", b"x" * (size_bytes - len(empty)) + b"</PrivacyMark>")


def test_a_label_may_be_as_large_as_its_limit_and_no_larger() -> None:
    assert read_label(_of_size(LABEL_BYTES_MOST), source="paper.xml").raw == _of_size(LABEL_BYTES_MOST)
    with pytest.raises(
        MalformedError, match=r"4774.size: expected a label of at most 262,144 bytes, found 262,145 bytes"
    ):
        read_label(_of_size(LABEL_BYTES_MOST + 1), source="paper.xml")


def test_a_sidecar_may_be_as_large_as_its_limit_and_no_larger() -> None:
    whole = sidecar(label())
    room = FILE_BYTES_MOST - len(whole)
    assert read_labels(whole + b"\n" * room) == read_labels(whole)
    with pytest.raises(MalformedError, match=r"xml.size: expected at most 1,048,576 bytes, found 1,048,577 bytes"):
        read_labels(whole + b"\n" * (room + 1))


SLOW = {
    "label_many_values": label(
        information(
            POLICY,
            LEVEL,
            f'<Category Type="PERMISSIVE" TagName="t">{"<GenericValue>a</GenericValue>" * 8000}</Category>',
        ),
        CREATED,
    ),
    "label_many_comments_in_values": label(
        information(
            POLICY,
            LEVEL,
            f'<Category Type="PERMISSIVE" TagName="t">{"<GenericValue><!----></GenericValue>" * 6500}</Category>',
        ),
        CREATED,
    ),
    "label_many_foreign_elements": label(INFORMATION, CREATED, '<a xmlns="urn:a"/>' * FOREIGN_MOST),
    "label_many_more_foreign_elements": label(INFORMATION, CREATED, '<a xmlns="urn:a"/>' * 14_000),
    "label_many_comments": label(INFORMATION, "<!-- a -->" * 20_000, CREATED),
    "label_many_attributes": label(INFORMATION, CREATED, attributes=" ".join(f'a{n}=""' for n in range(25_000))),
    "sidecar_many_labels": sidecar(*([label()] * 1_800)),
    "sidecar_many_elements": sidecar(label(), spaces='a="' + ">" * 500_000 + '"'),
    "packet_many_labels": packet(sidecar(*([label()] * 1_200))),
    "sidecar_many_unknown_labels": sidecar(*([b"<ConfidentialityLabel/>"] * 20_000)),
    "sidecar_many_references": sidecar(*([b'<mb:MetadataReference URI=""/>'] * 18_000)),
}


@pytest.mark.parametrize("name", SLOW)
def test_whatever_fits_the_limits_is_read_or_refused_in_seconds(name: str) -> None:
    assert len(SLOW[name]) < FILE_BYTES_MOST
    began = time.process_time()
    read(SLOW[name])
    assert time.process_time() - began < 5
