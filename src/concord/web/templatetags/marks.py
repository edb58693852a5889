"""Tags that every template may use: a label as a chip, and the address of this page with another value in it.

Source: docs/spec/site.md W6, W7, W70, W101, W103, W136.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.template import Context, Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from concord.desk import Edition
from concord.release.labels import LabelSet
from concord.release.readers import Clearance
from concord.web.labels import chip_of, chips_of, levels_of
from concord.web.lists import title_tongue
from concord.web.marked import of
from concord.web.pages.kept import MADE_FOR, made_for
from concord.web.parts.declared import body
from concord.web.titles import cited
from concord.web.undoing import PLACES, WAS, state, undone

register = Library()
register.filter("cited", cited)
register.filter("party", body)


@register.inclusion_tag("web/chip.html")
def chip(label_set: LabelSet) -> dict[str, Any]:
    """A label as a chip."""
    return {"chip": chip_of(label_set)}


@register.inclusion_tag("web/chips.html", takes_context=True)
def whole(context: Context, *editions: Edition | None) -> dict[str, Any]:
    """The label of all that a reader gets of records, for a row that stands for them (W113)."""
    return covering(context, of(*editions).label_sets)


@register.inclusion_tag("web/chips.html", takes_context=True)
def covering(context: Context, label_sets: Iterable[LabelSet]) -> dict[str, Any]:
    """The label of what carries these together."""
    return {"chips": chips_of(label_sets, context["request"].seat.desk.moment)}


@register.simple_tag(takes_context=True)
def for_whom(context: Context) -> SafeString:
    """The field of a form that says for whom it was made, so that what is typed into it is not lost (W70)."""
    return format_html('<input type="hidden" name="{}" value="{}">', MADE_FOR, made_for(context["seat"]))


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
def tongue(edition: Edition) -> SafeString:
    """The attribute that says of which language the title of a record is, where it is not that of the page (W103)."""
    found = title_tongue(edition)
    return format_html(' lang="{}"', found) if found else SafeString("")


@register.simple_tag(takes_context=True)
def turned(context: Context, **changed: object) -> str:
    """The address of the first page of this list, asked otherwise; it carries what was asked before (W136)."""
    asked = here(context, **changed, after="", page="", was="")
    return f"{asked}&{_carried(context)}".replace("?&", "?", 1)


def _carried(context: Context) -> str:
    return urlencode({WAS: state(context["request"].GET)})


@register.simple_tag(takes_context=True)
def was(context: Context) -> SafeString:
    """The field of a form that carries what was asked before (W136)."""
    return format_html('<input type="hidden" name="{}" value="{}">', WAS, state(context["request"].GET))


@register.inclusion_tag("web/parts/undo.html", takes_context=True)
def undo(context: Context, *kept: str, now: str | None = None, clears: bool = True) -> dict[str, Any]:
    """The way back to what was asked before, and to nothing asked but what `kept` names (W136)."""
    asked = context["request"].GET
    former, held = undone(asked, kept, now), parse_qsl(state(asked))
    stays = [each for each in held if each[0] in kept]
    cleared = f"?{'&'.join([*filter(None, [urlencode(stays)]), _carried(context)])}"
    path = context["request"].path
    back = None if former is None else f"{path}?{former}".rstrip("?")
    return {"former": back, "plain": cleared if clears and held != stays else ""}


@register.filter
def lines(text: str) -> list[str]:
    """A text by its lines."""
    return text.split("\n")


@register.filter
def get(values: dict[str, object], name: str) -> object:
    """A value by a name that a template cannot spell."""
    return values.get(name, "")


@register.simple_tag(takes_context=True)
def asking(context: Context) -> str:
    """What is asked of this page, for the address of another that is asked the same; "" for nothing."""
    asked = context["request"].GET.copy()
    for name in (WAS, *PLACES):
        asked.pop(name, None)
    return f"?{asked.urlencode()}" if asked else ""


@register.simple_tag(takes_context=True)
def turned_by(context: Context, name: str, value: str, lead: str) -> str:
    """The same with another order."""
    return turned(context, **{name: f"{lead}{value}"})


@register.filter
def levels(clearance: Clearance) -> list[str]:
    """The levels of a clearance, the highest first."""
    return levels_of(clearance)
