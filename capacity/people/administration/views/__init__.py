"""Pages of administration."""

from __future__ import annotations

from capacity.core.agenda import WaitingWords
from capacity.core.languages import lazy_gettext as _l
from capacity.people.administration import actions, policy
from capacity.people.administration.states import LetterState
from capacity.people.administration.views import choosing, keeping, people, records
from capacity.people.administration.views.blueprint import bp
from capacity.web.navigation import Way

__all__ = [
    "ACTION_WORDS",
    "KEPT_WORDS",
    "OBJECT_WORDS",
    "PROVIDES",
    "WAITING",
    "WAYS",
    "WORDS",
    "bp",
    "choosing",
    "keeping",
    "people",
    "records",
]

WAYS = (
    Way("staff", "people", _l("People and roles"), "administration.list_people", policy.may_see_people, 20),
    Way("staff", "people", _l("Letters"), "administration.letters", policy.may_see_letters, 30),
    Way("staff", "people", _l("Audit log"), "administration.audit_log", policy.may_read_audit, 40),
    Way("staff", "people", _l("Register of processing"), "administration.register", policy.may_see_register, 50),
    Way("staff", "people", _l("Retention"), "administration.retention", policy.may_keep, 55),
    Way("staff", "people", _l("Settings"), "administration.settings", policy.may_manage_people, 60),
)

WORDS = {
    LetterState.SENT: (records.LETTER_STATES[LetterState.SENT], "done"),
    LetterState.WAITING: (records.LETTER_STATES[LetterState.WAITING], "waiting"),
    LetterState.FAILED: (records.LETTER_STATES[LetterState.FAILED], "failed"),
    LetterState.TOLD: (records.LETTER_STATES[LetterState.TOLD], "done"),
    LetterState.SUPERSEDED: (records.LETTER_STATES[LetterState.SUPERSEDED], "stopped"),
}

OBJECT_WORDS: dict[str, object] = {
    "letters": _l("Letter"),
    "letters_told": _l("Letter told by telephone"),
    "choices": _l("Setting"),
    "exports": _l("Export"),
    "erasures": _l("Erasure"),
    "erasure_holds": _l("Hold on erasure"),
}

ACTION_WORDS = {
    "letters.tell_by_phone": _l("Told by telephone"),
    "choices.choose": _l("Setting changed"),
    "exports.take": _l("Rows of a list taken as a file"),
    "keeping.erase": _l("Erased, because its time was over"),
    "erasure_holds.place": _l("Held back from erasure"),
    "erasure_holds.lift": _l("Hold on erasure lifted"),
}

KEPT_WORDS = {"choices.choose": choosing.kept, "keeping.erase": keeping.erased, "exports.take": str.upper}

PROVIDES = (("facts.store", actions.plan_keeping), ("data.kinds", actions.kinds_kept))

WAITING = {
    "administration.reset": WaitingWords(
        sentence=_l("%(label)s has lost the authenticator: a second person has to confirm its removal"),
        endpoint="administration.factor_reset",
        argument="reset_id",
        act=_l("Look at it"),
    )
}
