"""The site as a server calls it: pages by threads, whatever else by the same door.

Source: docs/spec/site.md W1.
"""

from __future__ import annotations

import gc
import os
from importlib import import_module
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concord.web.settings")

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

LIVE = "/live"
"""The address that stays open (W24)."""
BETWEEN_LOOKS = 10_000
"""By how many objects the process may grow before Python looks for garbage: what is kept of rules and readers is many
small objects that stay, and at the 700 of Python a first page spends a quarter of its time in looking through them."""
gc.set_threshold(BETWEEN_LOOKS)
_pages = WSGIMiddleware(get_wsgi_application(), workers=8)  # type: ignore[arg-type]  # Django names its own response


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer what a server was asked."""
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
    if scope["path"] == LIVE:
        await import_module("concord.web.live").answer(scope, receive, send)
        return
    await _pages(scope, receive, send)
