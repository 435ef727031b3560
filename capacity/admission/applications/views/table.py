"""How the desk's table may be asked: its sorts, filters and columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import sqlalchemy as sa

from capacity.admission.applications import queries
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState, Completeness
from capacity.admission.applications.views.wording import COMPLETENESS_WORDS, WORDS
from capacity.core import facts, search
from capacity.core.contributions import collect
from capacity.core.languages import LANGUAGES, NAMES, Localized, language
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Shown, Sort, Statement, Table, Ways, one_of

LIST = "applications.desk"

COLUMNS = (
    Shown("number", _l("Number"), sort="number"),
    Shown("call", _l("Call"), at_first=False),
    Shown("region", _l("Region"), at_first=False),
    Shown("province", _l("Province"), sort="province"),
    Shown("place", _l("Priority place"), at_first=False),
    Shown("seat", _l("Seat"), at_first=False),
    Shown("themes", _l("Themes"), at_first=False),
    Shown("state", _l("State")),
    Shown("completeness", _l("Completeness"), at_first=False, kind="num"),
    Shown("language", _l("Language"), at_first=False),
    Shown("coalition", _l("Coalition"), at_first=False),
    Shown("earlier", _l("Earlier calls"), at_first=False, kind="num"),
    Shown("tags", _l("Tags"), at_first=False),
    Shown("sent", _l("Sent"), sort="sent"),
)


def table() -> Table:
    """How the list may be asked; one statement for the choices of its filters."""
    actor = current_actor()
    known, kept = queries.choices(actor), _kept(language())
    regions = [(code, facts.region(code).names.text()) for code in known.regions]
    provinces = [(code, name.text()) for code, name, _by in known.provinces]
    offered = [
        Filter("call", kept.words["call"], known.calls, _calls),
        Filter("region", kept.words["region"], regions, _regions),
        Filter("province", kept.words["province"], provinces, _provinces),
        *kept.filters,
        Filter("tag", kept.words["tag"], known.tags, queries.with_tag, queries.told_by_tag),
        *(one for more in collect("application.filters", actor=actor) for one in more),
    ]
    return Table(
        id_column=Application.id,
        sorts=kept.sorts,
        default_sort="-sent",
        filters=offered,
        search=Ways(queries.with_words, queries.numbers_of_words, search.is_kept, queries.holding_words),
        columns=kept.columns,
    )


@dataclass(frozen=True)
class _Kept:
    """What the list offers whatever it holds, in one language."""

    sorts: list[Sort]
    filters: list[Filter]
    columns: list[Shown]
    words: dict[str, str]


@lru_cache(maxsize=len(LANGUAGES))
def _kept(code: str) -> _Kept:
    yes_no = [("yes", _("yes")), ("no", _("no"))]
    steps = [(step.value, str(COMPLETENESS_WORDS[step])) for step in Completeness]
    return _Kept(
        sorts=_sorts(code),
        filters=[
            Filter("priority", _("Priority place"), yes_no, _priority, _told_by_priority),
            Filter(
                "seat",
                _("Seat"),
                [("rural", _("Rural")), ("urban", _("Urban"))],
                _seat,
                _told_by_seat,
                queries.facts_of_seat,
            ),
            Filter(
                "theme",
                _("Theme"),
                [(key, words.text()) for key, words in themes()],
                queries.with_theme,
                queries.told_by_theme,
                queries.facts_of_theme,
            ),
            Filter(
                "state",
                _("State"),
                [(state.value, _said(state)) for state in ApplicationState],
                _states,
                hints=queries.hints_of_state,
            ),
            Filter("language", _("Language"), list(NAMES.items()), one_of(Application.language)),
            Filter(
                "completeness",
                _("Completeness"),
                steps,
                queries.with_completeness,
                hints=queries.hints_of_completeness,
            ),
            history(),
            Filter("coalition", _("Coalition"), yes_no, queries.with_coalition, queries.told_by_coalition),
            Filter("double", _("Possible double"), yes_no, queries.with_double),
            Filter("channel", _("Came"), [("line", _("On line")), ("paper", _("On paper"))], _channel),
        ],
        columns=[replace(column, label=str(column.label)) for column in COLUMNS],
        words={"call": _("Call"), "region": _("Region"), "province": _("Province"), "tag": _("Tag")},
    )


def _said(state: ApplicationState) -> str:
    """A draft whose closing is over is one still."""
    return _("Being written, or not sent") if state is ApplicationState.DRAFT else str(WORDS[state][0])


def _sorts(code: str) -> list[Sort]:
    name, province = queries.name_column(code), queries.province_column(code)
    by_name, by_province = partial(queries.by_name, code=code), partial(queries.by_province, code=code)
    return [
        Sort("sent", _("Sent"), Application.listed_at, walked=queries.by_moment, has_all=queries.has_moments),
        Sort("number", _("Number"), Application.listed_number, walked=queries.by_number, has_all=queries.has_numbers),
        Sort("name", _("Association"), name, joined=queries.with_name, walked=by_name),
        Sort(
            "province", _("Province"), province, joined=queries.with_seat, walked=by_province, steps=queries.provinces
        ),
    ]


def history() -> Filter:
    """What an association was in earlier calls: here whether it applied, from later rooms how that ended."""
    answers: list[tuple[str, object, Callable[[Statement], Statement]]] = [
        ("applied", _("Applied before"), queries.with_earlier),
        ("first", _("First application"), partial(queries.with_earlier, wanted=False)),
    ]
    for more in collect("application.history"):
        answers += more
    known = {value: narrow for value, _label, narrow in answers}

    def apply(statement: Statement, values: list[str]) -> Statement:
        """Several answers have to hold together: one application has one history."""
        for value in values:
            statement = known[value](statement)
        return statement

    offered = [(value, str(label)) for value, label, _narrow in answers]
    return Filter("history", _("Earlier calls"), offered, apply)


def themes() -> list[tuple[str, Localized]]:
    """(code, name) of the themes an association may work on."""
    return [(line["code"], facts.words(line["name"])) for line in facts.load("themes")["theme"]]


def _calls(statement: Statement, values: list[str]) -> Statement:
    return statement.where(Application.call_id.in_([int(value) for value in values]))


def _regions(statement: Statement, values: list[str]) -> Statement:
    return statement.where(Application.region_code.in_(values))


def _provinces(statement: Statement, values: list[str]) -> Statement:
    return statement.where(Application.province_code.in_(values))


def _priority(statement: Statement, values: list[str]) -> Statement:
    return queries.with_seat_in(statement, queries.in_priority_place(values))


def _told_by_priority(statement: Statement, values: list[str]) -> Statement:
    return queries.told_by_seat(statement, queries.in_priority_place(values))


def _seat(statement: Statement, values: list[str]) -> Statement:
    return queries.with_seat_in(statement, queries.is_rural(values))


def _told_by_seat(statement: Statement, values: list[str]) -> Statement:
    return queries.told_by_seat(statement, queries.is_rural(values))


def _channel(statement: Statement, values: list[str]) -> Statement:
    if len(values) > 1:
        return statement
    return statement.where(Application.on_paper if values == ["paper"] else sa.not_(Application.on_paper))


def _states(statement: Statement, values: list[str]) -> Statement:
    return statement.where(Application.state.in_([ApplicationState(value) for value in values]))
