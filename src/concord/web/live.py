"""Live updates: "something for you changed", to whoever it changed for; to everybody else only that the line is open.

An answer of its own, beside Django: it stays open, reads the session itself, and asks the desk at every beat.

Source: docs/spec/site.md W24.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.db import DatabaseError, close_old_connections
from django.http import HttpRequest

from concord.desk import Desk
from concord.desk.errors import HandleError, StoreError
from concord.desk.reading import Changes
from concord.node.errors import NoSeatError
from concord.release.errors import ConcordError
from concord.web.node import desk_of, node
from concord.web.seats import SEAT, seat_of

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BEAT = b": beat\n\n"
"""What everybody gets for whom nothing changed: the same bytes at the same times."""
TURNING_BEATS = 12
"""After how many beats it is asked again where nothing was filed: an embargo or a clearance may have ended."""
AT_MOST = 20
"""Lines that one session may hold open in one process: a page each."""
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'"),
]


@dataclass(eq=False)
class Line:
    """An open line to somebody in a post: how they came in, and from where on they know what changed."""

    session: str
    account: str
    post: str
    token: str
    is_behind: bool = True
    frames: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue)


class Pulse:
    """The lines of this process, and the one thread that asks for all of them."""

    def __init__(self) -> None:
        self.lines: set[Line] = set()
        self.thread = ThreadPoolExecutor(1, "live")
        self._last: datetime | None = None
        self._beats = 0
        self._beating: asyncio.Task[None] | None = None

    async def ask(self, question: Callable[..., Any], *given: Any) -> Any:
        """Ask in the thread that may wait for a database."""
        return await asyncio.get_running_loop().run_in_executor(self.thread, _kept(question), *given)

    def add(self, line: Line) -> None:
        """Have a line answered from the next beat on."""
        self.lines.add(line)
        if self._beating is None or self._beating.done():
            self._beating = asyncio.get_running_loop().create_task(self._beat())

    async def _beat(self) -> None:
        while self.lines:
            await asyncio.sleep(settings.CONCORD_LIVE_SECONDS)
            lines = tuple(self.lines)
            for line, frame in zip(lines, await self.ask(self._frames, lines), strict=True):
                line.frames.put_nowait(frame)

    def _frames(self, lines: tuple[Line, ...]) -> list[bytes | None]:
        has_turned = self._has_turned()
        return [_frame(line, has_turned=has_turned) for line in lines]

    def _has_turned(self) -> bool:
        """Whether what somebody may read can have changed since the beat before."""
        self._beats += 1
        try:
            last = node().last
        except StoreError:
            return True
        was, self._last = self._last, last
        return last != was or self._beats % TURNING_BEATS == 0


PULSE = Pulse()


async def answer(scope: Message, receive: Receive, send: Send) -> None:
    """Answer a request for live updates, for as long as its seat lasts and somebody listens."""
    try:
        line = await PULSE.ask(opened, scope) if scope["method"] == "GET" else None
    except (ConcordError, DatabaseError):  # the browser asks again by itself
        return await _refuse(send, 503)
    if line is None:
        return await _refuse(send, 403)
    if sum(each.session == line.session for each in PULSE.lines) >= AT_MOST:
        return await _refuse(send, 429)
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await _send(send, f"retry: 5000\nevent: here\nid: {line.token}\ndata: {line.post}\n\n".encode())
    PULSE.add(line)
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await _relayed(line, gone, send)
    finally:
        PULSE.lines.discard(line)
        gone.cancel()
        with suppress(OSError, asyncio.CancelledError):
            await send({"type": "http.response.body"})


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": HEADERS})
    await send({"type": "http.response.body"})


async def _relayed(line: Line, gone: asyncio.Future[None], send: Send) -> None:
    while not gone.done():
        waiting = asyncio.ensure_future(line.frames.get())
        await asyncio.wait((waiting, gone), return_when=asyncio.FIRST_COMPLETED)
        frame = waiting.result() if waiting.done() else None
        if frame is None:
            waiting.cancel()
            return
        await _send(send, frame)


async def _send(send: Send, frame: bytes) -> None:
    await send({"type": "http.response.body", "body": frame, "more_body": True})


async def _gone(receive: Receive) -> None:
    """Until nobody listens any more."""
    while (await receive())["type"] != "http.disconnect":
        pass


def opened(scope: Message) -> Line | None:
    """A line for whoever asks, from where they last knew; None for who is not signed in or sits nowhere."""
    request = ASGIRequest(dict(scope), BytesIO())
    with suppress(DisallowedHost):
        request.get_host()
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        name, chosen = _account(key)
        seat = seat_of(name, chosen) if name else None
        if seat is not None:
            asked = parse_qs(scope.get("query_string", b"").decode("ascii", "replace"))
            known = request.headers.get("Last-Event-ID") or "".join(asked.get("since", ()))
            token = known if _is_known(seat.desk, known) else seat.desk.token()
            return Line(key, name, seat.post.id, token)
    return None


def _is_known(desk: Desk, token: str) -> bool:
    try:
        return bool(token) and bool(desk.changes(token).token)
    except HandleError:
        return False


def _account(key: str) -> tuple[str, str]:
    """The account of a session and the post it chose; "" if it is over."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(request)
    return (user.get_username() if user.is_active else "", request.session.get(SEAT, ""))


def _frame(line: Line, *, has_turned: bool) -> bytes | None:
    """What a line says at a beat; None when it ends."""
    try:
        if _account(line.session)[0] != line.account:
            return None
        if not (has_turned or line.is_behind):
            desk_of(line.account, line.post)
            return BEAT
        found = changes_of(line)
        line.token, line.is_behind = found.token, False
        return said(found) if found.records or found.everything else BEAT
    except NoSeatError:
        return None
    except (ConcordError, DatabaseError):  # asked again at the next beat, from where it was
        line.is_behind = True
        return BEAT


def changes_of(line: Line) -> Changes:
    """What changed for the seat of a line."""
    return desk_of(line.account, line.post).changes(line.token)


def said(found: Changes) -> bytes:
    """A frame that names what changed."""
    told = json.dumps({"records": found.records, "everything": found.everything}, separators=(",", ":"))
    return f"event: changed\nid: {found.token}\ndata: {told}\n\n".encode()


def _kept(question: Callable[..., Any]) -> Callable[..., Any]:
    """Ask, and let go of connections that are too old or broken."""

    def ask(*given: Any) -> Any:
        close_old_connections()
        try:
            return question(*given)
        finally:
            close_old_connections()

    return ask
