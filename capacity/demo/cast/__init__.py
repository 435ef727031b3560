"""The demo's cast: invented people, associations and papers, the same for the same ``random.Random``.

Pure data and pure functions; nothing here knows a database. No association, person, place of meeting or event is meant
to be a real one; provinces, towns and communes are real.
"""

from capacity.demo.cast.answers import Answer, answer, answers
from capacity.demo.cast.associations import (
    CastAssociation,
    CastDelegate,
    CastOfficer,
    Language,
    associations,
    delegate,
)
from capacity.demo.cast.interests import interests
from capacity.demo.cast.papers import nameless_paper, paper, photo, report
from capacity.demo.cast.people import PersonName, person
from capacity.demo.cast.remarks import (
    complaint,
    conflict,
    meeting_note,
    refusal,
    score_comment,
    screening_note,
    session_report,
)
from capacity.demo.cast.shadow import shadow_passages
from capacity.demo.cast.staff import CastStaff, administrator, committee, coordinators, mentors, partner, trainers
from capacity.demo.cast.venues import CastVenue, venues

__all__ = [
    "Answer",
    "CastAssociation",
    "CastDelegate",
    "CastOfficer",
    "CastStaff",
    "CastVenue",
    "Language",
    "PersonName",
    "administrator",
    "answer",
    "answers",
    "associations",
    "committee",
    "complaint",
    "conflict",
    "coordinators",
    "delegate",
    "interests",
    "meeting_note",
    "mentors",
    "nameless_paper",
    "paper",
    "partner",
    "person",
    "photo",
    "refusal",
    "report",
    "score_comment",
    "screening_note",
    "session_report",
    "shadow_passages",
    "trainers",
    "venues",
]
