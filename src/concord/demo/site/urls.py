"""The addresses of the demonstration before those of the site.

Source: docs/spec/demo.md X6.
"""

from __future__ import annotations

from django.urls import include, path

from concord.demo.site import pages

urlpatterns = [
    path("demonstration", pages.first, name="demonstration"),
    path("demonstration/enter", pages.enter, name="demonstration-enter"),
    path("demonstration/again", pages.again, name="demonstration-again"),
    path("", include("concord.web.urls")),
]
handler400 = "concord.web.pages.errors.not_taken"
handler403 = "concord.web.pages.errors.not_allowed"
handler404 = "concord.web.pages.errors.missing"
handler500 = "concord.web.pages.errors.broken"
