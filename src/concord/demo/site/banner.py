"""The banner on every page: put into what is sent, whoever made it.

Source: docs/spec/demo.md X7.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import get_language, override

PLACES = (re.compile(rb'<div id="above">'), re.compile(rb"<body[^>]*>", re.IGNORECASE))
"""Where it stands: in what a page of the site has above everything, on paper on every page; else at the beginning."""
HEAD = re.compile(rb"</head>", re.IGNORECASE)


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
            found = next((found for place in PLACES if (found := place.search(answer.content))), None)
            at = found.end() if found else 0
            page = answer.content[:at] + said + answer.content[at:]
            answer.content = HEAD.sub(_style() + b"</head>", page, count=1)
            answer.headers["Content-Length"] = str(len(answer.content))
        return answer


def _style() -> bytes:
    """What the banner looks like, in the head of a page: there it is read once, whatever part is swapped."""
    return f'<link rel="stylesheet" href="{static("demo/demo.css")}">'.encode()
