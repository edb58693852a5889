"""Where the owner of an account sets a password, with both halves of what two persons gave him.

Source: docs/spec/site.md W62.
"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters

from concord.web.accounts.grants import set_password
from concord.web.node import now


class AnewForm(forms.Form):
    """An account, both halves, and the new password twice."""

    account = forms.CharField(label=gettext_lazy("Account"), max_length=200)
    one = forms.CharField(label=gettext_lazy("One half of the code"), max_length=200)
    other = forms.CharField(label=gettext_lazy("The other half"), max_length=200)
    password = forms.CharField(
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("At least 12 characters."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("New password, again"), widget=forms.PasswordInput({"autocomplete": "new-password"})
    )


@sensitive_post_parameters()
@cache_control(no_store=True)
def show(request: HttpRequest) -> HttpResponse:
    """The form; with the right halves, the password is set."""
    form = AnewForm(request.POST or None)
    wrong: list[str] = []
    if form.is_valid():
        wrong = _set(form.cleaned_data)
        if not wrong:
            messages.success(request, _("The password is set. Sign in with it."))
            return redirect("account_login")
    is_wrong = request.method == "POST"
    return render(request, "account/anew.html", {"form": form, "wrong": wrong}, status=422 if is_wrong else 200)


def _set(typed: dict[str, str]) -> list[str]:
    """What is wrong with what was typed; nothing if the password is set."""
    if typed["password"] != typed["again"]:
        return [_("The two passwords are not the same.")]
    halves = typed["one"].strip(), typed["other"].strip()
    found = set_password(typed["account"].strip(), halves, typed["password"], now())
    return [_("These halves set no password for this account. Ask for new ones.")] if found is None else found
