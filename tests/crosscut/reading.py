"""Pages of the world as people of a role reach them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.architecture.test_routes import expected, routes
from tests.crosscut.conftest import Stage

_PASSING = re.compile(
    rb'nonce="[^"]*"|data-(?:token|ticket)="[^"]*"'
    rb'|name="(?:csrf_token|submission_id|request_id|client_id|page_sign)"[^>]*value="[^"]*"'
)


def reached(stage: Stage, role: str) -> Iterator[tuple[str, str]]:
    """(endpoint, address) of every page that this role gets, as the matrix says."""
    for name, (method, endpoint) in sorted(routes(stage.app).items()):
        if method == "GET" and expected().get(name, {}).get(role) == 200:
            with stage.app.test_request_context():
                yield endpoint, stage.app.url_for(endpoint, **stage.world.arguments_of(stage.app, endpoint))


def lasting(content: bytes) -> bytes:
    """The page without what differs each time it is asked for."""
    return _PASSING.sub(b"", content)
