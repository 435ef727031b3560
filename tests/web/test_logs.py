"""What a log tells of an error: its kind and where it is in the code; no secret of an address, nobody's words."""

from __future__ import annotations

from typing import Any

import pytest
from structlog.testing import capture_logs

from capacity.web.guards import public

pytestmark = pytest.mark.one_database


def test_an_error_is_told_by_its_place_and_never_by_words(
    app: Any, client: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    @public
    def broken(token: str) -> Any:
        try:
            raise KeyError("the words of a draft")
        except KeyError as problem:
            raise ValueError("the words of a comment") from problem

    monkeypatch.setitem(app.view_functions, "accounts.reset", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", value=False)
    client.allow_failures = True
    with capture_logs() as lines:
        assert client.get("/reset/the-secret-of-a-letter").status_code == 500
    said = f"{lines}{caplog.text}"
    assert "words of" not in said
    assert "the-secret" not in said
    told = next(line for line in lines if line["event"] == "request failed")
    assert (told["route"], told["error"]) == ("/reset/<token>", "ValueError")
    assert "KeyError" in told["where"]
    assert told["where"][-1].endswith(" broken")
