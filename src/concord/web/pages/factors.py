"""The pages of the second factor: whoever sets one up or takes it away says again who he is, whatever his account has.

Source: docs/spec/site.md W155.
"""

from __future__ import annotations

from allauth.mfa.base import views  # type: ignore[import-untyped]
from allauth.mfa.recovery_codes import views as codes  # type: ignore[import-untyped]
from allauth.mfa.totp import views as totp  # type: ignore[import-untyped]
from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, path

from concord.web.accounts.again import View, said_again


def _asked(view: View) -> View:
    found: View = login_required(said_again(view))
    return found


urlpatterns: list[URLPattern] = [
    path("", views.index, name="mfa_index"),
    path("authenticate/", views.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", views.reauthenticate, name="mfa_reauthenticate"),
    path("totp/activate/", _asked(totp.activate_totp), name="mfa_activate_totp"),
    path("totp/deactivate/", _asked(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("recovery-codes/", _asked(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", _asked(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", _asked(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
]
