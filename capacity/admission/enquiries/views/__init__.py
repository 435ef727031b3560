"""Pages of questions: ``public`` and ``asking`` for everybody, ``news`` for subscribers, ``desk`` for who answers."""

from __future__ import annotations

from capacity.admission.enquiries import actions, queries
from capacity.admission.enquiries.views import asking, desk, links, news, public
from capacity.admission.enquiries.views.blueprint import bp
from capacity.admission.enquiries.views.wording import ACTION_WORDS, OBJECT_WORDS, WAITING, WORDS

PROVIDES = (
    ("call.answers", public.on_call_page),
    ("call.related", desk.on_record),
    ("call.written_to", news.written_to),
    ("letter.overtaken", links.overtaken),
    ("letter.secrets", links.secrets_for),
    ("person.export", queries.export_of),
    ("data.kinds", actions.kinds_kept),
    ("letters.held", actions.letters_held),
    ("person.erase", actions.forget_person),
)
PAGES = (public, asking, news, desk)

__all__ = ["ACTION_WORDS", "OBJECT_WORDS", "PAGES", "PROVIDES", "WAITING", "WORDS", "bp"]
