"""A letter in the desk's own words to the associations that were chosen: previewed as it will be read, written once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from capacity.admission.applications import actions, notices
from capacity.admission.applications.forms import LetterForm
from capacity.admission.applications.models import Application
from capacity.admission.applications.queries import desk_letters
from capacity.admission.applications.states import ApplicationState
from capacity.core.access import Actor
from capacity.core.bulk import BulkAct, Sheet
from capacity.core.languages import NAMES, language, ngettext
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import Letter
from capacity.web.letters import Rendered, render

Chosen = Sequence[Application]


def _form(chosen: Chosen) -> LetterForm:
    read = notices.letters_by_language([one for one in chosen if _is_over(one) is None])
    return LetterForm(languages=list(read))


def _is_over(one: Application, _now: datetime | None = None) -> Any:
    return _("was withdrawn.") if one.state is ApplicationState.WITHDRAWN else None


def _why_not(chosen: Chosen, _actor: Actor, _now: datetime, form: Any) -> Callable[[Application], Any]:
    reached = notices.reachable(chosen)
    mark = notices.letter_mark(form.subject.data, form.text.data) if form is not None else ""
    known = desk_letters.written_to([one.id for one in chosen], mark) if mark else set()

    def why(one: Application) -> Any:
        if (reason := _is_over(one)) is not None:
            return reason
        if one.id not in reached:
            return _("has nobody to write to: telephone instead.")
        return _("was sent this very letter already.") if one.id in known else None

    return why


def _sheets(form: Any, touched: Chosen) -> list[Sheet]:
    """The letter in each language in which it will be read, as the first of its readers will read it."""
    found = []
    for code, about in notices.letters_by_language(touched).items():
        letter = notices.desk_letter_in(code, about[0], subject=form.subject.data, text=form.text.data)
        said = ngettext(
            "%(num)s letter in this language: %(name)s",
            "%(num)s letters in this language: %(name)s",
            len(about),
            name=NAMES[code],
        )
        found.append(Sheet(said, code, render(letter)))
    return found


def _write(chosen: Chosen, actor: Actor, now: datetime, form: Any) -> None:
    actions.write_letter(chosen, subject=form.subject.data, text=form.text.data, actor=actor, now=now)


WRITE = BulkAct(
    key="write",
    label=_l("Write a letter"),
    title=_l("Write to associations in your own words"),
    form=_form,
    why_not=_why_not,
    do=_write,
    said=lambda _form: [
        (
            _("Letter"),
            _("To each person of the association, in that person’s language; it can be read on the site too."),
        ),
        (_("Mind"), _("A screening or a result that is not announced yet may not be told of in it.")),
    ],
    done=lambda n: ngettext("%(num)s association is written to.", "%(num)s associations are written to.", n),
    confirm=_l("Send the letters"),
    plainly_not=_is_over,
    sheets=_sheets,
)


@dataclass(frozen=True)
class WrittenLetter:
    """A letter about an application, as one of its readers reads it: in this reader's language where there is one."""

    row: Letter
    letter: Rendered
    readers: int


def written(application: Application) -> list[WrittenLetter]:
    """What the desk wrote about an application in its own words, the latest first."""
    found = []
    for each in desk_letters.letters_about(application):
        row = next((one for one in each if one.language == language()), each[0])
        found.append(WrittenLetter(row, render(row), len(each)))
    return found
