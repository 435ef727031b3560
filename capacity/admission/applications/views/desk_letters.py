"""A letter in the desk's own words to the associations that were chosen: previewed as it will be read, written once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.lists import format_list

from capacity.admission.applications import actions, notices
from capacity.admission.applications.forms import LetterForm
from capacity.admission.applications.models import Application
from capacity.admission.applications.queries import desk_letters
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.desk_letters import Spared
from capacity.core import clock
from capacity.core.access import Actor
from capacity.core.bulk import BulkAct, Sheet
from capacity.core.languages import NAMES, language, locale_code, ngettext
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import Letter
from capacity.web.letters import Rendered, render

Chosen = Sequence[Application]


SPARED: dict[Spared, object] = {
    Spared.UNREACHABLE: _l("has nobody to write to: telephone instead."),
    Spared.SAME_WORDS: _l("was sent this very letter already."),
    Spared.TODAY: _l("got a letter of the coordination today already."),
    Spared.TWICE: _l("is written to about another of its applications: one letter a day."),
}


def _post(chosen: Chosen, mark: str, now: datetime) -> notices.Post:
    return notices.post_about([one for one in chosen if _is_over(one) is None], mark=mark, now=now)


def _form(chosen: Chosen) -> LetterForm:
    post = _post(chosen, "", clock.now())
    every = post.addressed(members=True, again=True)
    return LetterForm(
        languages=lambda *, members, again: list(
            post.by_language(post.addressed(members=members, again=again).reached)
        ),
        carriers=len({one.id for one in every.members}),
        left_out=_left_out(post, members=False) or _left_out(post, members=True),
    )


def _left_out(post: notices.Post, *, members: bool) -> int:
    """How many associations get no letter because one of today reached them, or another of this one does."""
    every, once = (post.addressed(members=members, again=again).reached for again in (True, False))
    return len({one.association.id for one in every}) - len({one.association.id for one in once}) or len(every) - len(
        once
    )


def _is_over(one: Application, _now: datetime | None = None) -> Any:
    return _("was withdrawn.") if one.state is ApplicationState.WITHDRAWN else None


def _why_not(chosen: Chosen, _actor: Actor, now: datetime, form: Any) -> Callable[[Application], Any]:
    asked = form is not None
    post = _post(chosen, notices.letter_mark(form.subject.data, form.text.data) if asked else "", now)
    found = post.addressed(members=asked and form.to_members, again=not asked or form.once_more)
    if asked:
        form.addressed = found

    def why(one: Application) -> Any:
        if (reason := _is_over(one)) is not None:
            return reason
        return None if one.id in found.numbers else SPARED[found.why_nobody(one)]

    return why


def sheets_of(
    read: Mapping[str, Sequence[notices.Addressee]], letter_in: Callable[[str, notices.Addressee], Letter]
) -> list[Sheet]:
    """Letters in each language in which they will be read, as the first of its readers will read it."""
    found = []
    for code, about in read.items():
        said = ngettext(
            "%(num)s letter in this language: %(name)s",
            "%(num)s letters in this language: %(name)s",
            len(about),
            name=NAMES[code],
        )
        found.append(Sheet(said, code, render(letter_in(code, about[0]))))
    return found


def _sheets(form: Any, touched: Chosen) -> list[Sheet]:
    numbers = {one.id for one in touched}
    mine = [one for one in form.addressed.reached if one.application.id in numbers]
    written = {"subject": form.subject.data, "text": form.text.data}
    return sheets_of(
        _post(touched, "", clock.now()).by_language(mine),
        lambda code, to: notices.desk_letter_in(code, to, **written),
    )


def _write(chosen: Chosen, actor: Actor, now: datetime, form: Any) -> None:
    actions.write_letter(
        chosen,
        subject=form.subject.data,
        text=form.text.data,
        members=form.to_members,
        again=form.once_more,
        actor=actor,
        now=now,
    )


def _said(form: Any) -> list[tuple[object, object]]:
    said: list[tuple[object, object]] = [
        (
            _("Letter"),
            _("To each person of the association, in that person’s language; it can be read on the site too."),
        )
    ]
    if "members" in form:
        said.append((_("Coalitions"), _members(form.addressed) if form.to_members else ONLY_THE_LEAD))
    said.append((_("Mind"), _("A screening or a result that is not announced yet may not be told of in it.")))
    return said


ONLY_THE_LEAD = _l("Only the association that sends the application is written to, not those that carry it too.")


def _members(found: notices.Addressed) -> str:
    """Which members are written to as well, and which not, each with the reason."""
    reached = list(dict.fromkeys(one.name.text() for one in found.members))
    told = (
        [_("Written to as well: %(names)s.", names=format_list(reached, locale=locale_code(language())))]
        if reached
        else []
    )
    told += [_("%(name)s: %(reason)s", name=one.name.text(), reason=SPARED[why]) for one, why in found.spared_members]
    return " ".join(told)


WRITE = BulkAct(
    key="write",
    label=_l("Write a letter"),
    title=_l("Write to associations in your own words"),
    form=_form,
    why_not=_why_not,
    do=_write,
    said=_said,
    done=lambda n: ngettext(
        "Letters about %(num)s application are on their way.", "Letters about %(num)s applications are on their way.", n
    ),
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
