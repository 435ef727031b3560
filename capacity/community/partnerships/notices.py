"""The implementation summary of an agreement, as a paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from capacity.community.partnerships.models import Agreement, AgreementParty, Commitment
from capacity.core import clock, papers
from capacity.core.day_words import day_in_words
from capacity.core.languages import gettext as _
from capacity.core.languages import in_language

Words = Mapping[Any, tuple[object, str]]
"""States in words, as the pages say them."""

TEMPLATE = "community/partnerships/papers/summary.typ"


def summary(agreement: Agreement, *, words: Words, language: str, now: datetime) -> bytes:
    """The PDF: parties, their progress, every commitment with its state, and what was done."""
    with in_language(language):
        data = {
            "title": agreement.title.text(),
            "kind": agreement.kind.text(),
            "heading": _("Implementation summary"),
            "as_of": _("As of %(day)s", day=_day(clock.local(now).date(), language)),
            "state": str(words[agreement.state][0]),
            "parties": [_party(agreement, party, words) for party in agreement.parties],
            "headers": [_("Commitment"), _("State"), _("Reason")],
            "activities_heading": _("What was done"),
            "activities": [
                {
                    "day": _day(activity.held_on, language),
                    "text": activity.text,
                    "language": activity.language,
                    "about": activity.commitment.name.text() if activity.commitment else "",
                }
                for activity in agreement.activities
            ],
            "no_activities": _("Nothing was written down yet."),
            "no_commitments": _("The agreement names no commitment of this party."),
        }
    return papers.render(TEMPLATE, data, language=language, dated=now.replace(microsecond=0))


def _party(agreement: Agreement, party: AgreementParty, words: Words) -> dict[str, object]:
    progress = agreement.progress_of(party)
    return {
        "name": party.name.text(),
        "progress": _("%(done)s of %(owed)s commitments fulfilled", done=progress.fulfilled, owed=progress.owed),
        "commitments": [_commitment(one, words) for one in agreement.commitments_of(party)],
    }


def _commitment(commitment: Commitment, words: Words) -> list[str]:
    return [commitment.name.text(), str(words[commitment.state][0]), commitment.reason]


def _day(day: date, language: str) -> str:
    return day_in_words(day, "d MMMM y", language)
