"""Changes of rules that are proposed from the rulebook: seen first, then proposed, then decided (W26-W28)."""

from __future__ import annotations

import pytest

from concord.facts import overlay as overlays
from tests.facts.test_restating import JORDAN, corrected
from tests.web.officers import Officers, officer_at
from tests.web.test_rulebook import every_page
from tests.web.visiting import Answer, Visitor, fields

LABEL = "RESTREINT UE/EU RESTRICTED"
JOINS = {
    "party": "NO",
    "organisation": "EU",
    "standing": "member",
    "since": "2016-01-01",
    "source": "registry, page 3",
    "marking": LABEL,
    "reason": "as read",
}
PAGES = [f"/rulebook/propose/{sort}" for sort in ("membership", "agreement", "equivalence", "end", "file")]


def proposed(officer: Visitor, sort: str, **typed: str) -> tuple[Answer, Answer]:
    """What is shown first, and what comes of proposing what was shown."""
    path = f"/rulebook/propose/{sort}"
    shown = officer.post(path, look="1", **typed)
    return shown, officer.post(path, propose="1", seen=fields(shown).get("seen", ""), **typed)


def brought_into_force(officers: Officers, sent: Answer) -> bool:
    """Whether the second officer approves what the first proposed."""
    path = sent.address.removeprefix(officers.site)
    return "Decided." in officers.second.post(path, to=f"{path}/decide", event="approve").text


def test_what_closes_and_what_opens_is_shown_then_proposed_then_decided(officers: Officers) -> None:
    ends = {"fact": "EU-NATO-2003", "day": "2017-05-15", "source": "registry, page 3", "marking": LABEL}
    shown, sent = proposed(officers.first, "end", **ends)
    said = ("– closes", "NO/delegate", "until 15 May 2017")
    assert [each in shown.text for each in said] == [True] * 3
    assert "it waits for another person" in sent.text
    page = officers.second.get(sent.address).text
    assert [each in page for each in (*said, "registry, page 3 (GSC/security-1, 2017-05-15)")] == [True] * 4
    assert brought_into_force(officers, sent)
    agreed = {"kind": "security agreement", "title": "Anew", "party_a": "EU", "party_b": "NATO", "usable": "2017-05-15"}
    common = {"since": "2017-05-15", "source": "registry", "marking": LABEL}
    shown, sent = proposed(officers.first, "agreement", **agreed, **common)
    assert ["● opens" in shown.text, "– closes" in shown.text, "NO/delegate" in shown.text] == [True, False, True]
    assert brought_into_force(officers, sent)
    assert "Anew" in officers.visitor("ie-1").get("/rulebook?q=anew").text


def test_nothing_is_proposed_that_was_not_shown(officers: Officers) -> None:
    path = "/rulebook/propose/membership"
    unseen = officers.first.post(path, propose="1", **JOINS)
    shown = officers.first.post(path, look="1", **JOINS)
    other = officers.first.post(path, propose="1", seen=fields(shown)["seen"], **JOINS | {"since": "2015-01-01"})
    assert [answer.address.endswith(path) for answer in (unseen, shown, other)] == [True, True, True]
    assert "Nothing was proposed" in officers.first.get("/approvals").text


def test_a_label_other_than_the_one_that_was_typed_first_does_not_ask_again(officers: Officers) -> None:
    shown = officers.first.post("/rulebook/propose/membership", look="1", **JOINS)
    typed = JOINS | {"marking": "PUBLIC", "seen": fields(shown)["seen"], "propose": "1"}
    assert "it waits for another person" in officers.first.post("/rulebook/propose/membership", **typed).text


def test_what_ends_on_a_day_to_come_is_told_of_that_day(officers: Officers) -> None:
    shown, sent = proposed(
        officers.first, "end", fact="EU-NATO-2003", day="2018-01-01", source="registry", marking=LABEL
    )
    assert "On 1 January 2018" in shown.text
    assert "– closes" in shown.text
    assert "until 1 Jan 2018" in shown.text
    assert "it waits for another person" in sent.text


def test_an_agreement_and_an_equivalence_are_proposed(officers: Officers) -> None:
    common = {"since": "2016-01-01", "source": "registry", "marking": LABEL}
    agreed = {"kind": "security agreement", "title": "An agreement", "party_a": "EU", "party_b": "JO"}
    shown, sent = proposed(officers.first, "agreement", **common, **agreed)
    assert "EU -> JO covers is(JO); JO -> EU covers belongs(EU as institution, member)" in shown.text
    assert "it waits for another person" in sent.text
    equal = {"owner": "JO", "printed": "SIRRI", "equivalent_eu": "SECRET UE/EU SECRET"}
    shown, sent = proposed(officers.first, "equivalence", **common, **equal)
    assert "JO · SIRRI · = SECRET UE/EU SECRET" in shown.text
    assert "it waits for another person" in sent.text


