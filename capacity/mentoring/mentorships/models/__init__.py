"""Tables of mentorships, and of the keys that open what is written in them and in reports."""

from capacity.mentoring.mentorships.models.keys import KeyRing, KeyShare, OpenRing, Sealed
from capacity.mentoring.mentorships.models.mentorship import Meeting, Mentorship, MentorshipParty, Milestone

__all__ = ["KeyRing", "KeyShare", "Meeting", "Mentorship", "MentorshipParty", "Milestone", "OpenRing", "Sealed"]
