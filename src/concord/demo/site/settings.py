"""Django's settings for a node of the demonstration: those of the site, with its first page, banner and clock.

They refuse a node that the demonstration did not make. Source: docs/spec/demo.md X6.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy

from concord.demo.making import MARK
from concord.web import settings as site

globals().update({name: value for name, value in vars(site).items() if name.isupper()})
HERE = Path(__file__).resolve().parent

if not (site.CONCORD_NODE / MARK).is_file():
    raise ImproperlyConfigured(f"{site.CONCORD_NODE}: expected a node that the demonstration made, found another")

CONCORD_NODES: dict[str, str] = json.loads(os.environ["CONCORD_DEMO_NODES"])
"""The address of each node, by its side; this one's is CONCORD_SIDE."""
CONCORD_SIDE = os.environ["CONCORD_DEMO_SIDE"]
CONCORD_CLOCK = "concord.demo.site.clock.told"

INSTALLED_APPS = ["concord.demo.site", *site.INSTALLED_APPS]
MIDDLEWARE = ["concord.demo.site.banner.Banner", *site.MIDDLEWARE]
ROOT_URLCONF = "concord.demo.site.urls"
LOCALE_PATHS = [HERE / "locale", *site.LOCALE_PATHS]
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
CONCORD_WAYS = (("click", gettext_lazy("One click, as everything here"), "demonstration-again"),)
LOGIN_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "demonstration"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **site.CONTENT_SECURITY_POLICY["DIRECTIVES"],
        "form-action": [*site.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"], *CONCORD_NODES.values()],
    }
}
