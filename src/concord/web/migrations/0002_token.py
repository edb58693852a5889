"""The table of tokens."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes it."""

    dependencies: ClassVar = [("web", "0001_initial")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("account", models.CharField(max_length=200)),
                ("post", models.CharField(max_length=200)),
                ("until", models.DateTimeField()),
            ],
            options={"db_table": "site_token"},
        ),
    ]
