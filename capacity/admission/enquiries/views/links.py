"""Links in letters by which an address is confirmed, or letters are ended: signed, so that nothing of them is kept."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from flask import current_app, url_for
from itsdangerous import BadData, URLSafeSerializer

from capacity.admission.enquiries import notices, queries
from capacity.admission.enquiries.models import Subscription
from capacity.admission.enquiries.states import ADDRESSES_FOR
from capacity.core.outbox import Letter
from capacity.web.signing import PatientSerializer


def _ends() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="end a call's news")


def _confirms() -> PatientSerializer:
    return PatientSerializer(current_app.secret_key or "", salt="confirm an address")


def end_token(subscription: Subscription) -> str:
    """What the link that ends the letters carries; good for as long as there are letters."""
    return str(_ends().dumps(_named(subscription)))


def confirm_token(subscription: Subscription) -> str:
    """What the link that confirms an address carries."""
    return str(_confirms().dumps(_named(subscription)))


def _named(subscription: Subscription) -> list[int | str]:
    """Its number with a print of its address: a number may be given again once a subscription was ended."""
    return [subscription.id, hashlib.sha256(subscription.email.encode()).hexdigest()[:16]]


def secrets_for(*, letter: Letter, now: datetime) -> dict[str, Any]:
    """The signed part of the link of a letter of this room; nothing for the others."""
    if letter.template == notices.CONFIRM:
        asked = queries.subscription(letter.about_id or 0)
        return {"token": confirm_token(asked)} if asked is not None else {}
    if letter.template == notices.NEWS:
        told = queries.subscription(letter.data["subscription"])
        return _ending(told) if told is not None else {}
    return {}


def _ending(subscription: Subscription) -> dict[str, str]:
    token = end_token(subscription)
    with current_app.test_request_context(base_url=current_app.config["BASE_URL"]):
        return {"token": token, "unsubscribe": url_for("enquiries.end_news", token=token, _external=True)}


def overtaken(*, letter: Letter, now: datetime) -> bool:
    """Whether whoever was to read a letter on news has ended these letters meanwhile."""
    return letter.template == notices.NEWS and queries.subscription(letter.data["subscription"]) is None


def subscription_to_end(token: str) -> Subscription | None:
    """The subscription that a link ends, however old the letter is."""
    return _read(_ends(), token)


def subscription_to_confirm(token: str) -> Subscription | None:
    """The subscription that a link confirms, while the address is kept."""
    return _read(_confirms(), token, max_age=int(ADDRESSES_FOR.total_seconds()))


def _read(serializer: Any, token: str, **limits: Any) -> Subscription | None:
    try:
        named = serializer.loads(token, **limits)
    except (BadData, UnicodeError):
        return None
    found = queries.subscription(named[0])
    return found if found is not None and _named(found) == named else None
