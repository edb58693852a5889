"""How accounts are dealt with: nobody signs up, nobody is told who exists, and by what one says again who one is.

Source: docs/spec/site.md W3, W154.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter  # type: ignore[import-untyped]
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by whoever administers the node."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Password and second factor, if the account has them, then what the settings add (CONCORD_WAYS)."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated:
            for name, words, address in settings.CONCORD_WAYS:
                found.append({"id": name, "description": words, "url": reverse(address)})
        return found
