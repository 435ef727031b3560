"""Links in letters by which an address is confirmed, or letters are ended: signed, so that nothing of them is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app, url_for
from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from capacity.admission.enquiries import notices, queries
from capacity.admission.enquiries.models import Subscription
from capacity.admission.enquiries.states import ADDRESSES_FOR
from capacity.core.outbox import Letter


def _ends() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="end a call's news")


def _confirms() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="confirm an address")


def end_token(subscription_id: int) -> str:
    """What the link that ends the letters carries; good for as long as there are letters."""
    return str(_ends().dumps(subscription_id))


def confirm_token(subscription_id: int) -> str:
    """What the link that confirms an address carries."""
    return str(_confirms().dumps(subscription_id))


def secrets_for(*, letter: Letter, now: datetime) -> dict[str, Any]:
    """The signed part of the link of a letter of this room; nothing for the others."""
    if letter.template == notices.CONFIRM:
        return {"token": confirm_token(letter.about_id or 0)}
    if letter.template == notices.NEWS:
        token = end_token(letter.data["subscription"])
        with current_app.test_request_context(base_url=current_app.config["BASE_URL"]):
            address = url_for("enquiries.end_news", token=token, _external=True)
        return {"token": token, "unsubscribe": address}
    return {}


def subscription_to_end(token: str) -> Subscription | None:
    """The subscription that a link ends, however old the letter is."""
    return _read(_ends(), token)


def subscription_to_confirm(token: str) -> Subscription | None:
    """The subscription that a link confirms, while the address is kept."""
    return _read(_confirms(), token, max_age=int(ADDRESSES_FOR.total_seconds()))


def _read(serializer: Any, token: str, **limits: Any) -> Subscription | None:
    try:
        number = serializer.loads(token, **limits)
    except (BadData, UnicodeError):
        return None
    return queries.subscription(number) if isinstance(number, int) else None
