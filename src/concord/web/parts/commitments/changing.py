"""A form over a record that changed since it was opened: what was typed and what is there, and the two together.

Source: docs/spec/site.md W135.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from concord.desk import Desk, Edition
from concord.web.parts.declared import day_in_words

Values = dict[str, Any]
"""What stands in the fields of a form, by name."""


@dataclass(frozen=True)
class Over:
    """The record that a form changes: what stands in its fields for an edition of it, and the form with values."""

    edition: Edition
    stands: Callable[[Edition], Values]
    form: Callable[[Values], forms.Form]


@dataclass(frozen=True)
class Difference:
    """A field in which what was typed and what is there differ, both in words."""

    field: str
    typed: str
    now: str


def differences(form: forms.Form, now: Values) -> list[Difference]:
    """Where the values of a form, as they were typed, and those of a record differ."""
    typed = values_of(form)
    return [
        Difference(str(form[name].label), _worded(form, name, typed[name]), _worded(form, name, now[name]))
        for name in form.fields
        if name in now and plain(typed[name]) != plain(now[name])
    ]


def merged(typed: Values, base: Values | None, now: Values) -> dict[str, Any]:
    """What was typed, over the record as it is: what its writer left alone is taken as it is now.

    Without `base`, the record as it was opened, everything counts as touched.
    """
    left = {name for name in typed if base is not None and name in base and plain(typed[name]) == plain(base[name])}
    return {name: now[name] if name in left and name in now else value for name, value in typed.items()}


def opened_from(desk: Desk, record: str, digest: str) -> Edition | None:
    """The edition that a form was opened from, as far as it can be read still."""
    past = (each.edition for each in desk.history(record))
    return next((each for each in past if each is not None and each.digest == digest), None)


def values_of(form: forms.Form) -> dict[str, Any]:
    """What stands in a form: what was typed if it was sent, else what it began with."""
    return {name: form[name].value() for name in form.fields}


def plain(value: Any) -> str:
    """A value without what a browser changes: the ends of lines, and how nothing is said."""
    if value in (None, "", False):
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return "on" if value is True else str(value).replace("\r\n", "\n").strip()


def _worded(form: forms.Form, name: str, value: Any) -> str:
    """A value as its field shows it."""
    field, text = form.fields[name], plain(value)
    if isinstance(field, forms.BooleanField):
        return _("yes") if text else _("no")
    if isinstance(field, forms.ChoiceField):
        return str(dict(_choices(field)).get(text, text)) if text else ""
    if isinstance(field, forms.DateField) and text:
        return day_in_words(date.fromisoformat(text))
    return text


def _choices(field: forms.ChoiceField) -> list[tuple[str, Any]]:
    given: Any = field.choices
    return [(str(key), words) for key, words in given]
