"""The language of conditions and flows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.facts import conditions, shipped
from concord.release.relations import AgreementWith, AllOf, AnyOf, Belongs, Condition, Flow, Is, Not, Standing

NAMES = st.sampled_from(
    ["EU", "NATO", "NATO-IS", "PfP", "CY", "X-1-y", "members", "of", "covers", "refuses", "as", "any"]
)
LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Is, st.frozensets(NAMES, min_size=1, max_size=4)),
    st.builds(Belongs, NAMES, st.frozensets(st.sampled_from(Standing), min_size=1)),
    st.builds(AgreementWith, NAMES),
)


def deeper(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    some = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(AllOf, some), st.builds(AnyOf, some), st.builds(Not, parts))


CONDITIONS = st.recursive(LEAVES, deeper, max_leaves=12)
FLOWS = st.builds(
    Flow,
    owner=NAMES,
    recipient=NAMES,
    covers=CONDITIONS | st.just(AnyOf(())),
    refuses=st.none() | CONDITIONS,
    of_members=st.booleans(),
)


@given(CONDITIONS)
def test_a_condition_written_and_read_is_the_same(condition: Condition) -> None:
    assert conditions.read(conditions.write(condition)) == condition


@given(st.lists(FLOWS, max_size=3).map(tuple))
def test_flows_written_and_read_are_the_same(flows: tuple[Flow, ...]) -> None:
    assert conditions.read_flows(conditions.write_flows(flows)) == flows


def test_every_flow_that_ships_survives_writing_and_reading() -> None:
    texts = [fact["flows"] for fact in shipped().entries if fact["flows"]]
    assert [conditions.write_flows(conditions.read_flows(text)) for text in texts] == texts


def test_nobody_is_the_empty_any_of() -> None:
    assert (conditions.read("nobody"), conditions.write(AnyOf(()))) == (AnyOf(()), "nobody")


def test_an_owner_called_members_is_no_flow_of_members() -> None:
    flow = conditions.read_flows("members -> EU covers is(FR)")[0]
    assert (flow.owner, flow.of_members) == ("members", False)


def test_a_flow_without_covers_covers_nobody() -> None:
    flow = conditions.read_flows("NATO -> EU refuses is(CY)")[0]
    assert (flow.covers, flow.refuses) == (AnyOf(()), Is(frozenset({"CY"})))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "the end"),
        ("is()", "`)`"),
        ("all()", "`)`"),
        ("is(FR", "the end"),
        ("is(FR))", "`)`"),
        ("belongs(EU as friend)", "`friend`"),
        ("perhaps(FR)", "`perhaps`"),
        ("is(FR) is(DE)", "`is`"),
        ("is(FR;DE)", "`;`"),
        ("is(F€)", "position 5"),
        ("not(" * 30 + "is(FR)" + ")" * 30, "more"),
    ],
)
def test_what_is_no_condition_is_refused_with_what_was_found(text: str, found: str) -> None:
    with pytest.raises(ValueError, match="expected") as caught:
        conditions.read(text)
    assert found in str(caught.value)


@pytest.mark.parametrize("text", ["NATO EU", "NATO ->", "-> EU", "NATO -> EU is(FR)", "NATO -> EU; ; EU -> NATO"])
def test_what_is_no_flow_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        conditions.read_flows(text)


@given(st.text(alphabet="is(NATO), any all not ->;covers refuses members of belongs as member", max_size=60))
def test_any_text_is_read_or_refused_with_one_clear_error(text: str) -> None:
    try:
        outcome: object = conditions.read_flows(text)
    except ValueError as error:
        outcome = str(error)
    assert isinstance(outcome, tuple) or str(outcome).startswith("expected ")
