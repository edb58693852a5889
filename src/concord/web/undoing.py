"""What an address held before its last change, carried in the address itself, and the way back to it.

Source: docs/spec/site.md W136.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict

WAS = "was"
"""The name under which an address carries what it held before."""
PLACES = ("after", "page")
"""The names of a place in a list, which is no part of what is asked of it."""
LONGEST = 1_000
"""Letters of a former address that are read at all."""


def state(asked: QueryDict) -> str:
    """What an address asks of a page, in one form, without its place and what it was before."""
    return _in_one_form((name, value) for name in asked for value in asked.getlist(name))


def undone(asked: QueryDict, kept: Iterable[str] = (), now: str | None = None) -> str | None:
    """What an address asked before its last change; None where it does not say, or asks the same.

    What `kept` names stays as it is `now` (the state of the address, unless it is given).
    """
    was, now = asked.get(WAS), state(asked) if now is None else now
    if was is None or len(was) > LONGEST:
        return None
    stays = [each for each in parse_qsl(now) if each[0] in set(kept)]
    former = _in_one_form([*(each for each in parse_qsl(was) if each[0] not in set(kept)), *stays])
    return None if former == now else former


def _in_one_form(pairs: Iterable[tuple[str, str]]) -> str:
    return urlencode(sorted((name, value) for name, value in pairs if value and name not in (WAS, *PLACES)))
