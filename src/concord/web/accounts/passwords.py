"""Giving an account a password.

Source: docs/spec/site.md W3.
"""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

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
