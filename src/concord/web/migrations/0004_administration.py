"""The tables of what is granted and what was done."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


def key() -> models.BigAutoField[int, int]:
    """The number of a row."""
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    """Makes them."""

    dependencies: ClassVar = [("web", "0003_visit")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", key()),
                ("what", models.CharField(max_length=20)),
                ("account", models.CharField(max_length=200)),
                ("post", models.CharField(max_length=200)),
                ("days", models.IntegerField()),
                ("state", models.CharField(max_length=20)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=200)),
                ("first", models.CharField(max_length=64)),
                ("second", models.CharField(default="", max_length=64)),
                ("until", models.DateTimeField(null=True)),
            ],
            options={"db_table": "site_grant"},
        ),
        migrations.CreateModel(
            name="Deed",
            fields=[
                ("id", key()),
                ("at", models.DateTimeField()),
                ("account", models.CharField(max_length=200)),
                ("post", models.CharField(max_length=200)),
                ("act", models.CharField(max_length=40)),
                ("about", models.CharField(max_length=200)),
            ],
            options={"db_table": "site_deed"},
        ),
    ]
