"""Forms in which rules are stated, and what each makes of the rulebook in force.

Source: docs/spec/site.md W26; docs/spec/facts.md FA90, FA100-FA102.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concord.desk.facts import FactsChange
from concord.facts import conditions, shipped
from concord.facts import overlay as overlays
from concord.facts.build import FieldError, ceilings_in, expected_found
from concord.facts.restating import Value, ended, name_of_value, period_of, restated
from concord.release.findings import Finding
from concord.release.names import NEVER
from concord.release.relations import AgreementKind, Standing
from concord.release.rulebook import Rulebook
from concord.web.files import change_of, stated_in
from concord.web.offered import MarkingField
from concord.web.pages.faults import briefly
from concord.web.typed import beginning

MAX_LETTERS = 1_000_000
"""The longest file that is typed or uploaded, in letters."""


@dataclass(frozen=True)
class Stating:
    """Over which rulebook something is stated, by which role, on which day."""

    book: Rulebook
    role: str
    day: date


class StatementForm(forms.Form):
    """What every statement has: why it is proposed, and the label of the proposal."""

    TITLE: ClassVar[str | Promise] = ""
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500, required=False)
    marking = MarkingField(
        label=gettext_lazy("Label of the proposal"),
        help_text=gettext_lazy("As it is printed: it says who may read the proposal."),
    )

    def __init__(self, stating: Stating, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.stating = stating
        last = ("source", "reason", "marking")
        self.order_fields([*(name for name in self.fields if name not in last), *last])


class FactForm(StatementForm):
    """A statement of one fact: where it was read besides."""

    source = forms.CharField(
        label=gettext_lazy("Where it was read"), help_text=gettext_lazy("A title and a page."), max_length=500
    )

    def _added(self, table: str, cells: dict[str, str]) -> FactsChange:
        """A fact that is new to the rulebook, under an id that nothing has."""
        named = {**cells, "id": _free(cells["id"], self.stating.book)}
        said = overlays.Said(self.cleaned_data["source"], self.stating.role, self.stating.day)
        made = overlays.add(overlays.Overlay(), table=table, cells=named, said=said)
        return change_of(restated(self.stating.book, shipped(), made))

    def _check_form(self, field: str, text: str, read: Callable[[str], object]) -> None:
        """A cell of a table is read as the table will be; what is wrong with it is told at its field."""
        try:
            read(text)
        except ValueError as error:
            self.add_error(field, briefly(Finding("FA96", field, *expected_found(FieldError(field, str(error))))))

    def _check_days(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until <= since:
            self.add_error("until", _("The end comes after the beginning."))

    def _check_known(self, *names: str) -> None:
        """Parties are those that the rulebook or the facts that ship speak of: a slip of the pen is none."""
        known = _parties(self.stating.book)
        for name in names:
            if self.cleaned_data.get(name) and self.cleaned_data[name] not in known:
                self.add_error(name, _("No party of the rulebook has this id."))


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=required, help_text=help_text)


def _party(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=60, widget=forms.TextInput({"list": "parties"}))


class MembershipForm(FactForm):
    """A party has a standing in an organisation from a day on."""

    TITLE = gettext_lazy("Membership")
    party = _party(gettext_lazy("Party"))
    organisation = _party(gettext_lazy("Organisation"))
    standing = forms.ChoiceField(
        label=gettext_lazy("Standing"),
        choices=[
            (Standing.MEMBER.value, gettext_lazy("member")),
            (Standing.INVITEE.value, gettext_lazy("invitee")),
            (Standing.PARTNER.value, gettext_lazy("partner")),
            (Standing.OBSERVER.value, gettext_lazy("observer")),
            (Standing.INSTITUTION.value, gettext_lazy("institution")),
        ],
    )
    since = _day(gettext_lazy("From"))
    until = _day(gettext_lazy("Until"), required=False)

    def clean(self) -> dict[str, Any]:
        """Parties that are not known, an organisation without members, an end that comes first."""
        self._check_known("party", "organisation")
        self._check_days()
        return self.cleaned_data

    def change(self) -> FactsChange:
        """One membership more, with what derives from it."""
        typed = self.cleaned_data
        names = ("party", "organisation", "standing")
        own = {"id": f"{typed['party']}-{typed['organisation']}", **{name: typed[name] for name in names}}
        return self._added("memberships", own | _period(typed))


class AgreementForm(FactForm):
    """An agreement or a decision between two parties is in force from a day on."""

    TITLE = gettext_lazy("Agreement")
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[
            (AgreementKind.SECURITY.value, gettext_lazy("Security agreement")),
            (AgreementKind.FRAMEWORK.value, gettext_lazy("Framework decision")),
            (AgreementKind.CLAUSE.value, gettext_lazy("Release clause")),
            (AgreementKind.INTERNAL.value, gettext_lazy("Internal rule")),
            (AgreementKind.OTHER.value, gettext_lazy("Other")),
        ],
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=500)
    party_a = _party(gettext_lazy("One party"))
    party_b = _party(gettext_lazy("The other party"))
    flows = forms.CharField(
        label=gettext_lazy("What may pass, to whom"),
        help_text=gettext_lazy(
            "One line a way: EU -> NO covers is(NO). Empty: what either owns to the other, as far as each owns any."
        ),
        widget=forms.Textarea({"rows": 3}),
        required=False,
    )
    ceiling = forms.CharField(
        label=gettext_lazy("Up to"), help_text=gettext_lazy("EU: SECRET UE/EU SECRET"), max_length=500, required=False
    )
    since = _day(gettext_lazy("In force from"))
    until = _day(gettext_lazy("Until"), required=False)
    usable = _day(
        gettext_lazy("Used from"),
        required=False,
        help_text=gettext_lazy("When papers may really pass. Empty: not known, and each use needs a decision."),
    )

    def clean(self) -> dict[str, Any]:
        """Parties that are not known, or one twice; an end that comes first; flows and ceilings in another form."""
        self._check_known("party_a", "party_b")
        self._check_days()
        self._check_form("flows", self._flows, conditions.read_flows)
        self._check_form("ceiling", self.cleaned_data.get("ceiling", ""), ceilings_in)
        if self.cleaned_data.get("party_a") and self.cleaned_data["party_a"] == self.cleaned_data.get("party_b"):
            self.add_error("party_b", _("It takes two parties."))
        return self.cleaned_data

    def change(self) -> FactsChange:
        """One agreement more."""
        typed = self.cleaned_data
        one, other = typed["party_a"], typed["party_b"]
        cells = {name: typed[name] for name in ("kind", "title", "party_a", "party_b", "ceiling")}
        cells |= {"id": f"{one}-{other}-{typed['since'].year}", "usable": _iso(typed["usable"])}
        return self._added("agreements", cells | {"flows": self._flows or self._both_ways(one, other)} | _period(typed))

    @property
    def _flows(self) -> str:
        """The flows that were typed, in the form of the table."""
        typed = self.cleaned_data.get("flows", "")
        return "; ".join(line.strip().rstrip(";") for line in typed.splitlines() if line.strip())

    def _both_ways(self, one: str, other: str) -> str:
        """What either owns, to the other: members and staff of an organisation, a state itself."""
        owners = {profile.owner for profile in self.stating.book.profiles}
        owners |= {entry.owner for entry in self.stating.book.equivalences}
        houses = {entry.organisation for entry in self.stating.book.memberships}
        covers = {p: f"belongs({p} as institution, member)" if p in houses else f"is({p})" for p in (one, other)}
        ways = [(a, b) for a, b in ((one, other), (other, one)) if a in owners or a in houses]
        return "; ".join(f"{a} -> {b} covers {covers[b]}" for a, b in ways)


class EquivalenceForm(FactForm):
    """A marking of one owner equals markings of either house."""

    TITLE = gettext_lazy("Equivalence")
    owner = _party(gettext_lazy("Owner"))
    printed = forms.CharField(label=gettext_lazy("Marking"), max_length=200)
    equivalent_eu = forms.ChoiceField(label=gettext_lazy("Equals, of the EU"), required=False)
    equivalent_nato = forms.ChoiceField(label=gettext_lazy("Equals, of NATO"), required=False)
    since = _day(gettext_lazy("Given from"))
    until = _day(gettext_lazy("Until"), required=False)

    def __init__(self, stating: Stating, *given: Any, **named: Any) -> None:
        super().__init__(stating, *given, **named)
        for owner in ("EU", "NATO"):
            field = self.fields[f"equivalent_{owner.lower()}"]
            levels = (level for profile in stating.book.profiles if profile.owner == owner for level in profile.levels)
            field.choices = [("", "–"), *((m, m) for m in dict.fromkeys(m for _, m in levels))]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """An owner that is not known, a marking that equals nothing, an end that comes first."""
        self._check_known("owner")
        self._check_days()
        if not self.cleaned_data.get("equivalent_eu") and not self.cleaned_data.get("equivalent_nato"):
            self.add_error("equivalent_eu", _("It equals a marking of the EU, of NATO, or of both."))
        return self.cleaned_data

    def change(self) -> FactsChange:
        """One meaning of a marking more."""
        typed = self.cleaned_data
        cells = {name: typed[name] for name in ("owner", "equivalent_eu", "equivalent_nato")}
        cells |= {"id": f"{typed['owner']}-{typed['since']}", "kind": "classification", "marking": typed["printed"]}
        return self._added("equivalences", cells | _period(typed))


class EndForm(FactForm):
    """A fact of the rulebook ends on a day."""

    TITLE = gettext_lazy("An end")
    fact = forms.CharField(
        label=gettext_lazy("What ends"),
        max_length=300,
        widget=forms.TextInput({"list": "facts"}),
        help_text=gettext_lazy("The name of a membership, an agreement or an equivalence."),
    )
    day = _day(gettext_lazy("Ends on"))

    def change(self) -> FactsChange:
        """The same with an end; where the end was read stands with it."""
        typed, stating = self.cleaned_data, self.stating
        at = beginning(typed["day"])
        source = f"{typed['source']} ({stating.role}, {stating.day})"
        return change_of(ended(stating.book, typed["fact"].strip(), at, source))


class FileForm(StatementForm):
    """What a file states: facts over those that ship, a policy, or a profile."""

    TITLE = gettext_lazy("From a file")
    file = forms.FileField(label=gettext_lazy("File to read"), required=False)
    text = forms.CharField(
        label=gettext_lazy("What it says"),
        help_text=gettext_lazy(
            "Facts as concord facts keeps them, a policy (Open XML SPIF), or a profile. A file is read into this field."
        ),
        widget=forms.Textarea({"rows": 14, "spellcheck": "false"}),
        max_length=MAX_LETTERS,
        required=False,
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        """No text at all."""
        if not self.cleaned_data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Choose a file, or type what it says."))
        return self.cleaned_data

    def change(self) -> FactsChange:
        """What the file states, by what it is."""
        return stated_in(self.cleaned_data["text"].encode(), self.stating.book)


Statement = MembershipForm | AgreementForm | EquivalenceForm | EndForm | FileForm
"""A statement that can be made; the `change` of one that is filled in raises MalformedError, with every fault."""

FORMS: dict[str, type[Statement]] = {
    "membership": MembershipForm,
    "agreement": AgreementForm,
    "equivalence": EquivalenceForm,
    "end": EndForm,
    "file": FileForm,
}
"""What can be stated, by the last part of its address."""


def names_in(book: Rulebook) -> Iterator[str]:
    """The names of what could end, once each; what derives from another fact ends with it."""
    facts: tuple[Value, ...] = (*book.memberships, *book.agreements, *book.equivalences)
    open_ended: list[Value] = [each for each in facts if period_of(each).until == NEVER]
    found = dict.fromkeys(name_of_value(each) for each in open_ended)
    derived = {each.id for each in book.memberships if each.id.removesuffix(f"-{each.organisation}") in found}
    return (name for name in found if name not in derived)


def parties_of(book: Rulebook) -> list[str]:
    """Every party that the rulebook or the facts that ship speak of."""
    return sorted(_parties(book))


def _parties(book: Rulebook) -> set[str]:
    known = {party.id for party in shipped().parties} | {entry.owner for entry in book.equivalences}
    known |= {each for entry in book.memberships for each in (entry.party, entry.organisation)}
    return known | {party for entry in book.agreements for party in entry.parties}


def _free(name: str, book: Rulebook) -> str:
    """A name that no fact of the rulebook has, and none that ships."""
    facts: tuple[Value, ...] = (*book.memberships, *book.agreements, *book.questions)
    taken = {name_of_value(each) for each in facts} | shipped().by_id.keys()
    found, number = name, 2
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    return found


def _period(typed: dict[str, Any]) -> dict[str, str]:
    return {"since": _iso(typed["since"]), "until": _iso(typed["until"])}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
