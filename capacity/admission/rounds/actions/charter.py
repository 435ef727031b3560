"""The charter of commitment: a new version of its text, and the signature that comes with a seat."""

from __future__ import annotations

from datetime import datetime

from capacity.admission.rounds import queries
from capacity.admission.rounds.models import CharterSignature, CharterText, Outcome
from capacity.admission.rounds.states import Signing, signed_sha256
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l


def write_charter(*, text: Localized, seen: int, actor: Actor, now: datetime) -> CharterText:
    """A new version, in three languages; what was signed before stays as it was. ``seen`` is the version read."""
    current = queries.charter_in_force()
    if current.version != seen:
        raise RuleBroken(_l("Somebody else wrote a new version meanwhile: read it before you write another one."))
    if text == current.text:
        raise RuleBroken(_l("These are the words of the version in force: nothing was changed."), field="text")
    written = CharterText(version=current.version + 1, text=text, written_at=now, written_by_id=actor.id)
    db.session.add(written)
    db.session.flush()
    audit.record(
        actor=actor, action="charter_texts.write_charter", obj=written, now=now,
        before=current.version, after=written.version,
    )  # fmt: skip
    return written


def sign_charter(outcome: Outcome, signing: Signing, *, actor: Actor, now: datetime) -> CharterSignature:
    """Keep the text that was read with who signed it, when, and the hash over all of it.

    Refused when another version is in force by now: nobody signs what they have not read.
    """
    charter = queries.charter_in_force()
    text = charter.text.get(signing.language)
    if text is None or charter.sha256(signing.language) != signing.sha256:
        raise RuleBroken(_l("The charter has changed since you opened this page: read it again before you sign."))
    application = outcome.application
    signature = CharterSignature(
        outcome_id=outcome.id,
        version=charter.version,
        language=signing.language,
        text=text,
        name=signing.name,
        role=signing.role,
        signed_at=now,
        person_id=actor.id,
        sha256=signed_sha256(
            text=text,
            version=charter.version,
            number=application.number or "",
            association=application.association.name.text(signing.language),
            name=signing.name,
            role=signing.role,
            signed_at=now,
        ),
    )
    db.session.add(signature)
    db.session.flush()
    audit.record(
        actor=actor, action="charter_signatures.sign_charter", obj=signature, now=now, after=signature.sha256[:60]
    )
    return signature
