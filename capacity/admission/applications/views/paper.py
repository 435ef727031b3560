"""Applications that came on paper: the template of a call, and a file of rows taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from xlsxwriter.utility import xl_col_to_name

from capacity.admission.applications import actions, policy, queries
from capacity.admission.applications.forms import PaperForm
from capacity.admission.applications.states.paper import (
    QUESTION,
    ROWS_MAX,
    PaperColumn,
    PaperError,
    PaperRefused,
    PaperRow,
    Unfit,
    places_in,
    rows_in,
)
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.export import XLSX
from capacity.admission.applications.views.limits import limits_of, problem_words
from capacity.admission.calls import queries as calls
from capacity.admission.calls.models import Call, Question
from capacity.admission.calls.states import CHOICE_KINDS, QuestionKind
from capacity.core import clock
from capacity.core.access import Role
from capacity.core.errors import RuleBroken
from capacity.core.form_sheets import FormColumn, form_workbook
from capacity.core.languages import NAMES, Localized, language, ngettext
from capacity.core.languages import gettext as _
from capacity.core.sheets import read_rows
from capacity.rollout.territory import queries as territory
from capacity.web.costs import LIST, costs
from capacity.web.downloads import download
from capacity.web.guards import requires
from capacity.web.session import current_actor

WEIGHT_MAX = 5 * 1024 * 1024


def columns_of(call: Call) -> list[PaperColumn]:
    """The columns of a call's template: who applies, the signature, then each question of its form."""
    provinces = {
        words: one.code
        for one in territory.provinces(call.region_codes)
        for words in (one.name.text(), one.name_fr, one.name_ar, one.code)
    }
    languages = {words: code for code, name in NAMES.items() for words in (name, code)}
    fixed = [
        PaperColumn("receipt_number", _("Receipt of deposit"), required=True, length=60),
        PaperColumn("province", _("Province"), provinces, required=True),
        PaperColumn("name_ar", _("Name in Arabic"), required=True, length=200),
        PaperColumn("name_fr", _("Name in French"), required=True, length=200),
        PaperColumn("another", _("Another association than those called alike"), _yes_no()),
        PaperColumn("locality", _("Locality"), length=120),
        PaperColumn("rural", _("Rural"), _yes_no()),
        PaperColumn("phone", _("Telephone"), length=20),
        PaperColumn("email", _("E-mail"), length=254),
        PaperColumn("language", _("Language"), languages, required=True),
        PaperColumn("received_on", _("Received on"), required=True, length=10),
        PaperColumn("signed_name", _("Signed by"), required=True, length=120),
        PaperColumn("signed_role", _("Office in the association"), length=120),
    ]
    asked = [question for question in call.questions if question.kind is not QuestionKind.FILE]
    return [*fixed, *(_question_column(question) for question in asked)]


def _question_column(question: Question) -> PaperColumn:
    return PaperColumn(f"{QUESTION}{question.key}", question.label.text(), _choices(question))


def _yes_no() -> dict[str, str]:
    return {words: key for key, label in (("yes", _("yes")), ("no", _("no"))) for words in (label, key, *_MEANT[key])}


_MEANT = {"yes": ("oui", "نعم"), "no": ("non", "لا")}


def _choices(question: Question) -> dict[str, str]:
    if question.kind in {QuestionKind.YES_NO, QuestionKind.ACKNOWLEDGEMENT}:
        return _yes_no()
    if question.kind not in CHOICE_KINDS:
        return {}
    return {
        words: choice["key"]
        for choice in question.choices
        for words in (Localized(choice["label"]).text(), *Localized(choice["label"]).values(), choice["key"])
        if words
    }


def _hint(question: Question) -> str:
    """How a cell is filled in that holds more than one thing, or not just anything."""
    if question.kind is QuestionKind.SEVERAL_CHOICES:
        between = _("Several answers of the sheet “%(sheet)s”: a semicolon between them.", sheet=_("Choices"))
        if not question.maximum:
            return between
        most = ngettext("%(num)s choice at most", "%(num)s choices at most", question.maximum)
        return f"{between} {most}."
    if question.kind is not QuestionKind.TABLE:
        return limits_of(question).hint
    names = "; ".join(Localized(column["label"]).text() for column in question.columns)
    lines = _("A line of the cell for each, with semicolons: %(columns)s", columns=names)
    return f"{limits_of(question).hint} {lines}"


