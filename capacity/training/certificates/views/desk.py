"""Certificates as coordinators and associations see them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, url_for

from capacity.core import clock, search
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.languages import ngettext
from capacity.people.accounts.queries import names_of
from capacity.people.associations.models import Association
from capacity.training.certificates import actions, policy, queries
from capacity.training.certificates.forms import ReissueForm
from capacity.training.certificates.models import Certificate
from capacity.training.certificates.states import CertificateState, shown
from capacity.training.certificates.views.blueprint import bp
from capacity.training.certificates.views.paper import certificate_pdf
from capacity.training.sessions.models import Session
from capacity.training.sessions.queries import region_names
from capacity.training.sessions.queries import session as load_session
from capacity.training.sessions.states import SessionState
from capacity.web import exports
from capacity.web.costs import LIST, costs
from capacity.web.downloads import download
from capacity.web.exports import Cell, Sheet
from capacity.web.forms import ConfirmForm, ReasonForm
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table, one_of
from capacity.web.wording import label


def _search(statement: sa.Select[Any], query: str) -> sa.Select[Any]:
    columns = (Certificate.number, Certificate.name, Certificate.name_ar, Association.name_fr, Association.name_ar)
    return statement.where(search.holds(query, *columns))


def _sheet() -> Sheet:
    return Sheet(
        "certificates",
        _("Certificates"),
        (
            Cell(_l("Number"), lambda row: row.number),
            Cell(_l("Name"), lambda row: row.names.text(), width=30),
            Cell(_l("Association"), lambda row: row.association.name.text(), width=44),
            Cell(_l("Module"), lambda row: row.module_name.text(), width=44),
            Cell(_l("Region"), lambda row: row.session.region.name.text()),
            Cell(_l("State"), lambda row: label(row.state)),
            Cell(_l("Issued"), lambda row: row.issued_at, "date"),
        ),
    )


@bp.route("/desk/certificates", methods=exports.METHODS)
@requires(may=policy.may_list)
@costs(LIST)
def list_certificates() -> Any:
    """Every certificate in the actor's reach."""
    table = Table(
        id_column=Certificate.id,
        sorts=[
            Sort("number", _l("Number"), Certificate.number),
            Sort("name", _l("Name"), Certificate.name),
            Sort("issued", _l("Issued"), Certificate.issued_at),
        ],
        filters=[
            Filter(
                "state",
                _l("State"),
                [(CertificateState.ISSUED.value, _l("Valid")), (CertificateState.REVOKED.value, _l("Revoked"))],
                one_of(Certificate.state),
            ),
            Filter(
                "region",
                _l("Region"),
                [(code, name.text()) for code, name in region_names()],
                one_of(Session.region_code),
            ),
        ],
        search=_search,
        default_sort="-number",
    )
    rows = queries.listed(current_actor())
    if exports.is_asked():
        return exports.answer(table, rows, _sheet())
    return render_template("training/certificates/list.html", page=exports.read(table, rows))


@bp.get("/my-certificates")
@requires(may=policy.is_member)
@costs(LIST)
def for_association() -> Any:
    """The certificates of the member's associations."""
    return render_template(
        "training/certificates/for_association.html",
        certificates=queries.of_associations(current_actor().association_ids),
    )


@bp.get("/certificates/<int:certificate_id>")
@requires(load=queries.certificate, may=policy.may_see)
def show(certificate: Certificate) -> Any:
    """One certificate and what happened to it."""
    events = queries.history(certificate)
    return render_template(
        "training/certificates/show.html",
        certificate=certificate,
        code=shown(certificate.code),
        replacement=queries.replacement_of(certificate),
        events=events,
        names=names_of(event.actor_id for event in events),
    )


@bp.get("/certificates/<int:certificate_id>/certificate.pdf")
@requires(load=queries.certificate, may=policy.may_download)
def paper(certificate: Certificate) -> Any:
    """The certificate in Arabic and French."""
    return download(
        certificate_pdf(certificate),
        filename=f"certificate-{certificate.number}.pdf",
        media_type="application/pdf",
        show=True,
    )


@bp.route("/sessions/<int:session_id>/certificates", methods=["GET", "POST"])
@requires(load=load_session, may=policy.may_issue)
def issue_for(session: Session) -> Any:
    """Who gets a certificate of this session, asked before it is done."""
    form, number = ConfirmForm(), session.id
    if form.is_submitted():
        made = form.validate() and form.attempt(
            lambda: (len(actions.issue(session, actor=current_actor(), now=clock.now())),)
        )
        if made:
            flash(ngettext("%(num)s certificate issued.", "%(num)s certificates issued.", made[0]), "done")
            return redirect(url_for("certificates.issue_for", session_id=number))
    session = load_session(number) or session
    answer = render_template(
        "training/certificates/issue.html",
        session=session,
        form=form,
        held=session.state is SessionState.HELD,
        owed=queries.owed(number),
        issued=queries.of_session(number),
    )
    return answer, (422 if form.is_submitted() else 200)


@bp.route("/certificates/<int:certificate_id>/revoke", methods=["GET", "POST"])
@requires(load=queries.certificate, may=policy.may_revoke)
def revoke(certificate: Certificate) -> Any:
    """Take it back, with a reason."""
    form, number = ReasonForm(), certificate.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.revoke(certificate, reason=form.reason.data, actor=current_actor(), now=clock.now()).id
    ):
        flash(_("The certificate is revoked."), "done")
        return redirect(url_for("certificates.show", certificate_id=number))
    return render_template("training/certificates/revoke.html", form=form, certificate=queries.certificate(number)), (
        422 if form.is_submitted() else 200
    )


@bp.route("/certificates/<int:certificate_id>/reissue", methods=["GET", "POST"])
@requires(load=queries.certificate, may=policy.may_revoke)
def reissue(certificate: Certificate) -> Any:
    """A new one with the corrected name."""
    form, number = ReissueForm(obj=certificate), certificate.id
    if form.validate_on_submit() and (
        made := form.attempt(
            lambda: (
                actions.reissue(
                    certificate,
                    name=form.name.data,
                    name_ar=form.name_ar.data,
                    reason=form.reason.data,
                    actor=current_actor(),
                    now=clock.now(),
                ).id
            )
        )
    ):
        flash(_("The corrected certificate is issued; the one before is revoked."), "done")
        return redirect(url_for("certificates.show", certificate_id=made))
    return render_template("training/certificates/reissue.html", form=form, certificate=queries.certificate(number)), (
        422 if form.is_submitted() else 200
    )
