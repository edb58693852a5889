"""What the API answers where it has no answer: one form for all, whatever was asked for.

Source: docs/spec/site.md W22, W150, W151.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from concord.release.findings import Finding
from concord.web.api.shapes import FaultOut, findings_out
from concord.web.tongue import language

FAULTS: dict[str, tuple[int, Promise]] = {
    "not-taken": (400, gettext_lazy("This cannot be read as a request of this site.")),
    "no-token": (401, gettext_lazy("This needs a token that opens a seat now.")),
    "not-allowed": (403, gettext_lazy("This is not allowed here.")),
    "missing": (404, gettext_lazy("There is nothing at this address.")),
    "not-so": (405, gettext_lazy("This address cannot be asked for in this way.")),
    "changed": (409, gettext_lazy("The record has changed since what was sent was begun: read it again.")),
    "stale": (409, gettext_lazy("Rules or seats changed while this was asked: ask again.")),
    "too-big": (413, gettext_lazy("This is more than the site takes at once.")),
    "unfit": (422, gettext_lazy("This cannot be taken: each finding says why.")),
    "out-of-form": (422, gettext_lazy("This is not in the form that the description of the API gives it.")),
    "handle": (422, gettext_lazy("The cursor or the token was not given for this question and this seat.")),
    "too-many": (429, gettext_lazy("This was asked too often: wait, and ask again.")),
    "broken": (500, gettext_lazy("Something failed here. Nothing more is told of it than its name: {name}.")),
    "clock": (503, gettext_lazy("The clock of this node went back: nothing is read or filed until it is set right.")),
    "store": (503, gettext_lazy("The database of this node cannot be used now: ask again later.")),
}
"""Each code, which programs compare, with its status and its sentence."""

Page = Callable[..., HttpResponse]


def fault(code: str, findings: Iterable[Finding] = (), name: str = "") -> HttpResponse:
    """The answer by a code, in the language that is asked for; `name` is that of a failure."""
    status, sentence = FAULTS[code]
    told = FaultOut(code=code, detail=str(sentence).format(name=name), findings=findings_out(findings))
    headers = {"Content-Language": language()} | ({"WWW-Authenticate": "Bearer"} if code == "no-token" else {})
    body = json.dumps(told.model_dump(), ensure_ascii=False)
    return HttpResponse(body, status=status, content_type="application/json; charset=utf-8", headers=headers)


def is_of_api(request: HttpRequest) -> bool:
    """Whether what is asked for is of the API, be it there or not."""
    return request.path == "/api" or request.path.startswith("/api/")


def unless_api(code: str) -> Callable[[Page], Page]:
    """A page for people; a program is told the same by a code."""

    def either(page: Page) -> Page:
        @wraps(page)
        def answer(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
            return fault(code) if is_of_api(request) else page(request)

        return answer

    return either
