"""The settings of a site that is broken on purpose (shouting.py)."""

from __future__ import annotations

from tests.web import settings
from tests.web.settings import *  # noqa: F403

INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.web.shouting.Shouting"]
