"""How the desk's table may be asked: its sorts, filters and columns."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from capacity.admission.applications import queries
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState, Completeness
from capacity.admission.applications.views.wording import COMPLETENESS_WORDS, WORDS
from capacity.core import facts
from capacity.core.contributions import collect
from capacity.core.languages import NAMES, Localized, language
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.people.associations.models import Association
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Shown, Sort, Statement, Table, one_of

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
    known = queries.choices(current_actor())
    in_arabic = language() == "ar"
    return Table(
        id_column=Application.id,
        sorts=[
            Sort("sent", _l("Sent"), Application.listed_at),
            Sort("number", _l("Number"), queries.number_column()),
            Sort("name", _l("Association"), Association.name_ar if in_arabic else Association.name_fr),
            Sort("province", _l("Province"), queries.province_column()),
        ],
        default_sort="-sent",
        filters=[
            Filter("call", _l("Call"), known.calls, _calls),
            Filter("region", _l("Region"), [(code, facts.region(code).names) for code in known.regions], _regions),
            Filter("province", _l("Province"), [(code, name) for code, name, _by in known.provinces], _provinces),
            Filter("priority", _l("Priority place"), [("yes", _("yes")), ("no", _("no"))], _priority),
            Filter("seat", _l("Seat"), [("rural", _("Rural")), ("urban", _("Urban"))], _seat),
            Filter("theme", _l("Theme"), themes(), queries.with_theme),
            Filter("state", _l("State"), [(state.value, WORDS[state][0]) for state in ApplicationState], _states),
            Filter("language", _l("Language"), list(NAMES.items()), one_of(Application.language)),
            Filter(
                "completeness",
                _l("Completeness"),
                [(step.value, COMPLETENESS_WORDS[step]) for step in Completeness],
                queries.with_completeness,
            ),
            history(),
            Filter("coalition", _l("Coalition"), [("yes", _("yes")), ("no", _("no"))], queries.with_coalition),
            Filter("double", _l("Possible double"), [("yes", _("yes")), ("no", _("no"))], queries.with_double),
            Filter("channel", _l("Came"), [("line", _("On line")), ("paper", _("On paper"))], _channel),
            Filter("tag", _l("Tag"), known.tags, queries.with_tag),
        ],
        search=queries.with_words,
        columns=COLUMNS,
    )


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

    return Filter("history", _l("Earlier calls"), [(value, label) for value, label, _narrow in answers], apply)


def themes() -> list[tuple[str, Localized]]:
    """(code, name) of the themes an association may work on."""
    return [(line["code"], facts.words(line["name"])) for line in facts.load("themes")["theme"]]


def _calls(statement: Statement, values: list[str]) -> Statement:
    return statement.where(Application.call_id.in_([int(value) for value in values]))


def _regions(statement: Statement, values: list[str]) -> Statement:
    return statement.where(Application.region_code.in_(values))


def _provinces(statement: Statement, values: list[str]) -> Statement:
    return statement.where(Association.province_code.in_(values))


def _priority(statement: Statement, values: list[str]) -> Statement:
    if len(values) > 1:
        return statement
    column = Association.priority_place_id
    return statement.where(column.is_not(None) if values == ["yes"] else column.is_(None))


def _seat(statement: Statement, values: list[str]) -> Statement:
    return statement.where(Association.rural.in_([value == "rural" for value in values]))


def _channel(statement: Statement, values: list[str]) -> Statement:
    return statement.where(Application.on_paper.in_([value == "paper" for value in values]))


def _states(statement: Statement, values: list[str]) -> Statement:
    return statement.where(Application.state.in_([ApplicationState(value) for value in values]))
