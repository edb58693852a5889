"""The node that this process serves: opened once, by the folder in the settings.

Source: docs/spec/site.md W1.
"""

from __future__ import annotations

import atexit
from datetime import UTC, datetime
from functools import cache
from threading import Lock

from django.conf import settings
from django.utils.module_loading import import_string

from concord.desk import Desk
from concord.formats.marking import Markings
from concord.node.kinds import INSTALLED
from concord.node.node import Node, Seen, open_node

_OPENING = Lock()


def clock() -> datetime:
    """The instant now."""
    return datetime.now(UTC)


def now() -> datetime:
    """The instant of a request."""
    found: datetime = import_string(settings.CONCORD_CLOCK)()
    return found


def node() -> Node:
    """The open node."""
    with _OPENING:
        return _open()


@cache
def _open() -> Node:
    found = open_node(settings.CONCORD_NODE, INSTALLED)
    atexit.register(found.close)
    return found


def desk_of(account: str, post: str, seen: Seen | None = None) -> Desk:
    """The desk of an account in a post, now.

    Raises:
        NoSeatError: the account does not sit there.
        ClockError: the clock is behind the last transaction, and stays so.
    """
    return node().desk_now(account, post, now, seen)


def markings() -> Markings:
    """How labels are printed and read under the rulebook in force."""
    return _markings(node().in_force.number)


@cache
def _markings(number: int) -> Markings:
    return Markings(node().in_force.facts.rulebook)
