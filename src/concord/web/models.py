"""The tables of the site's own: accounts, tokens, visits. Everything else that it keeps is a library's.

Source: docs/spec/site.md W2, W20, W25.
"""

from __future__ import annotations

from datetime import datetime

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


class Token(models.Model):
    """A program's way in: the digest of what it says, the account and post it stands for, and until when."""

    digest: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    account: models.CharField[str, str] = models.CharField(max_length=200)
    post: models.CharField[str, str] = models.CharField(max_length=200)
    until: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        db_table = "site_token"

    def __str__(self) -> str:
        return f"{self.account} in {self.post}"


class Visit(models.Model):
    """Up to where an account in a post has seen what changed: a token of its desk, which says nothing."""

    account: models.CharField[str, str] = models.CharField(max_length=200)
    post: models.CharField[str, str] = models.CharField(max_length=200)
    token: models.TextField[str, str] = models.TextField()

    class Meta:
        db_table = "site_visit"
        unique_together = (("account", "post"),)

    def __str__(self) -> str:
        return f"{self.account} in {self.post}"
