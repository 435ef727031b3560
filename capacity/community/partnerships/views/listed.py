"""The agreements: the desk follows all of them, a partner reads those they were given."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import render_template

from capacity.community.partnerships import policy, queries
from capacity.community.partnerships import states as s
from capacity.community.partnerships.models import Agreement
from capacity.community.partnerships.views.room import bp
from capacity.community.partnerships.views.words import WORDS
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.web import exports
from capacity.web.costs import LIST, costs
from capacity.web.exports import Cell, Sheet
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table


@bp.route("/desk/agreements", methods=exports.METHODS)
@requires(may=policy.may_list)
@costs(LIST)
def desk() -> Any:
    """Every agreement with the progress of its commitments."""
    return _listed()


@bp.route("/agreements", methods=exports.METHODS)
@requires(may=policy.may_list_own)
@costs(LIST)
def mine() -> Any:
    """The agreements that this partner may read."""
    return _listed()


def _listed() -> Any:
    statement: Any = queries.agreement_rows(current_actor())
    table, sheet = _table(), _sheet()
    if exports.is_asked():
        return exports.answer(table, statement, sheet)
    return render_template("community/partnerships/list.html", page=exports.read(table, statement))


def _table() -> Table:
    return Table(
        id_column=Agreement.id,
        sorts=[
            Sort("order", _l("Order of the programme"), Agreement.position),
            Sort(
                "signed", _l("Day of signature"), sa.func.coalesce(Agreement.signed_on, sa.literal(date.min, sa.Date))
            ),
        ],
        filters=[
            Filter(
                "state",
                _l("State"),
                [(state.value, WORDS[state][0]) for state in s.AgreementState],
                lambda statement, chosen: statement.where(
                    Agreement.state.in_([s.AgreementState(one) for one in chosen])
                ),
            ),
            Filter(
                "commitment",
                _l("With a commitment"),
                [(state.value, WORDS[state][0]) for state in s.CommitmentState],
                queries.owing,
            ),
        ],
        search=queries.named,
    )


def _sheet() -> Sheet:
    return Sheet(
        "agreements",
        _("Agreements"),
        (
            Cell(_l("Agreement"), lambda row: row.title.text(), width=60),
            Cell(_l("Parties"), lambda row: " · ".join(party.name.text() for party in row.parties), width=60),
            Cell(_l("State"), lambda row: WORDS[row.state][0]),
            Cell(_l("Day of signature"), lambda row: row.signed_on or row.signed_day, "date"),
            Cell(_l("Commitments fulfilled"), lambda row: row.progress.fulfilled, "integer"),
            Cell(_l("Commitments"), lambda row: row.progress.owed, "integer"),
        ),
    )
