"""The copy that somebody asks for on the page of their account."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from capacity.core import outbox


def archive_of(client: Any, url: str = "/account/export", form: str = "/account/export") -> zipfile.ZipFile:
    """Ask for the copy, let the worker make it, and open what is downloaded."""
    asked = client.submit_form(url, form=form)
    outbox.run_due()
    answer = client.get(f"{asked.location}/result")
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(answer.data))


def copy_of(client: Any) -> dict[str, Any]:
    """What the copy says, as data."""
    kept: dict[str, Any] = json.loads(archive_of(client).read("data.json"))
    return kept
