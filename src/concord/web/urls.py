"""The addresses of the site.

Source: docs/spec/site.md W7.
"""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from concord.web.pages import documents, home, log, matrix, quarantine, seating

urlpatterns = [
    path("", home.show, name="home"),
    path("seat", seating.choose, name="seat"),
    path("language", set_language, name="set_language"),
    path("account/", include("allauth.urls")),
    path("documents", documents.listing, name="documents"),
    path("documents/new", documents.new, name="new-document"),
    path("documents/<str:record>", documents.show, name="document"),
    path("documents/<str:record>/edit", documents.edit, name="edit-document"),
    path("documents/<str:record>/matrix", matrix.show, name="matrix"),
    path("documents/<str:record>/compare", matrix.compare, name="compare"),
    path("log", log.show, name="log"),
    path("quarantine", quarantine.show, name="quarantine"),
]
handler404 = "concord.web.pages.errors.missing"
handler500 = "concord.web.pages.errors.broken"
