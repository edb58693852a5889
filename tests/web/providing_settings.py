"""The settings of a site whose accounts say again who they are by what they came in by."""

from __future__ import annotations

from tests.web.settings import *  # noqa: F403

ROOT_URLCONF = "tests.web.providing"
CONCORD_WAYS = (("elsewhere", "What you came in by", "elsewhere"),)
