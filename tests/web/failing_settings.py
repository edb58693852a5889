"""The settings of a site with addresses that fail."""

from __future__ import annotations

from tests.web.settings import *  # noqa: F403

ROOT_URLCONF = "tests.web.failing"
