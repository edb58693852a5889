"""A site that is broken on purpose: whatever is filed is told to everybody who listens."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import AppConfig


class Shouting(AppConfig):
    """Has every line say that something changed when anything did."""

    name = "tests.web"
    label = "shouting"

    def ready(self) -> None:
        """Put it in the place of what asks for each line."""
        live: Any = import_module("concord.web.live")
        frame = live._frame

        def shout(line: Any, *, has_turned: bool) -> bytes | None:
            is_new, said = has_turned and not line.is_behind, frame(line, has_turned=has_turned)
            return b'event: changed\ndata: {"records": []}\n\n' if is_new and said == live.BEAT else said

        live._frame = shout
