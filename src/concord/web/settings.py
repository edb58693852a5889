"""Django's settings for the site of one node. The folder of the node comes by CONCORD_NODE, set by who starts it.

Content is only in the vault; what Django keeps here is accounts, sessions and second factors, in the same database
(docs/spec/site.md W2). Nothing a page needs comes from elsewhere, and no page holds code of its own (W4).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from concord.web.boot import database, name_of, secret

HERE = Path(__file__).resolve().parent
CONCORD_NODE = Path(os.environ.get("CONCORD_NODE", "."))
CONCORD_CLOCK = "concord.web.node.clock"
"""What gives the instant of a request."""

CONCORD_LIVE_SECONDS = 5.0
"""Seconds between two beats of live updates."""

DEBUG = False
SECRET_KEY = secret(CONCORD_NODE)
ALLOWED_HOSTS = os.environ.get("CONCORD_HOSTS", "127.0.0.1,localhost").split(",")
_IS_SECURE = os.environ.get("CONCORD_PLAIN_HTTP", "") == ""

INSTALLED_APPS = [
    "concord.vault.apps.VaultConfig",
    "concord.web.apps.WebConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "concord.web.partial.unkept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "concord.web.pages.errors.in_words",
]
ROOT_URLCONF = "concord.web.urls"
WSGI_APPLICATION = None
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "concord.web.seats.shown",
                "concord.web.partial.shown",
                "concord.web.parts.installed.shown",
            ],
            "builtins": ["concord.web.templatetags.marks"],
        },
    }
]
DATABASES = {"default": database(CONCORD_NODE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "web.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesBackend", "allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "concord.web.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
CONCORD_WAYS: tuple[tuple[str, Any, str], ...] = ()
"""Ways beside password and second factor by which an account says again who it is: each an id, its words, and the name
of the address that asks (W154)."""
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = f"Concord {name_of(CONCORD_NODE)}"
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "100/m/ip"}
"""Counted in one process and behind a proxy for all who come by it, who may be a whole staff in the morning: what slows
attempts is counted in the database."""
AXES_FAILURE_LIMIT = 8
AXES_USERNAME_CALLABLE = "concord.web.accounts.passwords.tried"
AXES_LOCKOUT_CALLABLE = "concord.web.pages.errors.slowed"
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
LOGIN_URL, LOGIN_REDIRECT_URL, ACCOUNT_LOGOUT_REDIRECT_URL = "account_login", "home", "account_login"

SESSION_COOKIE_NAME = f"concord-{name_of(CONCORD_NODE)}"
SESSION_COOKIE_AGE = 14 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _IS_SECURE
CSRF_FAILURE_VIEW = "concord.web.pages.kept.refused"
CSRF_COOKIE_NAME = f"csrf-{name_of(CONCORD_NODE)}"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
"""A paper of 300 portions has 1,200."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 2**20
FILE_UPLOAD_HANDLERS = ["concord.web.uploads.InMemory"]
"""No file that is uploaded is written to a disk (W97)."""
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(name)s %(message)s"}},
    "handlers": {
        "operator": {"class": "logging.StreamHandler", "formatter": "line"},
        "nobody": {"class": "logging.NullHandler"},
    },
    "loggers": {
        "concord.web": {"handlers": ["operator"], "level": "ERROR", "propagate": False},
        "django": {"handlers": ["nobody"], "propagate": False},
    },
}
"""What fails is told to whoever runs the node, on standard error (W125). What Django would tell holds addresses and
messages of exceptions, in which content may stand."""

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LANGUAGE_COOKIE_NAME = "concord-language"
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
