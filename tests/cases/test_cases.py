"""Every release vector in `cases/`, through the kernel and through the naive twin.

A case states its outcome and exactly the rules that fail; both were derived from docs/spec/release.md by hand.
"""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from concord.formats.case import Case, Expected, Mode, Refused, Scope
from concord.release.decide import Decision, decide
from concord.release.labels import Label, LabelSet
from concord.release.readers import Clearance, Reader
from concord.release.reasons import Reason, Rule
from concord.release.scope import Permission, permits
from tests import naive
from tests.cases.given import ROOT, cases, codes_of

RESEARCH = ROOT.parent / "shared" / "facts" / "release_cases.csv"
OUTCOMES = {"eligible": "released", "deny": "withheld", "refer": "refer"}


def named(pairs: list[tuple[str, Case]]) -> list[object]:
    return [pytest.param(found, id=f"{name}-{found.place}-{found.description}") for name, found in pairs]


def of_scope(scope: Scope) -> list[tuple[str, Case]]:
    return [(n, c) for n, c in cases() if c.scope is scope and isinstance(c.label_set, LabelSet)]


READ = named(of_scope(Scope.SEAT))
LABEL_SCOPE = named(of_scope(Scope.LABEL))
REFUSED = named([(n, c) for n, c in cases() if isinstance(c.label_set, Refused)])


def codes(reasons: tuple[Reason, ...]) -> frozenset[tuple[int, str]]:
    return frozenset((reason.rule.gate, reason.rule.code) for reason in reasons)


def by_kernel(found: Case) -> Decision:
    match found.label_set, found.asker:
        case LabelSet() as label_set, Reader() as reader:
            return decide(label_set, reader=reader, rulebook=found.rulebook, at=found.at)
    raise ValueError(f"a case of scope seat: expected a label set and a reader, found {found.place}")


def by_twin(found: Case) -> naive.Naive:
    match found.label_set, found.asker:
        case LabelSet() as label_set, Reader() as reader:
            return naive.decide(label_set, reader=reader, rulebook=found.rulebook, at=found.at)
    raise ValueError(f"a case of scope seat: expected a label set and a reader, found {found.place}")


def by_clearance(found: Case) -> Permission:
    creating = found.mode is Mode.CREATE
    match found.label_set, found.asker:
        case LabelSet(originator=Label() as label), (Clearance() | None) as held:
            return permits(label, held, rulebook=found.rulebook, at=found.at, creating=creating)
    raise ValueError(f"a case of scope label: expected a label and a clearance, found {found.place}")


@pytest.mark.parametrize("found", READ)
def test_the_kernel_decides_as_the_case_expects(found: Case) -> None:
    decision = by_kernel(found)
    assert decision.outcome.value == found.expected.outcome.value
    assert codes(decision.reasons) == codes_of(found.expected)


@pytest.mark.parametrize("found", READ)
def test_the_naive_twin_decides_as_the_case_expects(found: Case) -> None:
    decision = by_twin(found)
    assert decision.outcome == found.expected.outcome.value
    assert decision.codes == codes_of(found.expected)


@pytest.mark.parametrize("found", named([(n, c) for n, c in of_scope(Scope.SEAT) if c.expected.valid_until]))
def test_the_answer_holds_until_the_instant_the_case_expects(found: Case) -> None:
    assert by_kernel(found).valid_until == found.expected.valid_until
    assert by_twin(found).valid_until == found.expected.valid_until


@pytest.mark.parametrize("found", LABEL_SCOPE)
def test_a_clearance_alone_permits_as_the_case_expects(found: Case) -> None:
    permission = by_clearance(found)
    assert permission.outcome.value == found.expected.outcome.value
    assert codes(permission.reasons) == codes_of(found.expected)


@pytest.mark.parametrize("found", REFUSED)
def test_a_label_that_a_parser_refuses_is_an_expected_error(found: Case) -> None:
    assert found.expected.outcome is Expected.ERROR


def test_no_case_expects_an_error_of_a_label_that_is_read() -> None:
    assert not [
        c.place for _, c in cases() if c.expected.outcome is Expected.ERROR and isinstance(c.label_set, LabelSet)
    ]


def test_every_case_states_exactly_which_rules_fail() -> None:
    decided = [c for _, c in cases() if c.expected.outcome is not Expected.ERROR]
    assert not [c.place for c in decided if c.expected.rules is None]


def test_the_rules_a_case_expects_give_the_outcome_it_expects() -> None:
    outcomes = {(rule.gate, rule.code): rule.outcome.value for rule in Rule}
    for _, found in cases():
        given = {outcomes[pair] for pair in codes_of(found.expected)}
        worst = next((o for o in ("withheld", "refer") if o in given), "released")
        assert found.expected.outcome.value in (worst, "error"), found.place


def test_every_rule_that_can_fail_has_a_case_in_which_it_fails_alone() -> None:
    alone = {pair for _, c in cases() for pair in codes_of(c.expected) if len(codes_of(c.expected)) == 1}
    assert {(rule.gate, rule.code) for rule in Rule} <= alone


def test_no_two_cases_of_a_file_share_a_description() -> None:
    counts = Counter((name, found.description) for name, found in cases())
    assert not [pair for pair, count in counts.items() if count > 1]


def test_every_case_cites_rules_that_exist() -> None:
    known = set(re.findall(r"\*\*(R\d+)\b", (ROOT / "docs" / "spec" / "release.md").read_text()))
    for name, found in cases():
        cited = set(re.findall(r"\bR\d+\b", found.source))
        assert cited <= known, f"{name} {found.place}"
        assert cited or found.expected.outcome is Expected.ERROR or "STANAG 4774" in found.source, (
            f"{name} {found.place}"
        )


@pytest.mark.skipif(not RESEARCH.exists(), reason="the research papers are not beside the checkout")
def test_every_case_of_the_research_is_here_with_its_answer() -> None:
    with RESEARCH.open(encoding="utf-8", newline="") as rows:
        wanted = {(row["case_id"], row["date"], OUTCOMES[row["expected"]]) for row in csv.DictReader(rows)}
    found = {
        (c.source.split()[1], c.at.date().isoformat(), c.expected.outcome.value)
        for n, c in cases()
        if n == "research.json"
    }
    assert {(identity.rstrip(";"), day, outcome) for identity, day, outcome in found} == wanted
