"""`python -m tests.web.entering FOLDER`: takes the password of each account on standard input away, and lets it in.

A line is an account, and `factor` behind it where it is to have a second factor. Printed are the name of the cookie,
the key of the session, and a recovery code where there is a factor.
"""

from __future__ import annotations

import sys
from pathlib import Path

from concord.web.commands import start

if __name__ == "__main__":
    start(Path(sys.argv[1]), "tests.web.settings")
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # type: ignore[import-untyped]
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # type: ignore[import-untyped]
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from concord.web.models import Account

    for line in sys.stdin.read().splitlines():
        name, _, factor = line.partition(" ")
        account = Account.objects.get(name=name)
        account.set_unusable_password()
        account.save()
        code = ""
        if factor:
            TOTP.activate(account, generate_totp_secret())
            code = RecoveryCodes.activate(account).get_unused_codes()[0]
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.create()
        print(settings.SESSION_COOKIE_NAME, session.session_key, code)
