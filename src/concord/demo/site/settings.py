"""Django's settings for a node of the demonstration: those of the site, with its first page, banner and clock.

They refuse a node that the demonstration did not make. Source: docs/spec/demo.md X6.
"""

from __future__ import annotations

import json
import os
from importlib import import_module
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from concord.demo.making import MARK

_SITE = import_module("concord.web.settings")
globals().update({name: value for name, value in vars(_SITE).items() if name.isupper()})
HERE = Path(__file__).resolve().parent

if not (_SITE.CONCORD_NODE / MARK).is_file():
    raise ImproperlyConfigured(f"{_SITE.CONCORD_NODE}: expected a node that the demonstration made, found another")

CONCORD_NODES: dict[str, str] = json.loads(os.environ["CONCORD_DEMO_NODES"])
"""The address of each node, by its side; this one's is CONCORD_SIDE."""
CONCORD_SIDE = os.environ["CONCORD_DEMO_SIDE"]
CONCORD_CLOCK = "concord.demo.site.clock.told"

INSTALLED_APPS = ["concord.demo.site", *_SITE.INSTALLED_APPS]
MIDDLEWARE = ["concord.demo.site.banner.Banner", *_SITE.MIDDLEWARE]
ROOT_URLCONF = "concord.demo.site.urls"
LOCALE_PATHS = [HERE / "locale", *_SITE.LOCALE_PATHS]
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
LOGIN_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "demonstration"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **_SITE.CONTENT_SECURITY_POLICY["DIRECTIVES"],
        "form-action": [*_SITE.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"], *CONCORD_NODES.values()],
    }
}
