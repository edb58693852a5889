"""Sites that are broken on purpose: middleware that adds to a page what its reader may not have."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from concord.commitments.principals import one_page
from concord.desk import Query
from concord.formats.docx.write import write
from concord.web.node import desk_of
from concord.web.parts.commitments.paper import paper
from concord.web.parts.commitments.register import editions

Answering = Callable[[HttpRequest], HttpResponse]
OFFICER = ("sec-1", "GSC/security-1")
"""Account and post of somebody who sees everything."""


def hidden_by_style(get_response: Answering) -> Answering:
    """Sends everybody what an officer sees of a document, and hides it in the browser."""

    def answer(request: HttpRequest) -> HttpResponse:
        found = get_response(request)
        record = request.path.removeprefix("/documents/")
        edition = desk_of(*OFFICER).get(record) if record != request.path else None
        if edition is not None and found.status_code == 200:
            texts = " ".join(str(portion.by_field.get("text", "")) for portion in edition.portions)
            _put(found, b"</main>", f"<p hidden>{texts}</p></main>".encode())
        return found

    return answer


def counted_before_release(get_response: Answering) -> Answering:
    """Shows in a badge how many records hold the words, whoever may read them."""

    def answer(request: HttpRequest) -> HttpResponse:
        found = get_response(request)
        words = request.GET.get("q", "")
        if words and found.status_code == 200:
            count = len(desk_of(*OFFICER).search(words, kinds=("document",)).editions)
            _put(found, b"</h1>", f" ({count})</h1>".encode())
        return found

    return answer


def told_apart(get_response: Answering) -> Answering:
    """Says of a document that is withheld that it is, and of one that is not there that it is not."""

    def answer(request: HttpRequest) -> HttpResponse:
        found = get_response(request)
        record = request.path.removeprefix("/documents/")
        if found.status_code == 404 and desk_of(*OFFICER).get(record) is not None:
            _put(found, b"</main>", b"<p>Not for you.</p></main>")
        return found

    return answer


def exported_beside(get_response: Answering) -> Answering:
    """Gives everybody the file for principals that an officer gets."""

    def answer(request: HttpRequest) -> HttpResponse:
        found = get_response(request)
        if request.path == "/commitments/principals.docx" and found.status_code == 200:
            desk = desk_of(*OFFICER)
            page = one_page(*editions(desk, desk.moment.at.date()), day=desk.moment.at.date(), since=None)
            found.content = write(paper(page, "PUBLIC"))
            found.headers["Content-Length"] = str(len(found.content))
        return found

    return answer


def given_beside(get_response: Answering) -> Answering:
    """Puts what an officer sees into everything that is no page: files and answers of the API."""

    def answer(request: HttpRequest) -> HttpResponse:
        found = get_response(request)
        is_page = found.headers.get("Content-Type", "").startswith("text/html")
        if found.status_code == 200 and not is_page and not request.path.startswith("/static/"):
            papers = desk_of(*OFFICER).find(Query("document")).editions
            found.content += " ".join(str(each.values) for paper in papers for each in paper.portions).encode()
            found.headers["Content-Length"] = str(len(found.content))
        return found

    return answer


def _put(answer: HttpResponse, mark: bytes, instead: bytes) -> None:
    """Put something into a page, whose length was told already."""
    answer.content = answer.content.replace(mark, instead)
    answer.headers["Content-Length"] = str(len(answer.content))
