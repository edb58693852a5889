"""What facts are called in the language of the page; what has no words in it is marked as English.

Titles and questions that ship are told in French from here; titles of sources and references stand as they were read,
and what somebody stated stands as it was typed. Source: docs/spec/site.md W101.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache, partial

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from concord.facts import shipped
from concord.web.holes import matched
from concord.web.tongue import gettext_noop as _
from concord.web.tongue import language

TITLES = (
    _("Agreement between the EU and NATO on the security of information"),
    _("Agreement between the Parties to the North Atlantic Treaty for the security of information"),
    _(
        "Agreement between the member states, meeting within the Council, on protection of classified information exchanged in the interests of the EU"
    ),
    _("Agreement for cooperation regarding atomic information"),
    _("Berlin Plus framework (exchange of letters between Secretary General and High Representative)"),
    _("Commission Decision (EU, Euratom) 2015/444, article 54, and implementing decision 2019/1961"),
    _(
        "Council Decision (EU) 2019/292 authorising the Secretary-General to release EUCI under agreements and arrangements"
    ),
    _("Council Decision 2013/488/EU, security rules (article 13 and annex VI on release)"),
    _(
        "EU agreement with the former Yugoslav Republic of Macedonia (North Macedonia since 2019-02-12) on security procedures for classified information"
    ),
    _("EU-NATO Declaration on ESDP"),
    _("EU-{party} agreement on security procedures for classified information"),
    _("European Council of Copenhagen, declaration on the Berlin Plus arrangements annexed to the conclusions"),
    _("Interim security arrangement by exchange of letters"),
    _("Joint Action 2003/188/CFSP: release of classified information for EUPM in Bosnia"),
    _("LIMITE distribution marking (guidelines of 2011)"),
    _("Malta-NATO security agreement of 1995"),
    _("No agreement between the EU and Türkiye on the security of information is known to be in force"),
    _("No permanent security of information agreement known"),
    _("No security agreement between NATO and Cyprus and no participation in the PfP are known"),
    _("North Atlantic Council decision on EU participation in NATO-EU strategic cooperation"),
    _("PfP security agreement"),
    _("Security agreement signed by a partner on joining the PfP"),
    _("Security agreement with NATO not established"),
    _("Standard release article of a CSDP decision (example: Decision 2010/96/CFSP article 11)"),
    _("Technical arrangement on sharing technical cyber information"),
    _("Withdrawal Agreement, transition period"),
    _("{party}-NATO security agreement"),
    _("{party}-NATO security agreement (PfP)"),
    _("What {marking} is equal to"),
)
"""Titles of agreements and other acts; `{party}` is a state."""

QUESTIONS = (
    _(
        "The post belongs to an institution that the agreement covers; no public rule says what the nationality of the person in it means when that state is outside the framework."
    ),
    _(
        "The post belongs to a body that the agreement covers; no public rule says what the nationality of the person in it means when that state is not a member of NATO (staff of partner states serve in such posts)."
    ),
    _(
        "The information is official and not classified: the framework speaks of classified information, and release outside NATO still needs an authority."
    ),
    _(
        "In the transition period EU law went on applying to the United Kingdom, which was no longer a member of the Council and its bodies."
    ),
    _("NATO Office of Security with the security office of the institution"),
    _("General Secretariat of the Council with the NATO Office of Security"),
    _("the NATO originator, with the NATO Office of Security"),
    _("General Secretariat of the Council"),
)
"""Open questions, and what else is said of a fact."""

APART = " | "
"""What stands between the sources of a fact."""
NAMED_ON = (datetime(2010, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))
"""Days on which parties had the names that titles give them."""
NOT_LOOKED_UP = _("recall, not looked up")
"""What stands for a source where there is none."""


def titled(text: str) -> str:
    """A title or a question in the language of the page, as far as it ships; of several, each.

    A party stands before a title that does not name it itself.
    """
    if language() == "en" or text in TITLES or text in QUESTIONS:
        return gettext(text)
    if "; " in text:
        return "; ".join(map(titled, text.split("; ")))
    party, _colon, rest = text.rpartition(": ")
    found = matched(rest, TITLES, _held) if rest not in TITLES else gettext(rest)
    if not party or found == rest:
        return found if not party else text
    return found if _party(party).rstrip("*") in found else f"{_party(party)}\u00a0: {found}"


def cited(source: str) -> SafeString:
    """Where a fact was read: titles of sources as they are, marked as English; what was not looked up in words."""
    return format_html_join(APART, "{}", ((_source(each),) for each in source.split(APART) if each))


def _source(text: str) -> SafeString:
    told = gettext(text) if text == NOT_LOOKED_UP else text
    is_foreign = told == text and language() != "en" and text in _english()
    return format_html('<span lang="en">{}</span>' if is_foreign else "{}", told)


@cache
def _english() -> frozenset[str]:
    """What ships in English alone: titles of sources, references."""
    known = shipped()
    references = (fact["official_reference"] for fact in known.by_id.values() if fact.table.name == "agreements")
    return frozenset((*(source.title for source in known.sources), *references)) - {"", NOT_LOOKED_UP}


def _party(name: str) -> str:
    """A party in the language of the page, by its English name."""
    return _french().get(name, name) if language() == "fr" else name


@cache
def _french() -> dict[str, str]:
    """The French name of every party by each English one that it has or had."""
    found = {}
    for each in shipped().parties:
        for at in NAMED_ON:
            name = partial(shipped().names.name_of, each.id, house="", at=at)
            found[name(language="en").name] = name(language="fr").name
    return found


def _held(hole: str, value: str) -> str:
    return _party(value) if hole == "party" else value
