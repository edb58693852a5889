"""The settings of the site with passwords that are hashed fast: all else is as in service."""

from __future__ import annotations

from concord.web.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
