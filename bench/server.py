"""Asks the program for pages the way its server does, within this process."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from io import BytesIO
from urllib.parse import urlencode

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory, override_settings
from django.utils.crypto import get_random_string

from sessions_log.models import Person

PLAIN_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
"""What `startproject` gives; the admin is measured behind it."""

FORM = "application/x-www-form-urlencoded"
CSRF_SECRET_LENGTH = 32


class Server:
    """A WSGI application behind some middleware, by default the product's, and somebody signed in to it."""

    def __init__(self, person: Person, middleware: Sequence[str] | None = None) -> None:
        with override_settings(MIDDLEWARE=settings.MIDDLEWARE if middleware is None else list(middleware)):
            self._handler = WSGIHandler()
        browser = Client()
        browser.force_login(person)
        session = browser.cookies[settings.SESSION_COOKIE_NAME].value
        self._token = get_random_string(CSRF_SECRET_LENGTH)
        cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={self._token}"
        headers = {"HTTP_HOST": "localhost", "HTTP_COOKIE": cookies, "HTTP_ACCEPT_ENCODING": "gzip"}
        self._environ = RequestFactory().get("/").environ | headers

    def get(self, path: str) -> bytes:
        """Return a page as it goes over the wire. Raises RuntimeError unless the answer is 200."""
        return self._answer(path, {}, HTTPStatus.OK)

    def post(self, path: str, data: Mapping[str, str]) -> bytes:
        """Post a form. Raises RuntimeError unless the answer leads on to another page."""
        body = urlencode({**data, "csrfmiddlewaretoken": self._token}).encode()
        form = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(len(body))}
        return self._answer(path, form | {"wsgi.input": BytesIO(body)}, HTTPStatus.FOUND)

    def _answer(self, path: str, more: dict[str, object], expected: int) -> bytes:
        address, _, query = path.partition("?")
        environ = self._environ | {"PATH_INFO": address, "QUERY_STRING": query} | more
        response = self._handler(environ, _started)
        content = b"".join(response)
        response.close()
        if response.status_code != expected:
            raise RuntimeError(f"{path} answered {response.status_code}")
        return content


def _started(status: str, headers: list[tuple[str, str]], error: object = None) -> Callable[[bytes], object]:
    """Take the answer's head, as a WSGI server does; nothing is ever written by the returned function."""
    return lambda data: None
