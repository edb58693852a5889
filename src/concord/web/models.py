"""The tables of the site's own: accounts, tokens, visits, what was granted and done. All else is a library's.

Source: docs/spec/site.md W2, W20, W25, W61, W64.
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


class Grant(models.Model):
    """Something that gives access to an account: asked by one person, and granted or refused by another."""

    what: models.CharField[str, str] = models.CharField(max_length=20)
    account: models.CharField[str, str] = models.CharField(max_length=200)
    post: models.CharField[str, str] = models.CharField(max_length=200)
    """The post of a token; "" for everything else."""
    days: models.IntegerField[int, int] = models.IntegerField()
    """For how many days a token is; 0 for everything else."""
    state: models.CharField[str, str] = models.CharField(max_length=20)
    asked_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    asked_by: models.CharField[str, str] = models.CharField(max_length=200)
    """The person of the roster who asked, by its id."""
    first: models.CharField[str, str] = models.CharField(max_length=64)
    """The digest of the half of who asked; "" where there are no halves."""
    second: models.CharField[str, str] = models.CharField(max_length=64, default="")
    until: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    """Until when a new password may be set."""

    class Meta:
        db_table = "site_grant"

    def __str__(self) -> str:
        return f"{self.what} for {self.account}"


class Deed(models.Model):
    """What somebody did about an account, and when."""

    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    account: models.CharField[str, str] = models.CharField(max_length=200)
    post: models.CharField[str, str] = models.CharField(max_length=200)
    act: models.CharField[str, str] = models.CharField(max_length=40)
    about: models.CharField[str, str] = models.CharField(max_length=200)

    class Meta:
        db_table = "site_deed"

    def __str__(self) -> str:
        return f"{self.account}: {self.act} {self.about}"
