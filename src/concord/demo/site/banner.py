"""The banner on every page: put into what is sent, whoever made it.

Source: docs/spec/demo.md X7.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

BODY = re.compile(rb"<body[^>]*>", re.IGNORECASE)


class Banner:
    """Says on every page that what it shows is fictional."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request; a page without a body of its own gets the banner before everything else."""
        answer = self._get_response(request)
        if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            with override(getattr(request, "LANGUAGE_CODE", None) or get_language()):
                said = render_to_string("demo/banner.html").encode()
            found = BODY.search(answer.content)
            at = found.end() if found else 0
            answer.content = answer.content[:at] + said + answer.content[at:]
            answer.headers["Content-Length"] = str(len(answer.content))
        return answer
