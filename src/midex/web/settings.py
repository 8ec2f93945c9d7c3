"""Django settings that a hub and a node share; databases, applications and pages are added by their wiring."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from midex.services.entrance.session import IDLE
from midex.web.languages import ENGLISH_ONLY, offering
from midex.web.log_line import Line

MAX_UPLOAD = 64 * 1024 * 1024
"""Bytes of the largest request a node or hub reads."""

YEAR = 365 * 24 * 3600  # seconds

APPS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "midex.web",
)

MIDDLEWARE = (
    # the first ones see every answer: static files, redirects and errors too
    "midex.web.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "midex.web.unkept.UnkeptMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "midex.web.account.actor.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)


def common(
    *,
    secret_key: str,
    debug: bool = False,
    hosts: Iterable[str] = (),
    secure: bool = False,
    idle: int = IDLE,
    languages: Iterable[str] = ENGLISH_ONLY,
) -> dict[str, Any]:
    """What every process that answers HTTP needs; ``secure`` where a proxy that speaks TLS stands before it.

    ``idle`` are the seconds after which an account that does nothing is signed out, ``languages`` those
    that pages are offered in.
    """
    return {
        "SECRET_KEY": secret_key,
        "DEBUG": debug,
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]", "testserver", *hosts],
        "ROOT_URLCONF": (),
        "MIDDLEWARE": list(MIDDLEWARE),
        "TEMPLATES": [_templates()],
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "LANGUAGE_CODE": "en",
        "LANGUAGES": offering(languages),  # whole ones alone; another would mix two languages on a page
        "FORMAT_MODULE_PATH": "midex.web.formats",
        "STATIC_URL": "/static/",
        "WHITENOISE_USE_FINDERS": True,
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": MAX_UPLOAD,
        # a file that turns out to hold personal data was never on a disk: in memory, or not taken at all
        "FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.MemoryFileUploadHandler"],
        "FILE_UPLOAD_MAX_MEMORY_SIZE": MAX_UPLOAD,
        "SESSION_ENGINE": "midex.stores.accounts.sessions",
        "AUTHENTICATION_BACKENDS": ["midex.stores.accounts.backend.AccountBackend"],
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_AGE": idle,
        # the browser forgets it when it is closed; when it is over, the server knows
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_AGE": None,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_SECURE": secure,
        # believed only where a proxy is known to set it, for anybody can send it
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if secure else None,
        "SECURE_HSTS_SECONDS": YEAR if secure else 0,
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": _own_origin_only()},
        # one process serves a home; random entries are dropped beyond the limit, so it is far
        "CACHES": {
            "default": {
                "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
                "OPTIONS": {"MAX_ENTRIES": 100_000},
            }
        },
        "LOGGING": _quiet_log(),
    }


def _templates() -> dict[str, Any]:
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }


def _own_origin_only() -> dict[str, list[str]]:
    return {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "connect-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }


def _quiet_log() -> dict[str, Any]:
    """Warnings and worse, to standard error, with nothing in them that was sent or is kept."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Line, "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            # one line per refused request would name every mistyped address
            "django.request": {"level": "ERROR"},
            # its whole text is what was sent
            "django.security.DisallowedHost": {"level": "CRITICAL"},
        },
    }
