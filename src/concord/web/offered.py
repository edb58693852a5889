"""The markings that can be filed here, and what one that cannot be read may have meant.

Source: docs/spec/site.md W123; docs/spec/marking.md M11, M12.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from concord.desk import Desk
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.labels import Label, LabelSet, PolicyRef
from concord.release.names import fold
from concord.release.policy import Policy
from concord.web.labels import printed
from concord.web.node import markings, node, now
from concord.web.pages.faults import briefly

MARKINGS = {"list": "markings", "autocomplete": "off", "spellcheck": "false"}
"""What a field for a label is, on a page that offers markings."""
MARKED = frozenset({"marking", "block_marking"})
"""The fields that hold a label."""
MOST_MEANT = 4
"""How many markings are named that may have been meant."""


class MarkingField(forms.CharField):
    """A label by its printed marking; what cannot be read is told at the field."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"widget": forms.TextInput(MARKINGS), "max_length": 500, **given})

    def clean(self, value: Any) -> str:
        """The marking as it was typed, if it can be read now."""
        text = str(super().clean(value))
        faults = unreadable(text, now()) if text else []
        if faults:
            raise forms.ValidationError(faults)
        return text


def tell_unreadable(form: forms.BaseForm, *, left_alone: frozenset[str] = frozenset()) -> None:
    """Tell of every marking of a form that it cannot be read, where something else is wrong with the form (W122)."""
    for name in MARKED & form.cleaned_data.keys():
        text = form.cleaned_data[name]
        for fault in unreadable(text, now()) if text and text not in left_alone else ():
            form.add_error(name, fault)


def unreadable(text: str, at: datetime) -> list[str]:
    """Why a marking cannot be read, in sentences; nothing if it can."""
    try:
        read(text, at)
    except MalformedError as error:
        return [briefly(finding) for finding in error.findings]
    return []


def offered(desk: Desk) -> list[str]:
    """The markings of every level that can be filed here now, as they are printed, the lowest first."""
    at = desk.moment.at
    made = (_label(policy, level.name, at) for policy in _in_force(at) for level in policy.levels)
    return [printed(label) for label in made if not desk.label_findings(LabelSet(label))]


def read(text: str, at: datetime) -> Label:
    """The label that a printed marking stands for; what may have been meant is told, never taken.

    Raises:
        MalformedError: it is none, or could be several.
    """
    try:
        return markings().read(text, at)
    except MalformedError as error:
        meant = _meant(text, at)
        if not meant:
            raise
        expected = _("the whole marking, perhaps %(markings)s") % {"markings": ", ".join(f"`{m}`" for m in meant)}
        findings = tuple(Finding(each.rule, each.place, expected, each.found) for each in error.findings[:1])
        raise MalformedError(error.source, findings) from error


def _meant(text: str, at: datetime) -> list[str]:
    """The markings that a half, a short form or another spelling may stand for, with what follows it if that fits."""
    typed = _plain(text)
    short = _short_forms(node().in_force.number, at.date().isoformat())
    begun = [each for each in short if typed == each or typed.startswith(f"{each} ")]
    longest = max(begun, key=len, default="")
    rest = typed[len(longest) :]
    found = [_whole(marking, rest, at) for marking in short.get(longest, ())]
    if rest and any(_plain(each) == longest for each in found):
        return []  # the level is whole, and it is what follows that cannot be read
    return list(dict.fromkeys(found))[:MOST_MEANT]


def _whole(marking: str, rest: str, at: datetime) -> str:
    """A marking with what followed its short form, if that can be read."""
    try:
        return printed(markings().read(f"{marking}{rest}", at))
    except MalformedError:
        return marking


@cache
def _short_forms(number: int, day: str) -> dict[str, tuple[str, ...]]:
    """The markings for each plain short form: portion marks, halves of a marking in two languages, other spacing."""
    at = datetime.fromisoformat(f"{day}T00:00:00+00:00")
    found: dict[str, dict[str, None]] = {}
    for policy in _in_force(at):
        for level in policy.levels:
            label = _label(policy, level.name, at)
            for short in _spellings(label):
                found.setdefault(short, {})[markings().write(label)] = None
    return {short: tuple(whole) for short, whole in found.items() if short}


def _spellings(label: Label) -> Iterator[str]:
    for language in ("en", "fr"):
        for code in ("pageTopBottom", "portionMarking"):
            marking = markings().write(label, language=language, code=code)
            yield _plain(marking)
            yield from (_plain(half) for half in marking.split("/") if marking.count("/") == 1)
            yield _plain(marking.replace("/", " "))


def _plain(text: str) -> str:
    """A marking without what people write differently: case, spaces, parentheses, dots and accents as they fold."""
    folded = fold(text.strip().strip("()").replace(".", ""))
    return " ".join(folded.replace(" /", "/").replace("/ ", "/").replace("-", " ").split())


def _in_force(at: datetime) -> list[Policy]:
    """The policies in force, one edition of each, that can be printed."""
    book = markings().rulebook
    names = dict.fromkeys(policy.name for policy in book.policies)
    found = [policy for name in names if (policy := book.policy(name, at)) is not None]
    return [policy for policy in found if book.profile(policy) is not None]


def _label(policy: Policy, level: str, at: datetime) -> Label:
    return Label(PolicyRef(policy.name, policy.oid), level, created=at)
