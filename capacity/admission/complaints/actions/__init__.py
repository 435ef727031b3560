"""What is done with complaints: filed (``filing``), given and examined (``handling``), answered (``deciding``)."""

from capacity.admission.complaints.actions.deciding import confirm, propose, send_back
from capacity.admission.complaints.actions.filing import attach, begin, detach, file, save, withdraw
from capacity.admission.complaints.actions.handling import answer, ask, assign, give_time
from capacity.admission.complaints.actions.keeping import forget_person, kinds_kept, letters_held

__all__ = [
    "answer",
    "ask",
    "assign",
    "attach",
    "begin",
    "confirm",
    "detach",
    "file",
    "forget_person",
    "give_time",
    "kinds_kept",
    "letters_held",
    "propose",
    "save",
    "send_back",
    "withdraw",
]
