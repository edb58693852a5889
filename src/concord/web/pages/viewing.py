"""Documents as another post sees them now, as far as whoever looks may read them.

Source: docs/spec/site.md W68, W133; docs/spec/node.md I5.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse

from concord.desk import Act, Desk
from concord.dissemination.kinds import DOCUMENT
from concord.node.errors import NoSeatError
from concord.node.node import Seen
from concord.web.lists import listed, title_of
from concord.web.marked import NOTHING, marked, of
from concord.web.node import desk_of, node, now
from concord.web.pages.documents import shown_of
from concord.web.pages.seating import View, seated, who_may
from concord.web.seats import SeatedRequest


def auditing(view: View) -> View:
    """A view for somebody who may look at the log; to anybody else it is not there."""
    return seated(who_may(Act.AUDIT)(view))


def as_post(view: Callable[..., HttpResponse]) -> View:
    """A view of what the post that the address names sees now; the choice again if nobody sits there."""

    def answer(request: SeatedRequest, *args: object, **kwargs: object) -> HttpResponse:
        post = request.GET.get("of", "")
        try:
            desk = desk_of(request.seat.account, request.seat.post.id, Seen(post, now()))
        except NoSeatError:
            return _choice(request, is_wrong=True)
        request.viewing = post
        return view(request, desk, *args, **kwargs)

    return auditing(answer)


@auditing
def choose(request: SeatedRequest) -> HttpResponse:
    """A post to see as: chosen by who keeps the facts, named by anybody else."""
    return _choice(request)


@as_post
def listing(request: SeatedRequest, desk: Desk) -> HttpResponse:
    """The documents that the post sees."""
    found = listed(request, desk, DOCUMENT, order="date", descending=True)
    rows = [(edition, title_of(edition)) for edition in found.page.editions]
    return marked(request, "web/as_documents.html", {"list": found, "rows": rows}, shows=of(*found.page.editions))


@as_post
def show(request: SeatedRequest, desk: Desk, record: str) -> HttpResponse:
    """A document as the post sees it."""
    edition = desk.get(record)
    if edition is None or edition.kind != DOCUMENT.name:
        raise Http404
    return marked(request, "web/document.html", shown_of(edition), shows=of(edition))


def _choice(request: SeatedRequest, *, is_wrong: bool = False) -> HttpResponse:
    at, roster = request.seat.desk.moment.at, node().in_force.facts.roster
    may_list = request.seat.desk.may(Act.KEEP_FACTS)  # the roster is told to nobody else (N13)
    posts = [post.id for post in roster.posts_at(at) if may_list and roster.persons_in(post.id, at)]
    found = {"posts": posts, "wrong": is_wrong}
    return marked(request, "web/as.html", found, shows=NOTHING, status=422 if is_wrong else 200)
