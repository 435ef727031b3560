"""Headers on every answer, the nonce of the content security policy, rate limits by address."""

from __future__ import annotations

import math
import secrets
import time
from ipaddress import IPv4Address, ip_address, ip_network
from threading import Timer
from typing import Any

from flask import Flask, Response, g, request
from flask.sessions import SecureCookieSessionInterface
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect, generate_csrf
from itsdangerous import URLSafeTimedSerializer
from limits.errors import ConfigurationError
from limits.storage import MemoryStorage
from werkzeug.middleware.proxy_fix import ProxyFix

from capacity.core.choices import DOCUMENT_MB
from capacity.core.config import Settings
from capacity.core.errors import SettingWrong
from capacity.web.signing import PatientSigner

csrf = CSRFProtect()


def asker() -> str:
    """Under what requests are counted: the address, of IPv6 the network that one house or office is given (a /64).

    Whoever has such a network has all its addresses, and could ask from another one each time.
    """
    address = get_remote_address()
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return address
    return str(known.ipv4_mapped or ip_network((known.packed, 64), strict=False))


class CountedHere(MemoryStorage):
    """Counts in this process's memory, and forgets what is over once in a while: its elder starts a thread for that at
    each request that is counted."""

    STORAGE_SCHEME = ["here"]
    _swept = -math.inf

    @property
    def timer(self) -> Any:
        """What sweeps; it rests for ``SWEPT_SECONDS`` after each time."""
        return self

    @timer.setter
    def timer(self, sweeping: Timer) -> None:
        self._sweeping, self._swept = sweeping, time.monotonic()

    def start(self) -> None:
        """Sweep now."""
        self._sweeping.start()

    def is_alive(self) -> bool:
        """Whether it was swept just now."""
        return time.monotonic() - self._swept < SWEPT_SECONDS


SWEPT_SECONDS = 60
limiter = Limiter(asker, default_limits=[])

POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class _Sessions(SecureCookieSessionInterface):
    """Flask's own, with the signer of the application's key made once."""

    _signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs and reads the cookie."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
            if self._signer is not None:
                self._signer.signer = PatientSigner
        return self._signer


def _token() -> str:
    """The token of this page's forms, of which there may be many."""
    return g.get("csrf_token") or str(generate_csrf())


def nonce() -> str:
    """The nonce of this answer's scripts."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def seconds_to_wait() -> int:
    """For how long the limit that this request ran into still holds."""
    met = limiter.current_limit
    return max(1, math.ceil(met.reset_at - time.time())) if met else 60


def init_app(app: Flask, settings: Settings) -> None:
    """Cookies, CSRF, limits and headers, strict by default."""
    in_memory = settings.rate_limit_storage.startswith("memory:")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-session" if settings.https else "session",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=(max(settings.max_upload_mb * 4, DOCUMENT_MB.most) + 2) * 2**20,
        MAX_FORM_MEMORY_SIZE=8 * 2**20,
        MAX_FORM_PARTS=3000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_STORAGE_URI="here://" if in_memory else settings.rate_limit_storage,
        RATELIMIT_HEADERS_ENABLED=False,
        # A server of limits that falls over stops nobody: each process counts for itself until it is back.
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=not in_memory,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    csrf.init_app(app)
    app.jinja_env.globals["csrf_token"] = _token
    try:
        limiter.init_app(app)
    except ConfigurationError as problem:
        first = str(problem).partition("\n")[0].partition(". ")[0].rstrip(".")
        raise SettingWrong(f"CAPACITY_RATE_LIMIT_STORAGE cannot be used: {first}.") from problem
    if settings.rate_limits:  # all limits stand on views, which check them: nothing is left to do before each request
        app.before_request_funcs[None].remove(limiter._check_request_limit)
    app.session_interface = _Sessions()

    always = [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "geolocation=(), microphone=(), camera=(self)"),
    ]
    if settings.https:
        always.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))

    @app.after_request
    def add_headers(answer: Response) -> Response:
        wanted = [("Content-Security-Policy", POLICY.format(nonce=nonce())), *always]
        if request.endpoint not in {"assets.file", "static"}:
            wanted.append(("Cache-Control", _kept_by_browsers()))
        there = {name.lower() for name, _value in answer.headers}
        for name, value in wanted:
            if name.lower() not in there:
                answer.headers.add(name, value)
        return answer


def _kept_by_browsers() -> str:
    """What was shown to somebody signed in stays in no cache: the next one at a shared telephone presses "back" too."""
    reader = g.get("_login_user")  # where Flask-Login keeps whom this request was answered for
    return "no-cache" if reader is None or reader.actor.is_visitor else "private, no-store"
