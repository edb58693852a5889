"""The settings of a site whose database is lost for as long as a file `lost` stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models.sql.compiler import SQLCompiler
from django.db.utils import OperationalError

from concord.vault import Vault
from concord.vault.errors import UnavailableError
from concord.vault.reports import LOST
from tests.web.losing import BOTH, FLAG
from tests.web.settings import *  # noqa: F403
from tests.web.settings import CONCORD_NODE

PLACE = CONCORD_NODE / FLAG


def _lost(do: Callable[..., Any]) -> Callable[..., Any]:
    def asked(*given: Any, **named: Any) -> Any:
        if PLACE.exists():
            raise UnavailableError(LOST)
        return do(*given, **named)

    return asked


def _lost_too(do: Callable[..., Any]) -> Callable[..., Any]:
    def asked(*given: Any, **named: Any) -> Any:
        if PLACE.exists() and PLACE.read_text() == BOTH:
            raise OperationalError
        return do(*given, **named)

    return asked


for name in ("reading", "writing", "take_up"):
    setattr(Vault, name, _lost(getattr(Vault, name)))
Vault.last = property(_lost(Vault.last.fget))  # type: ignore[assignment,attr-defined]  # a property, wrapped
SQLCompiler.execute_sql = _lost_too(SQLCompiler.execute_sql)  # type: ignore[method-assign]
