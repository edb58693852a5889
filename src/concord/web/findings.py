"""What findings say in English, for the catalogue: a fault is told in the language of the page.

Whatever is not here stands as it was written: names, markings, lists of choices. Source: docs/spec/site.md W91.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

PLACES: Sequence[Promise] = (
    gettext_lazy("account"),
    gettext_lazy("act"),
    gettext_lazy("change"),
    gettext_lazy("days"),
    gettext_lazy("draft"),
    gettext_lazy("edition"),
    gettext_lazy("fact"),
    gettext_lazy("file"),
    gettext_lazy("label"),
    gettext_lazy("person"),
    gettext_lazy("policy"),
    gettext_lazy("portion"),
    gettext_lazy("post"),
    gettext_lazy("proposal"),
    gettext_lazy("record"),
    gettext_lazy("request"),
    gettext_lazy("sitting"),
    gettext_lazy("state"),
    gettext_lazy("status"),
)
"""The words with which places begin."""

SAYINGS: Sequence[Promise] = (
    gettext_lazy("the order of the document you opened"),
    gettext_lazy("a wider one"),
    gettext_lazy("a label as narrow as the one it has: widening takes two persons"),
    gettext_lazy("a change"),
    gettext_lazy("a day that has come"),
    gettext_lazy("a fact that has begun before that day and has no end before it"),
    gettext_lazy("a label that is valid under its policy"),
    gettext_lazy("a later one"),
    gettext_lazy("a new entry"),
    gettext_lazy("a person"),
    gettext_lazy("a portion of the document you opened"),
    gettext_lazy("a role that may keep the facts"),
    gettext_lazy("a role that may approve"),
    gettext_lazy("a role that may label"),
    gettext_lazy("a role that may file"),
    gettext_lazy("a role that may edit"),
    gettext_lazy("a role that may purge"),
    gettext_lazy("a role that may remove"),
    gettext_lazy("a service"),
    gettext_lazy("a wider one: a narrower one takes one person"),
    gettext_lazy("an end before the one it has"),
    gettext_lazy("an entry that stands"),
    gettext_lazy("another"),
    gettext_lazy("another form"),
    gettext_lazy("another form or none"),
    gettext_lazy("another person than the one who asked"),
    gettext_lazy("another person than the one who proposed it"),
    gettext_lazy("another state"),
    gettext_lazy("another than the one you came in by"),
    gettext_lazy("approved"),
    gettext_lazy("its party, or an organisation that has members"),
    gettext_lazy("nobody"),
    gettext_lazy("nobody in it"),
    gettext_lazy("none"),
    gettext_lazy("one of the action point you opened"),
    gettext_lazy("one of the roster"),
    gettext_lazy("one of the rulebook in force"),
    gettext_lazy("one of the rulebook, in an edition that it has"),
    gettext_lazy("one that does not wait yet"),
    gettext_lazy("one that stands"),
    gettext_lazy("one that stands at that instant"),
    gettext_lazy("one that the account sits in"),
    gettext_lazy("one that waits"),
    gettext_lazy("one that was admitted"),
    gettext_lazy("one that was written here"),
    gettext_lazy("proposed"),
    gettext_lazy("refused"),
    gettext_lazy("somebody"),
    gettext_lazy("somebody who sits in this seat"),
    gettext_lazy("the one that the proposal was made from"),
    gettext_lazy("the one who asked"),
    gettext_lazy("the same"),
    gettext_lazy("whoever proposed it"),
    gettext_lazy("withdrawn"),
)
"""What is expected and what is found, whole."""

MONTHS: Sequence[Promise] = (
    gettext_lazy("jan"),
    gettext_lazy("feb"),
    gettext_lazy("mar"),
    gettext_lazy("apr"),
    gettext_lazy("may"),
    gettext_lazy("jun"),
    gettext_lazy("jul"),
    gettext_lazy("aug"),
    gettext_lazy("sep"),
    gettext_lazy("oct"),
    gettext_lazy("nov"),
    gettext_lazy("dec"),
)
"""Months as dates cut them: three letters are too few in French, where two begin with `jui`."""
