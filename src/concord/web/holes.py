"""Texts with holes that have names, such as `at most {count} bytes`: finding the one whose form a text has.

Source: docs/spec/site.md W100.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from django.utils.translation import gettext

HOLE = re.compile(r"{([a-z]+)}")
WITHIN = r"(?:`[^`]*`|[^`])+?"
"""What may stand in a hole: what is quoted stays together."""
NUMBER = r"[0-9][0-9,]*"


def matched(
    text: str,
    sayings: tuple[str, ...],
    held: Callable[[str, str], str],
    *,
    tell: Callable[[str], str] = gettext,
) -> str:
    """A text by the saying whose form it has, in the language of the page; each hole as `held` tells it by its name.

    What has the form of none stays as it is.
    """
    for saying, form in _forms(sayings):
        found = form.fullmatch(text)
        if found:
            return tell(saying).format(**{name: held(name, value) for name, value in found.groupdict().items()})
    return text


@cache
def _forms(sayings: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every saying that has holes, as a form to compare with; what says most of itself comes first."""
    open_ones = sorted((each for each in sayings if HOLE.search(each)), key=lambda each: -len(HOLE.sub("", each)))
    return tuple((each, _form(each)) for each in open_ones)


def _form(saying: str) -> re.Pattern[str]:
    parts = HOLE.split(saying)
    holes = (f"(?P<{name}>{NUMBER if name == 'count' else WITHIN})" for name in parts[1::2])
    return re.compile("".join(map(str.__add__, map(re.escape, parts[::2]), (*holes, ""))), re.DOTALL)