def test_a_file_states_facts_as_the_command_line_keeps_them(officers: Officers) -> None:
    both = overlays.Overlay((*JORDAN.entries, *corrected("EU-NO", "usable", "2006-01-01").entries))
    shown, sent = proposed(officers.first, "file", text=overlays.write(both).decode(), marking=LABEL)
    assert all(name in shown.text for name in ("JO-NATO-EAPC", "EU-NO", "nothing: it is new"))
    assert "it waits for another person" in sent.text


@pytest.mark.parametrize(
    ("sort", "typed", "said"),
    [
        ("membership", {"party": "NQ", "organisation": "EU", "since": "2016-01-01"}, "No party of the rulebook"),
        ("membership", {"since": "2016-01-01", "until": "2015-01-01"}, "The end comes after the beginning."),
        ("membership", {"marking": "NO SUCH MARKING", **JOINS | {"marking": "NO SUCH"}}, "Nothing was filed."),
        ("agreement", {"party_a": "EU", "party_b": "EU"}, "It takes two parties."),
        ("equivalence", {"owner": "NO", "printed": "HEMMELIG"}, "It equals a marking of the EU"),
        (
            "end",
            {"fact": "no such fact", "day": "2018-01-01", "source": "s", "marking": LABEL},
            "one of the rulebook in force",
        ),
        ("file", {"text": "<SPIF/>", "marking": LABEL}, "Nothing was filed."),
        ("file", {"text": "no toml at all", "marking": LABEL}, "expected TOML 1.0"),
        ("file", {"marking": LABEL}, "Choose a file"),
    ],
)
def test_what_cannot_be_is_shown_again_with_its_faults(
    officers: Officers, sort: str, typed: dict[str, str], said: str
) -> None:
    answer = officers.first.post(f"/rulebook/propose/{sort}", look="1", **{"reason": "kept as typed", **typed})
    assert (answer.status, said in answer.text, "kept as typed" in answer.text or "as read" in answer.text) == (
        422,
        True,
        True,
    )


def test_faults_of_the_label_and_of_the_change_are_told_at_once(officers: Officers) -> None:
    typed = {"fact": "no such fact", "day": "2018-01-01", "source": "s", "marking": "NO SUCH MARKING"}
    said = officers.first.post("/rulebook/propose/end", look="1", **typed).text
    assert "one of the rulebook in force" in said
    assert said.count("<li>") - officers.first.get("/rulebook/propose/end").text.count("<li>") == 2


def test_to_who_may_not_keep_the_facts_none_of_it_is_there(officers: Officers) -> None:
    delegate = officers.visitor("ie-1")
    missing = delegate.get("/rulebook/propose/other")
    for path in PAGES:
        answer = delegate.get(path)
        assert (answer.status, answer.plain) == (404, missing.plain)
    assert delegate.post("/", to=PAGES[0], **JOINS).status == 404
    assert "/rulebook/propose" not in "".join(each.text for each in every_page(delegate))
    assert [officers.first.get(path).status for path in PAGES] == [200] * len(PAGES)


def test_the_rulebook_leads_to_ending_what_can_end(officers: Officers) -> None:
    sections = ("section=agreements", "section=memberships")
    said = "".join(each.text for section in sections for each in every_page(officers.first, section))
    assert "?fact=EU-NATO-2003" in said
    assert "?fact=US-NATO" in said
    assert "?fact=US-NATO-EAPC" not in said


def test_faults_are_told_in_the_language_of_the_page(officers: Officers) -> None:
    french = officer_at(officers.site, 1)
    french.language = "fr"
    typed = {"fact": "none", "day": "2018-07-01", "source": "s", "marking": LABEL}
    assert "attendu un de ceux des règles en vigueur" in french.post(PAGES[3], look="1", **typed).text
    said = french.post(PAGES[3], look="1", **typed | {"fact": "EU-NATO-2003"}).text
    assert "jusqu’au 1 juil. 2018" in said


FILES = {
    "<a>": "ligne 1, colonne 4 : attendu un document bien formé",
    "x = 1": "format : attendu `concord-facts-overlay/1`, trouvé autre chose, ou rien",
    '<SPIF xmlns="x"/>': "attendu `SPIF` dans l’espace de noms",
}


@pytest.mark.parametrize("text", FILES)
def test_faults_of_a_file_are_told_in_french(officers: Officers, text: str) -> None:
    french = officer_at(officers.site, 1)
    french.language = "fr"
    answer = french.post(PAGES[4], look="1", text=text, marking=LABEL)
    assert FILES[text] in answer.text
