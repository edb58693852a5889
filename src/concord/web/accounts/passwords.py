"""Giving an account a password; and by which name attempts at one are counted.

Source: docs/spec/site.md W3, W83.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from concord.web.models import Account


def give(name: str, password: str) -> list[str]:
    """Give an account a password, and make it if it is new; what is wrong with the password, then nothing is done."""
    try:
        validate_password(password)
    except ValidationError as error:
        return list(error.messages)
    found = Account.objects.filter(name=name).first() or Account(name=name)
    found.set_password(password)
    found.save()
    return []


def tried(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """The name that an attempt is counted under, whether there is such an account or not; case makes no other."""
    asked = (credentials or {}).get("username") or request.POST.get("login", "")
    return str(asked).strip().casefold()
