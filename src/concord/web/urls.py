"""The addresses of the site.

Source: docs/spec/site.md W7.
"""

from __future__ import annotations

from allauth.account import views as account  # type: ignore[import-untyped]
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from concord.web.api.views import api
from concord.web.pages import (
    administration,
    anew,
    approvals,
    arriving,
    clearing,
    deciding,
    directory,
    documents,
    editions,
    editor,
    errors,
    home,
    kept,
    labelling,
    leaving,
    log,
    matrix,
    opposite,
    passwords,
    proposing,
    quarantine,
    removal,
    replay,
    roster,
    rulebook,
    seating,
    tokens,
    viewing,
    widening,
)
from concord.web.parts import search
from concord.web.parts.installed import routes

urlpatterns = [
    path("", home.show, name="home"),
    path("seen", home.seen, name="seen"),
    path("seat", seating.choose, name="seat"),
    path("language", set_language, name="set_language"),
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/password/", passwords.change, name="account_change_password"),
    path("account/password/none/", passwords.without, name="account_set_password"),
    path("account/reauthenticate/", passwords.confirm, name="account_reauthenticate"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/none/", errors.missing, name="account_signup"),
    path("account/2fa/", include("concord.web.pages.factors")),
    path("search", search.show, name="search"),
    *routes(),
    path("documents", documents.listing, name="documents"),
    path("documents/new", editor.new, name="new-document"),
    path("documents/from-file", arriving.show, name="document-from-file"),
    path("documents/<str:record>", documents.show, name="document"),
    path("documents/<str:record>/editions", editions.show, name="editions"),
    path("documents/<str:record>/changes", editions.changes, name="changes"),
    path("documents/<str:record>/edit", editor.edit, name="edit-document"),
    path("documents/<str:record>/labels", labelling.show, name="document-labels"),
    path("documents/<str:record>/proposed", deciding.show, name="document-approvals"),
    path("documents/<str:record>/proposed/decide", deciding.decide, name="decide-together"),
    path("documents/<str:record>/widen/<str:portion>", widening.show, name="widen"),
    path("documents/<str:record>/edition.docx", leaving.as_word, name="document-docx"),
    path("documents/<str:record>/edition.pdf", leaving.as_pdf, name="document-pdf"),
    path("documents/<str:record>/matrix", matrix.show, name="matrix"),
    path("documents/<str:record>/compare", matrix.compare, name="compare"),
    path("directory", directory.show, name="directory"),
    path("directory/opposite", opposite.show, name="opposite"),
    path("directory/<str:record>", directory.post, name="post"),
    path("rulebook", rulebook.show, name="rulebook"),
    path("rulebook/propose/<str:sort>", proposing.show, name="propose-rules"),
    path("approvals", approvals.listing, name="approvals"),
    path("approvals/<str:record>", approvals.show, name="approval"),
    path("approvals/<str:record>/decide", approvals.decide, name="decide"),
    path("log", log.show, name="log"),
    path("log/replay", replay.replay, name="replay"),
    path("as", viewing.choose, name="as"),
    path("as/documents", viewing.listing, name="as-documents"),
    path("as/documents/<str:record>", viewing.show, name="as-document"),
    path("log/held", replay.held, name="held"),
    path("api/v1/", csrf_exempt(errors.missing)),
    path("api/v1/", api.urls),
    path("quarantine", quarantine.show, name="quarantine"),
    path("account/again", kept.again, name="again"),
    path("account/back", kept.back, name="kept-back"),
    path("account/anew", anew.show, name="anew"),
    path("administration", administration.accounts, name="administration"),
    path("administration/account", administration.account, name="administration-account"),
    path("administration/act", administration.act, name="administration-act"),
    path("administration/decide", administration.decide, name="administration-decide"),
    path("administration/tokens", tokens.tokens, name="administration-tokens"),
    path("administration/tokens/make", tokens.make, name="administration-token"),
    path("administration/tokens/revoke", tokens.revoke, name="administration-revoke"),
    path("administration/seats", roster.seats, name="administration-seats"),
    path("administration/seats/change", roster.change, name="administration-change"),
    path("administration/clearance", clearing.show, name="administration-clearance"),
    path("administration/removal", removal.show, name="administration-removal"),
    path("administration/work", administration.work, name="administration-work"),
    path("administration/done", administration.done, name="administration-done"),
]
handler400 = "concord.web.pages.errors.not_taken"
handler403 = "concord.web.pages.errors.not_allowed"
handler404 = "concord.web.pages.errors.missing"
handler429 = "concord.web.pages.errors.too_many"
handler500 = "concord.web.pages.errors.broken"
