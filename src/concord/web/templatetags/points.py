"""Tags of the pages of commitments: words for areas, statuses, roles, causes and bodies.

Source: docs/spec/site.md W54; docs/spec/commitments.md C2.
"""

from __future__ import annotations

from typing import Any

from django.template import Library

from concord.commitments.rules import Point
from concord.facts import Progress
from concord.web.parts.commitments import words
from concord.web.parts.declared import body as short
from concord.web.tongue import language

register = Library()
register.filter("area", words.area)
register.filter("role", words.role)
register.filter("point_type", words.point_type)
register.filter("cause", words.cause)
register.filter("body", short)


@register.inclusion_tag("web/commitments/status.html")
def status(key: str) -> dict[str, Any]:
    """A status as a shape and words."""
    return {"mark": words.MARKS.get(key, ""), "words": words.status(key)}


@register.filter
def said(point: Point) -> str:
    """The text of a point in the language of the page."""
    return point.text(language())


@register.filter
def theme(point: Point) -> str:
    """The theme of a point in the language of the page."""
    return point.theme(language())


@register.filter
def reported(fact: Progress) -> str:
    """What was publicly reported, in the language of the page."""
    return fact.text_fr if language() == "fr" else fact.text


@register.filter
def report(fact: Progress) -> str:
    """Where it was reported, in the language of the page."""
    return fact.report_fr if language() == "fr" else fact.report


@register.filter
def portion(edition: Any, name: str) -> Any:
    """The first portion of a name that holds something, or None."""
    return next((each for each in edition.portions if each.name == name and each.values), None)


@register.filter
def portions(edition: Any, name: str) -> list[Any]:
    """The portions of a name."""
    return [each for each in edition.portions if each.name == name]
