"""What is typed of commitments: a status report, a note, a designated post.

Source: docs/spec/site.md W57.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy

from concord.commitments.actions import TypedReport
from concord.commitments.kinds import CAUSES, STATUS_REPORT, STATUSES, STATUSES_OF
from concord.commitments.rules import Line
from concord.web.offered import MARKINGS
from concord.web.parts.commitments.words import cause, status
from concord.web.parts.declared import body
from concord.web.tongue import word

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
LINES = forms.Textarea({"rows": 4})
CHOOSE = ("", gettext_lazy("choose"))
"""What stands first where nothing is chosen for anybody."""
FEW_LINES = forms.Textarea({"rows": 2})


_exercise: Any = lazy(lambda: word(STATUS_REPORT.field_by_name["exercise"].names), str)()
"""What the field that says so is called, in the language of the page."""


def _causes() -> list[tuple[str, Any]]:
    return [("", gettext_lazy("Not blocked")), *((key, cause(key)) for key in CAUSES)]


class ReportForm(forms.Form):
    """A status report."""

    entity = forms.ChoiceField(label=gettext_lazy("Body"))
    day = forms.DateField(label=gettext_lazy("As of"), widget=DAY)
    status = forms.ChoiceField(label=gettext_lazy("Status"))
    review = forms.DateField(label=gettext_lazy("Next review"), required=False, widget=DAY)
    next_step = forms.CharField(label=gettext_lazy("Next step"), required=False, widget=FEW_LINES)
    cause = forms.ChoiceField(label=gettext_lazy("Blocked by"), required=False, choices=_causes)
    block_marking = forms.CharField(
        label=gettext_lazy("Label of what it is blocked by, if it differs"),
        required=False,
        max_length=500,
        widget=forms.TextInput(MARKINGS),
    )
    decision = forms.CharField(label=gettext_lazy("Decision asked of the principals"), required=False, widget=FEW_LINES)
    account = forms.CharField(label=gettext_lazy("Account of what was done"), required=False, widget=LINES)
    exercise = forms.BooleanField(label=_exercise, required=False)
    marking = forms.CharField(
        label=gettext_lazy("Label"),
        max_length=500,
        widget=forms.TextInput(MARKINGS),
        help_text=gettext_lazy("As it is printed, for example RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO."),
    )

    def offer(self, line: Line | None, entity: str = "") -> ReportForm:
        """Offer the bodies of a point, or one alone, and the statuses that fit its type."""
        entities = [entity] if entity else [view.entity for view in line.views] if line else []
        kind = line.point.type if line else ""
        bodies: Any = self.fields["entity"]
        bodies.choices = [*([] if entity else [CHOOSE]), *((each, body(each)) for each in entities)]
        statuses: Any = self.fields["status"]
        statuses.choices = [CHOOSE, *((each, status(each)) for each in STATUSES_OF.get(kind, tuple(STATUSES)))]
        return self

    @property
    def typed(self) -> TypedReport:
        """What was typed, once it is valid."""
        found = self.cleaned_data
        days = {name: found[name].isoformat() if found[name] else "" for name in ("day", "review")}
        texts = {name: found[name].replace("\r\n", "\n").strip() for name in ("next_step", "decision", "account")}
        rest = {name: found[name] for name in ("entity", "status", "cause", "block_marking", "marking")}
        return TypedReport(**days, **texts, **rest, exercise=found["exercise"])


class NoteForm(forms.Form):
    """A note on a point."""

    text = forms.CharField(label=gettext_lazy("Note"), widget=LINES)
    exercise = forms.BooleanField(label=_exercise, required=False)
    marking = forms.CharField(
        label=gettext_lazy("Label"),
        max_length=500,
        widget=forms.TextInput(MARKINGS),
        help_text=gettext_lazy("Only who passes this label learns that there is a note."),
    )


class PostForm(forms.Form):
    """The post that is designated for a body's part in a point."""

    participation = forms.ChoiceField(label=gettext_lazy("Body"))
    post = forms.ChoiceField(label=gettext_lazy("Designated post"), required=False)

    def offer(self, line: Line, posts: list[tuple[str, str]]) -> PostForm:
        """Offer the bodies that take part, and posts."""
        bodies: Any = self.fields["participation"]
        bodies.choices = [(each.portion, body(each.entity)) for each in line.point.participations]
        offered: Any = self.fields["post"]
        offered.choices = [("", gettext_lazy("none")), *posts]
        return self