def _offered(column: PaperColumn) -> tuple[str, ...]:
    """The words offered in a cell: for each choice the first, in the reader's language."""
    first: dict[str, str] = {}
    for words, key in column.choices.items():
        first.setdefault(key, words)
    return tuple(first.values())


@bp.get("/desk/applications/paper")
@requires(may=policy.may_import)
@costs(LIST)
def paper_calls() -> Any:
    """The calls to which paper applications can be taken in."""
    reach = current_actor().regions(Role.COORDINATOR)
    return render_template("admission/applications/paper_calls.html", calls=queries.calls_on_paper(reach))


@bp.get("/desk/calls/<int:call_id>/paper/template")
@requires(load=calls.call, may=policy.may_import)
def paper_template(call: Call) -> Any:
    """An empty spreadsheet with the call's own columns."""
    kinds = {f"{QUESTION}{question.key}": question.kind for question in call.questions}
    hints = {f"{QUESTION}{question.key}": _hint(question) for question in call.questions}
    awaited = {
        f"{QUESTION}{one.key}"
        for one in call.questions
        if one.required and one.condition is None and not one.region_codes
    }
    columns = [
        FormColumn(
            one.key,
            str(one.label),
            hints.get(one.key, ""),
            one.required or one.key in awaited,
            _offered(one),
            several=kinds.get(one.key) is QuestionKind.SEVERAL_CHOICES,
        )
        for one in columns_of(call)
    ]
    content = form_workbook(columns, title=_("Applications"), choices_title=_("Choices"), language=language())
    return download(content, filename=f"{call.reference}.xlsx", media_type=XLSX)


@bp.route("/desk/calls/<int:call_id>/paper", methods=["GET", "POST"])
@requires(load=calls.call, may=policy.may_import)
def paper(call: Call) -> Any:
    """Take in a file of paper applications, whole or not at all."""
    form = PaperForm()
    errors: list[PaperError] = []
    letters: dict[str, str] = {}
    number = call.id
    if form.validate_on_submit():
        columns = columns_of(call)
        cells = _cells(form)
        rows, errors = rows_in(cells, columns) if cells is not None else ([], [])
        letters = _letters(cells or [], columns)
        if 0 < len(rows) <= ROWS_MAX and not form.errors:
            taken = form.attempt(lambda: _take(number, rows, columns, errors))
            if taken:
                flash(_told(taken), "done")
                return redirect(url_for("applications.desk", call=number, channel="paper"))
    page = render_template(
        "admission/applications/paper.html",
        form=form,
        call=calls.call(number) if form.is_submitted() else call,
        errors=[(one.row, label, letters.get(label, ""), _words(one)) for one in errors for label in [_label(one)]],
    )
    return page, (422 if form.is_submitted() else 200)


def _cells(form: Any) -> Sequence[Sequence[object]] | None:
    """What stands in the file that was sent; None when it cannot be read."""
    content = form.file.data.read(WEIGHT_MAX + 1) if form.file.data else b""
    if not content or len(content) > WEIGHT_MAX:
        form.refuse(_("Choose the filled-in template, 5 MB at most."), "file")
        return None
    try:
        return read_rows(content)
    except RuleBroken as broken:
        form.refuse(broken.message, "file")
        return None


def _label(error: PaperError) -> str:
    return error.column.text() if isinstance(error.column, Localized) else str(error.column)


def _letters(cells: Sequence[Sequence[object]], columns: list[PaperColumn]) -> dict[str, str]:
    """The letter by which a spreadsheet calls each column, by its heading."""
    places = places_in(cells, columns)
    return {str(one.label): xl_col_to_name(places[one.key]) for one in columns if one.key in places}


def _take(number: int, rows: list[PaperRow], columns: list[PaperColumn], errors: list[PaperError]) -> actions.Taken:
    call, unread = calls.call(number), list(errors)
    if call is None:
        raise RuleBroken(_("This call is no longer there."))
    try:
        return actions.import_paper(call, rows, columns, wrong=unread, actor=current_actor(), now=clock.now())
    except PaperRefused as refused:
        errors[:] = refused.errors
        raise


def _words(error: PaperError) -> object:
    what = error.what
    return problem_words(what.problem, what.asked, what.value) if isinstance(what, Unfit) else what


def _told(taken: actions.Taken) -> str:
    told = []
    if taken.made or not taken.known:
        told.append(
            ngettext("%(num)s application was taken in.", "%(num)s applications were taken in.", len(taken.made))
        )
    if taken.known:
        told.append(ngettext("%(num)s was there already.", "%(num)s were there already.", taken.known))
    return " ".join(map(str, told))
