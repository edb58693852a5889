"""The vault as an application of Django: a name for its migrations. It has no models."""

from __future__ import annotations

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Names the schema history."""

    name = "concord.vault"
    label = "vault"
