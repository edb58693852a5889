"""The one table of the site's own: accounts. Everything else that it keeps is a library's.

Source: docs/spec/site.md W2.
"""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Accounts(BaseUserManager["Account"]):
    """Finds accounts by their names."""


class Account(AbstractBaseUser):
    """A name that the roster knows as an account, and what proves that it is theirs."""

    name: models.CharField[str, str] = models.CharField(max_length=200, unique=True)
    is_active: models.BooleanField[bool, bool] = models.BooleanField(default=True)
    objects = Accounts()
    USERNAME_FIELD = "name"

    class Meta:
        db_table = "site_account"

    def __str__(self) -> str:
        return self.name
