"""The charter of commitment: for everybody to read, for the national coordination to write, and as it was signed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from capacity.admission.rounds import actions, policy, queries
from capacity.admission.rounds.forms import CharterForm
from capacity.admission.rounds.models import CharterSignature
from capacity.admission.rounds.views.blueprint import bp
from capacity.core import clock, papers
from capacity.core.hijri import hijri
from capacity.core.languages import gettext as _
from capacity.core.languages import in_language
from capacity.web.downloads import download
from capacity.web.guards import public, requires
from capacity.web.session import current_actor
from capacity.web.templating import moment_words

TEMPLATE = "admission/rounds/papers/charter.typ"


@bp.get("/charter")
@public
def charter() -> Any:
    """The version in force."""
    return render_template("admission/rounds/charter.html", charter=queries.charter_in_force())


@bp.route("/selection/charter", methods=["GET", "POST"])
@requires(may=policy.may_write_charter)
def write_charter() -> Any:
    """A new version; what was signed stays as it was."""
    current = queries.charter_in_force()
    form = CharterForm(data={"seen": str(current.version), "text": current.text})
    if form.validate_on_submit() and form.attempt(
        lambda: actions.write_charter(
            text=form.text.data, seen=int(form.seen.data), actor=current_actor(), now=clock.now()
        )
    ):
        flash(_("The new version is in force."), "done")
        return redirect(url_for("rounds.write_charter"))
    if form.is_submitted():
        current = queries.charter_in_force()
        form.seen.data = str(current.version)
    page = render_template(
        "admission/rounds/charter_write.html", form=form, charter=current, versions=queries.charter_texts()
    )
    return page, (422 if form.is_submitted() else 200)


@bp.get("/outcomes/<int:application_id>/charter")
@requires(load=queries.signed_charter, may=policy.may_read_signature)
def signed_charter(signature: CharterSignature) -> Any:
    """What was signed, by whom and when."""
    return render_template(
        "admission/rounds/charter_signed.html",
        signature=signature,
        application=signature.outcome.application,
        round=signature.outcome.round,
        own=policy.belongs(current_actor(), signature.outcome),
    )


@bp.get("/outcomes/<int:application_id>/charter.pdf")
@requires(load=queries.signed_charter, may=policy.may_read_signature)
def charter_paper(signature: CharterSignature) -> Any:
    """The same on paper, in the language in which it was signed."""
    with in_language(signature.language):
        data = charter_data(signature)
    content = papers.render(TEMPLATE, data, language=signature.language, dated=signature.signed_at)
    name = f"charter-{signature.outcome.application.number}.pdf"
    return download(content, filename=name, media_type="application/pdf", show=True)


def charter_data(signature: CharterSignature) -> dict[str, Any]:
    """What the paper says, in the language spoken now."""
    application = signature.outcome.application
    day = clock.local(signature.signed_at).date()
    return {
        "title": _("Charter of commitment"),
        "reference": application.number,
        "facts": [
            (_("Association"), application.association.name.text(signature.language)),
            (_("Application"), application.number or ""),
            (_("Call"), signature.outcome.round.call.title.text(signature.language)),
            (_("Version of the charter"), str(signature.version)),
        ],
        "blocks": blocks_of(signature.text),
        "signed": _("Signature of the charter"),
        "signer": [
            (_("Name"), signature.name),
            (_("Role in the association"), signature.role),
            (_("Time"), f"{moment_words(signature.signed_at)} ({hijri(day, signature.language)})"),
        ],
        "hash_label": _("SHA-256 of the text, the signature and its time"),
        "sha256": signature.sha256,
    }


def blocks_of(text: str) -> list[dict[str, Any]]:
    """The text as the paper sets it: headings, paragraphs, lists."""
    found: list[dict[str, Any]] = []
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        if not lines:
            continue
        if all(line.startswith("- ") for line in lines):
            found.append({"kind": "list", "lines": [line[2:] for line in lines]})
        elif lines[0].startswith("#"):
            found.append({"kind": "heading", "lines": [lines[0].lstrip("# ")]})
            if lines[1:]:
                found.append({"kind": "text", "lines": [" ".join(lines[1:])]})
        else:
            found.append({"kind": "text", "lines": [" ".join(lines)]})
    return found
