"""One history of the schema for both engines, each with its own SQL.

Source: docs/spec/vault.md V1.
"""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Both(Operation):
    """Runs the SQL of the engine at hand. There is no way back: a vault of an earlier version comes from its backup."""

    reduces_to_sql = True
    reversible = False

    def __init__(self, sqlite: str, postgresql: str) -> None:
        self.sqlite, self.postgresql = sqlite, postgresql

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The vault has no models: nothing to note."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Run the statements one by one."""
        is_sqlite = schema_editor.connection.vendor == "sqlite"
        for statement in filter(str.strip, (self.sqlite if is_sqlite else self.postgresql).split(";\n")):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        """What Django shows for it."""
        return "SQL of the vault"
