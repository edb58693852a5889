"""One history of the schema for both engines, each with its own SQL.

Source: docs/spec/vault.md V1.
"""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Both(Operation):
    """Runs the SQL of the engine at hand: `sqlite` or `postgresql`, and `back` to undo either."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, sqlite: str, postgresql: str, back: str) -> None:
        self.sqlite, self.postgresql, self.back = sqlite, postgresql, back

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
        vendor = schema_editor.connection.vendor
        self._run(self.sqlite if vendor == "sqlite" else self.postgresql, schema_editor)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Undo."""
        self._run(self.back, schema_editor)

    def describe(self) -> str:
        """What Django shows for it."""
        return "SQL of the vault"

    def _run(self, text: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in filter(str.strip, text.split(";\n")):
            schema_editor.execute(statement, params=None)
