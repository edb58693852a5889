"""The settings of the site, with a clock that tests set."""

from __future__ import annotations

from concord.web.settings import *  # noqa: F403

CONCORD_CLOCK = "tests.web.clock.told"
CONCORD_LIVE_SECONDS = 0.2
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""As slow as a test needs; that the site's own is used is tested apart."""
