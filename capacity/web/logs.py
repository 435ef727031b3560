"""One line of JSON per request: what was asked, how it ended, how long it took; nobody's name, address or words."""

from __future__ import annotations

import logging
import sys
import time

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("request")


def configure(level: str) -> None:
    """JSON lines on standard error, from this level upwards."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )


def init_app(app: Flask, level: str) -> None:
    """Log every request but those for assets: the route, not the address, which may carry a code or a token."""
    configure(level)

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def note(answer: Response) -> Response:
        if request.endpoint not in {"assets.file", "health.healthz"}:
            log.info(
                "request",
                method=request.method,
                route=str(request.url_rule) if request.url_rule else None,
                status=answer.status_code,
                ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
            )
        return answer
