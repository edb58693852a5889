"""The settings of a site whose clock went back to before what was filed last."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.cast import NOON
from tests.web.settings import *  # noqa: F403

CONCORD_CLOCK = "tests.web.behind.told"


def told() -> datetime:
    """A minute before noon of the cast's day, when everything of the house was filed."""
    return NOON - timedelta(minutes=1)
