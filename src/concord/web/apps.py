"""The site as an application of Django: its templates, files, translations and tables."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Names the tables of accounts."""

    name = "concord.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
