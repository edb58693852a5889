"""Django's settings for every node: the applications with a schema. Databases are added when a node is opened."""

from __future__ import annotations

INSTALLED_APPS = ["concord.vault.apps.VaultConfig"]
DATABASES: dict[str, dict[str, object]] = {}
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
