"""Tags that every template may use: a label as a chip, and the address of this page with another value in it.

Source: docs/spec/site.md W6, W7.
"""

from __future__ import annotations

from typing import Any

from django.template import Context, Library

from concord.release.labels import LabelSet
from concord.release.readers import Clearance
from concord.web.labels import chip_of, levels_of

register = Library()


@register.inclusion_tag("web/chip.html")
def chip(label_set: LabelSet) -> dict[str, Any]:
    """A label as a chip."""
    return {"chip": chip_of(label_set)}


@register.simple_tag(takes_context=True)
def here(context: Context, **changed: object) -> str:
    """The address of this page with other values in it; "" takes one away."""
    asked = context["request"].GET.copy()
    for name, value in changed.items():
        asked.pop(name, None)
        if value not in ("", None):
            asked[name] = str(value)
    return f"?{asked.urlencode()}" if asked else "?"


@register.filter
def lines(text: str) -> list[str]:
    """A text by its lines."""
    return text.split("\n")


@register.filter
def get(values: dict[str, object], name: str) -> object:
    """A value by a name that a template cannot spell."""
    return values.get(name, "")


@register.filter
def levels(clearance: Clearance) -> list[str]:
    """The levels of a clearance, the highest first."""
    return levels_of(clearance)
