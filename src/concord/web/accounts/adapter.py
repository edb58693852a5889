"""How accounts are dealt with: nobody signs up, and nobody is told who exists.

Source: docs/spec/site.md W3.
"""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter  # type: ignore[import-untyped]
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by whoever administers the node."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False
