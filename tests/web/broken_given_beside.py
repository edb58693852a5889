"""The settings of a site that is broken on purpose (breaking.py)."""

from __future__ import annotations

from tests.web import settings
from tests.web.settings import *  # noqa: F403

MIDDLEWARE = ["tests.web.breaking.given_beside", *settings.MIDDLEWARE]
