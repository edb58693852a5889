"""What points, reports and bodies are called on pages.

Source: docs/spec/site.md W54; docs/spec/commitments.md C2.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concord.commitments.kinds import ACTION_POINT, AREAS, CAUSES, POINT_NOTE, ROLES, STATUSES, TYPES
from concord.commitments.rules import DIFFER, NO_REPORT, Point, report_of
from concord.desk import Edition
from concord.web.parts.declared import body, day_in_words
from concord.web.tongue import language, word

MARKS = {
    "not-started": "○",
    "limited": "◔",
    "substantial": "◕",
    "complete": "●",
    "on-cycle": "↻",
    "missed-cycle": "✕",
    "no-evidence": "–",
    DIFFER: "≠",
    NO_REPORT: "·",
}
"""A shape for each status, so that no colour has to be told apart."""
COUNTED: dict[str, Promise | str] = {DIFFER: gettext_lazy("views differ"), NO_REPORT: gettext_lazy("no report")}


def titled(edition: Edition) -> str:
    """A point by its number and text, a report by its body and day, a note by its text."""
    if edition.kind == ACTION_POINT.name:
        point = Point(edition)
        return f"{point.number} {point.text(language())}".strip() or _("Action point whose text you may not read")
    if edition.kind == POINT_NOTE.name:
        return str(edition.value("note") or "")
    report = report_of(edition)
    if report is None:
        return _("Status report of which you may not read the head")
    return _("%(body)s, %(day)s") % {"body": body(report.entity), "day": day_in_words(report.day)}


def area(key: str) -> str:
    """An area with its number; of a point whose area is not released, words for that."""
    return f"{key}. {word(AREAS[key])}" if key in AREAS else _("Area that you may not read")


def status(key: str) -> str:
    """A status, or under what else a point is counted, in words."""
    return word(STATUSES[key]) if key in STATUSES else str(COUNTED.get(key, key))


def role(key: str) -> str:
    """The role of a body in a point."""
    return word(ROLES[key]) if key in ROLES else ""


def point_type(key: str) -> str:
    """The type of a point."""
    return word(TYPES[key]) if key in TYPES else ""


def cause(key: str) -> str:
    """What something is blocked by; words for a cause that is not given."""
    return word(CAUSES[key]) if key in CAUSES else _("cause not given")
