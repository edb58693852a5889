"""Hardened XML: what is refused, how precisely, how fast, and what survives."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from concord.formats import hardened
from concord.release.errors import MalformedError
from concord.release.findings import Finding, Weight

LIMIT_BYTES = 4_000_000
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 10))
BILLION_LAUGHS = b'<!DOCTYPE l [<!ENTITY l0 "ha">' + LAUGHS + b"]><l>&l9;</l>"
XINCLUDE = b"<a>\n<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='/etc/passwd'/></a>"
PREFIXES = b" ".join(b"xmlns:p%d='u:p'" % number for number in range(100))
PIECES = (
    "<n:e a='1'/>",
    "<e xmlns='u:e' b='&#10;é'>x&#13;</e>",
    "<e xmlns='relative'/>",
    "<e/>",
    "<!-- c -->",
    "text",
    "<![CDATA[&]]>",
    "<m:e xmlns:m='u:n' m:at='n:name'/>",
)
MEASURE = """
import json, pathlib, sys, time
from concord.formats import hardened
from concord.release.errors import MalformedError
data = eval(sys.argv[1])
began = time.process_time()
try:
    hardened.parse(data, source="measured", limit_bytes=4_000_000)
    rules = []
except MalformedError as error:
    rules = [finding.rule for finding in error.findings]
