"""The way from one application to the next of the list it was opened from, and back to that list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for

from capacity.admission.applications import queries
from capacity.admission.applications.models import Application
from capacity.admission.applications.views.table import table
from capacity.core.access import Actor
from capacity.web.tables import SORT


@dataclass(frozen=True)
class Way:
    """Addresses of the applications beside one, and of their list; ``view`` is what its own addresses carry along."""

    before: str | None = None
    after: str | None = None
    back: str = ""
    view: str = ""


def way_of(application: Application, actor: Actor, tab: str) -> Way | None:
    """None where it was opened from elsewhere: an address that names no order comes from no list."""
    if SORT not in request.args:
        return None
    asked = table()
    beside = asked.beside(queries.desk_numbers(actor), request.args, application.id)
    view = urlencode(asked.view_of(request.args))

    def record(number: int | None) -> str | None:
        return record_url(number, f"{view}&{urlencode({'tab': tab})}") if number is not None else None

    return Way(record(beside.before), record(beside.after), f"{url_for('applications.desk')}?{view}", view)


def record_url(application_id: int, view: str = "") -> str:
    """The record, in the list of this view (as an address spells it)."""
    return address("applications.record", parse_qsl(view), application_id=application_id)


def address(endpoint: str, pairs: Iterable[tuple[str, str]], **arguments: Any) -> str:
    """The address of a page with a view as its query, whatever somebody wrote into that."""
    plain, kept = url_for(endpoint, **arguments), [pair for pair in pairs if pair[0] not in arguments]
    return f"{plain}?{urlencode(kept)}" if kept else plain
