"""Pages for what is not there, or is withheld: one answer (docs/spec/site.md W8)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page for this reader."""
    return render(request, "web/missing.html", {"back": "/"}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed; nothing is said of what."""
    return render(request, "web/broken.html", {"back": "/"}, status=500)


def too_many(request: HttpRequest) -> HttpResponse:
    """Somebody asked more often than anybody needs to, which is what guessing looks like."""
    return render(request, "web/too_many.html", {"back": "/"}, status=429)


def slowed(request: HttpRequest, *given: object) -> HttpResponse:
    """Whoever tried too often waits, the account be there or not (W3)."""
    return render(request, "web/slowed.html", status=429)
