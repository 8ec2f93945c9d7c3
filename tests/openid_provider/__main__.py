"""`python -m tests.openid_provider FOLDER PORT BACK EXPIRES`: one client, two people, a new key at each start."""

from __future__ import annotations

import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings

from tests.openid_provider.provider import CLIENT, PASSWORD, PEOPLE, SECRET

LOGIN = "<title>Provider</title><form method=post>{% csrf_token %}{{ form.as_p }}<button>In</button></form>"


class Server(ThreadingMixIn, WSGIServer):
    """Answers several requests at once."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Writes no line per request."""

    def log_message(self, *_args: object) -> None:
        pass


def configure(folder: Path, port: int, expires: int) -> None:
    """Django as a provider."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    templates = {"registration/login.html": LOGIN}
    settings.configure(
        SECRET_KEY="a provider for tests only",
        ALLOWED_HOSTS=["127.0.0.1", "localhost"],
        ROOT_URLCONF="tests.openid_provider.urls",
        USE_TZ=True,
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", templates)]},
            }
        ],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "provider.sqlite3")}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        SESSION_COOKIE_NAME="provider",
        CSRF_COOKIE_NAME="provider_csrf",
        LOGIN_URL="/login/",
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{port}/o",
            "OIDC_RSA_PRIVATE_KEY": pem,
            "PKCE_REQUIRED": True,
            "SCOPES": {"openid": "who you are"},
            "ID_TOKEN_EXPIRE_SECONDS": expires,
            "ALLOWED_REDIRECT_URI_SCHEMES": ["http", "https"],
        },
    )
    django.setup()


def make(back: str) -> None:
    """The database, the client and its people, where they are missing."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from oauth2_provider.models import get_application_model

    call_command("migrate", verbosity=0)
    application: Any = get_application_model()
    application.objects.update_or_create(
        client_id=CLIENT,
        defaults={
            "client_secret": SECRET,
            "client_type": application.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": application.GRANT_AUTHORIZATION_CODE,
            "redirect_uris": back,
            "algorithm": application.RS256_ALGORITHM,
            "skip_authorization": True,
        },
    )
    people: Any = get_user_model()
    for subject, name in PEOPLE.items():
        if not people.objects.filter(username=name).exists():
            people.objects.create_user(pk=int(subject), username=name, password=PASSWORD)


def main(folder: str, port: str, back: str, expires: str) -> None:
    """Serve until told to stop."""
    configure(Path(folder), int(port), int(expires))
    make(back)
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    make_server("127.0.0.1", int(port), application, server_class=Server, handler_class=Quiet).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
