"""The language of the page, and declared names in it.

Source: docs/spec/site.md W15.
"""

from __future__ import annotations

from django.utils.translation import get_language

from concord.desk.kinds import Names


def language() -> str:
    """The language of the page, en or fr."""
    return (get_language() or "en").split("-")[0]


def gettext_noop(text: str) -> str:
    """A text that is of the catalogue, as it is: Django's own of that name needs settings to say so."""
    return text


def word(names: Names) -> str:
    """A declared name in the language of the page."""
    return names.fr if language() == "fr" else names.en