took = time.process_time() - began
status = pathlib.Path("/proc/self/status").read_text()
peak = int(status.split("VmHWM:")[1].split()[0])
print(json.dumps({"rules": rules, "seconds": took, "peak_bytes": peak * 1024}))
"""


def refusal(data: bytes) -> tuple[Finding, ...]:
    with pytest.raises(MalformedError) as caught:
        hardened.parse(data, source="sample", limit_bytes=LIMIT_BYTES)
    return caught.value.findings


def parsed(data: bytes) -> etree._Element:
    return hardened.parse(data, source="sample", limit_bytes=LIMIT_BYTES)


@pytest.mark.parametrize(
    ("data", "rule", "place"),
    [
        (b"x" * (LIMIT_BYTES + 1), "xml.size", "input"),
        (b"", "xml.well-formed", "line 1, column 1"),
        (b"<a>\n<b></a>", "xml.well-formed", "line 2, column 8"),
        (b"<a b='1' b='2'/>", "xml.well-formed", "line 1, column 15"),
        (b"<a/><b/>", "xml.well-formed", "line 1, column 5"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE a><a/>", "xml.doctype", "line 2"),
        (b"\xef\xbb\xbf<!-- c --><?p?>\n\n<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "xml.doctype", "line 3"),
        (BILLION_LAUGHS, "xml.doctype", "line 1"),
        ("<!DOCTYPE a><a/>".encode("utf-16"), "xml.encoding", "line 1"),
        ("<!DOCTYPE a><a/>".encode("utf-16-le"), "xml.encoding", "line 1"),
        ("<!DOCTYPE a><a/>".encode("utf-16-be"), "xml.encoding", "line 1"),
        ("<!DOCTYPE a><a/>".encode("utf-32"), "xml.encoding", "line 1"),
        (b"+ADw-!DOCTYPE a+AD4-+ADw-a/+AD4-", "xml.well-formed", "line 1, column 1"),
        ("<?xml version='1.0'?><a/>".encode("cp037"), "xml.encoding", "line 1"),
        (b"<?xml version='1.0' encoding='utf-16'?><a/>", "xml.encoding", "line 1"),
        (b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>", "xml.encoding", "line 1"),
        (b"<?xml version='1.1'?><a/>", "xml.version", "line 1"),
        (b"<a>\n\n\xe9</a>", "xml.encoding", "line 3"),
        (b"<a>\n\x00</a>", "xml.nul", "line 2"),
        (b"<a>\n&unknown;</a>", "xml.entity", "line 2, column 10"),
        (b"<a b='&unknown;'/>", "xml.entity", "line 1, column 16"),
        (b"<a>\n<?php echo ?></a>", "xml.instruction", "line 2, /a/processing instruction"),
        (XINCLUDE, "xml.xinclude", "line 2, /a/include[1]"),
        (b"<a>" * 65 + b"</a>" * 65, "xml.nesting", "line 1"),
        (b"<a>" * 5000 + b"</a>" * 5000, "xml.nesting", "line 1, column 771"),
        (b"<a>" + b"<b/>" * 200_000 + b"</a>", "xml.elements", "input"),
        (b"<a>" + b"<b/>" * 600_000 + b"</a>", "xml.elements", "input"),
        (b"<a b='" + b"=" * 400_001 + b"'/>", "xml.attributes", "input"),
        (
            b"<a %s><b xmlns:c='u:c'/></a>" % b" ".join(b"xmlns:p%d='u:p'" % i for i in range(100)),
            "xml.prefixes",
            "input",
        ),
    ],
)
def test_what_is_dangerous_is_refused_with_rule_and_place(data: bytes, rule: str, place: str) -> None:
    findings = refusal(data)
    assert [(finding.rule, finding.place, finding.weight) for finding in findings] == [(rule, place, Weight.ERROR)]


@pytest.mark.skipif(not pathlib.Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
@pytest.mark.parametrize(
    ("expression", "rule"),
    [
        ("b'x' * 100_000_000", "xml.size"),
        (repr(BILLION_LAUGHS), "xml.doctype"),
        ("b'<a>' + b'<b/>' * 999_000 + b'</a>'", "xml.elements"),
        ("b'<a>' + b'<b/>' * 200_400 + b'</a>'", "xml.elements"),
        ("b'<a ' + b' '.join(b'a%x=\"\"' % i for i in range(399_000)) + b'></b>'", "xml.well-formed"),
        ("b'<a>' + b'<?a?>' * 200_000 + b'</a>'", "xml.instruction"),
        ("b'<a>' * 999_000", "xml.elements"),
    ],
)
def test_a_hostile_file_is_refused_within_a_second_and_200_megabytes(expression: str, rule: str) -> None:
    ran = subprocess.run([sys.executable, "-c", MEASURE, expression], capture_output=True, check=True, text=True)
    measured = json.loads(ran.stdout)
    assert rule in measured["rules"]
    assert measured["seconds"] < 1
    assert measured["peak_bytes"] < 200_000_000


@pytest.mark.parametrize(
    "data",
    [
        b"<a/>",
        b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<a/>",
        b"<?style sheet?><!-- <!DOCTYPE a> --><a><!-- here --><b>&amp;&#65;</b></a><!-- there -->",
        b"<a><![CDATA[<!DOCTYPE a>]]></a>",
        b"<a>" * 64 + b"</a>" * 64,
        b"<a>" + b"<b xmlns:c='u:c'/>" * 200 + b"</a>",
    ],
)
def test_what_is_harmless_is_read(data: bytes) -> None:
    assert parsed(data).tag == "a"


def test_a_well_formedness_message_never_repeats_what_the_file_holds() -> None:
    (finding,) = refusal(b"<a><SECRET KFOR></a>")
    assert "KFOR" not in str(finding)
    assert "SECRET" not in str(finding)


def test_the_text_of_a_leaf_is_as_written() -> None:
    assert hardened.text_of(parsed(b"<a> x\n<![CDATA[&]]>&amp;</a>")) == (" x\n&&", ())


@pytest.mark.parametrize("inner", ["<!-- c -->", "<b/>"])
def test_a_value_with_something_mixed_in_is_no_value(inner: str) -> None:
    root = parsed(f"<l>\n<a>SECRET{inner}X</a></l>".encode())
    text, findings = hardened.text_of(root[0], rule="label.value")
    assert text == ""
    assert [(finding.rule, finding.place) for finding in findings] == [("label.value", "line 2, /l/a[1]")]


def test_an_instruction_in_a_value_is_no_value() -> None:
    _, findings = hardened.text_of(etree.fromstring("<a>SEC<?x?>RET</a>"))
    assert [finding.found for finding in findings] == ["a processing instruction inside the value"]


def test_a_place_counts_siblings_of_one_name() -> None:
    root = parsed(b"<l xmlns='u:x'><b/><c/><b>\n<c/></b></l>")
    assert hardened.place(root[2][0]) == "line 2, /l/b[2]/c[1]"


def test_children_are_elements_only() -> None:
    root = parsed(b"<l><!-- c --><b/>text<c/></l>")
    assert [hardened.local(child) for child in hardened.children(root)] == ["b", "c"]


def test_text_between_elements_is_seen() -> None:
    assert hardened.has_stray_text(parsed(b"<l><b/>text</l>"))
    assert not hardened.has_stray_text(parsed(b"<l>\n <b/>\t<!-- text --></l>"))


def test_a_fragment_stands_alone_and_keeps_the_prefixes_its_values_mention() -> None:
    root = parsed(b"<l xmlns='u:l' xmlns:q='u:q' xmlns:s='u:s'><e at='q:name'>a<![CDATA[<]]><!-- c --></e>tail</l>")
    raw = hardened.fragment(root[0])
    assert raw == b'<e xmlns="u:l" xmlns:q="u:q" at="q:name">a<![CDATA[<]]><!-- c --></e>'


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6))
def test_a_fragment_survives_being_read_inside_another_document(pieces: list[str]) -> None:
    first = parsed(f"<l xmlns:n='u:n' xmlns:o='u:o'><x xmlns='u:x'>{''.join(pieces)}</x></l>".encode())
    raw = hardened.fragment(first[0])
    second = parsed(b"<p:m xmlns:p='u:m' xmlns:n='u:other'>" + raw + b"</p:m>")
    assert hardened.fragment(second[0]) == raw


def test_quoted_escapes_and_cuts() -> None:
    assert hardened.quoted("a\nb") == "`a\\nb`"
    assert hardened.quoted("x" * 70) == f"`{'x' * 60}…`"


def full_report() -> hardened.Report:
    report = hardened.Report()
    for _ in range(hardened.FINDINGS_MOST):
        report.add("rule", "input", expected="x", found="y", weight=Weight.NOTE)
    return report


def test_a_report_of_notes_refuses_nothing() -> None:
    assert not full_report().refuses


def test_a_report_counts_what_it_does_not_keep_and_remembers_the_gravest() -> None:
    report = full_report()
    report.add("rule", "input", expected="x", found="y", weight=Weight.ERROR)
    report.add("rule", "input", expected="x", found="y", weight=Weight.NOTE)
    assert report.refuses
    assert report.findings[-1].found == "2 more"


def test_an_element_crowded_with_attributes_is_refused_before_they_are_read() -> None:
    crowd = b" ".join(b'a%d="1"' % number for number in range(25_000))
    with pytest.raises(MalformedError) as refused:
        hardened.parse(b"<a " + crowd + b"/>", source="crowd", limit_bytes=1_000_000)
    assert [finding.rule for finding in refused.value.findings] == ["xml.attributes"]
