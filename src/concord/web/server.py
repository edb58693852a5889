"""The site as a server calls it: pages by threads, whatever else by the same door.

Source: docs/spec/site.md W1.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concord.web.settings")

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

LIVE = "/live"
"""The address that stays open (W24)."""
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
