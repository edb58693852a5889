"""The table of visits."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes it."""

    dependencies: ClassVar = [("web", "0002_token")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(max_length=200)),
                ("post", models.CharField(max_length=200)),
                ("token", models.TextField()),
            ],
            options={"db_table": "site_visit", "unique_together": {("account", "post")}},
        ),
    ]
