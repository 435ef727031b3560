"""The programme at a glance, for those who run it: their regions, in charts with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

from flask import current_app, render_template

from capacity.admission.calls.queries import public_calls
from capacity.community.partnerships.states import CommitmentState
from capacity.core import clock
from capacity.core.charts import bars, stacked
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.core.languages import lazy_gettext as _l
from capacity.mentoring.mentorships.states import MentorshipState
from capacity.mentoring.shadow_reports.states import ReportState
from capacity.overview import policy
from capacity.overview.queries.figures import NOWHERE, applications_by_province, figures
from capacity.overview.queries.tallies import for_the_dashboard
from capacity.overview.views import atlas
from capacity.overview.views.base import bp
from capacity.overview.views.complaints import complaints
from capacity.overview.views.gathered import Chart, Gathered
from capacity.overview.views.offers import offers
from capacity.people.accounts.states import Gender
from capacity.rollout.phases.queries import placed
from capacity.training.attendance.states import COUNTED, Mark
from capacity.training.certificates.states import CertificateState
from capacity.web.costs import DASHBOARD, costs
from capacity.web.guards import requires
from capacity.web.session import current_actor

MOST_PROVINCES = 15

GENDERS = {Gender.WOMAN: _l("women"), Gender.MAN: _l("men"), Gender.UNSTATED: _l("not stated")}
AGES = {"young": _l("35 or younger"), "older": _l("older"), "unstated": _l("not stated")}


HALF_DAYS: tuple[tuple[object, tuple[Mark, ...]], ...] = (
    (_l("present"), (Mark.PRESENT,)),
    (_l("late or left early"), (Mark.LATE, Mark.LEFT_EARLY)),
    (_l("excused"), (Mark.EXCUSED,)),
    (_l("absent"), (Mark.ABSENT,)),
)


@bp.get("/desk/overview")
@requires(may=policy.may_see_dashboard)
@costs(DASHBOARD)
def dashboard() -> Any:
    """Phases, calls, applications, delegates, attendance, mentorships, reports, agreements; eight statements."""
    now = clock.now()
    scope = policy.regions_of(current_actor())
    everywhere = placed()
    regions = [one for one in everywhere if scope is None or one.code in scope]
    found = for_the_dashboard(now)
    known = Gathered(regions, found, figures(clock.local(now).year))
    lists = atlas.phase_lists(everywhere, found)
    return render_template(
        "overview/dashboard.html",
        shapes=atlas.shapes(everywhere, found),
        legend=atlas.legend(lists),
        scope=None if scope is None else [one.name for one in regions],
        calls=[call for call in public_calls(now) if scope is None or scope & {place.code for place in call.regions}],
        status_of=lambda card: card.status(now),
        numbers=_numbers(known),
        charts=[chart for chart in _charts(known, scope) if chart.drawing.rows],
    )


def _numbers(known: Gathered) -> list[tuple[int, object]]:
    return [
        (sum(received for _region, received, _eligible in known.applications()), _("applications")),
        (known.total("taken"), _("associations taking part")),
        (known.total("held"), _("sessions held")),
        (sum(known.of("gender", gender) for gender in Gender), _("delegates")),
        (known.of("mentorships", MentorshipState.ACTIVE), _("associations accompanied")),
        (sum(known.of("reports", state) for state in FILED), _("reports submitted")),
    ]


MENTORED = (MentorshipState.ACTIVE, MentorshipState.PROPOSED, MentorshipState.ENDED)

FILED = (ReportState.SUBMITTED, ReportState.CONSIDERED, ReportState.FOLLOWED_UP)


def _charts(known: Gathered, scope: frozenset[str] | None) -> list[Chart]:
    drawn = (offers, complaints, _gender, _age, _attendance, _certificates, _mentorships, _reports, _agreements)
    return [_applications(known), _provinces(scope), *(draw(known) for draw in drawn)]


def _mirrored() -> bool:
    return language() == "ar"


def _applications(known: Gathered) -> Chart:
    counted = known.applications()
    return Chart(
        "applications",
        _("Applications by region"),
        _("%(all)s applications were submitted, %(eligible)s of them found eligible so far.",
          all=sum(received for _one, received, _eligible in counted),
          eligible=sum(eligible for _one, _received, eligible in counted)),
        _("Region"),
        stacked(
            [(one.name.text(), [eligible, received - eligible]) for one, received, eligible in counted],
            [_("eligible"), _("other applications")],
            mirrored=_mirrored(),
        ),
    )  # fmt: skip


def _provinces(scope: frozenset[str] | None) -> Chart:
    came = [row for row in applications_by_province() if scope is None or row.region in scope]
    found = sorted(came, key=lambda row: -row.number)
    first, rest = found[:MOST_PROVINCES], found[MOST_PROVINCES:]
    items = [(row.names.text(), row.number) for row in first]
    if rest:
        items.append((_("other provinces (%(number)s)", number=len(rest)), sum(row.number for row in rest)))
    return Chart(
        "provinces",
        _("Applications by province"),
        _("Associations applied from %(number)s provinces and prefectures.", number=len(found)),
        _("Province or prefecture"),
        bars(items, _("applications"), mirrored=_mirrored()),
    )


def _by_region(known: Gathered, topic: str, kinds: Sequence[Any]) -> list[tuple[str, list[float]]]:
    rows = [(one.name.text(), [float(known.of(topic, kind, one)) for kind in kinds]) for one in known.regions]
    return [row for row in rows if any(row[1])]


def _share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole) if whole else 0} %"


def _gender(known: Gathered) -> Chart:
    women, everybody = known.of("gender", Gender.WOMAN), sum(known.of("gender", gender) for gender in Gender)
    return Chart(
        "gender",
        _("Women among delegates"),
        _(
            "%(women)s of %(all)s delegates are women (%(share)s).",
            women=women,
            all=everybody,
            share=_share(women, everybody),
        ),
        _("Region"),
        stacked(
            _by_region(known, "gender", list(GENDERS)), [str(words) for words in GENDERS.values()], mirrored=_mirrored()
        ),
    )


def _age(known: Gathered) -> Chart:
    young, everybody = known.of("age", "young"), sum(known.of("age", age) for age in AGES)
    return Chart(
        "age",
        _("Young people among delegates"),
        _(
            "%(young)s of %(all)s delegates are 35 or younger (%(share)s).",
            young=young,
            all=everybody,
            share=_share(young, everybody),
        ),
        _("Region"),
        stacked(_by_region(known, "age", list(AGES)), [str(words) for words in AGES.values()], mirrored=_mirrored()),
    )


def _attendance(known: Gathered) -> Chart:
    there, kept = (
        sum(known.of("attendance", mark) for mark in COUNTED),
        sum(known.of("attendance", mark) for mark in Mark),
    )
    return Chart(
        "attendance",
        _("Attendance"),
        _("%(share)s of the half-days in the registers were attended.", share=_share(there, kept)),
        _("Region"),
        stacked(_half_days(known), [str(words) for words, _marks in HALF_DAYS], mirrored=_mirrored()),
    )


def _half_days(known: Gathered) -> list[tuple[str, list[float]]]:
    rows = [
        (
            one.name.text(),
            [float(sum(known.of("attendance", mark, one) for mark in marks)) for _words, marks in HALF_DAYS],
        )
        for one in known.regions
    ]
    return [row for row in rows if any(row[1])]


def _certificates(known: Gathered) -> Chart:
    issued = known.of("certificates", CertificateState.ISSUED)
    return Chart(
        "certificates",
        _("Certificates"),
        _("%(issued)s certificates are in force.", issued=issued),
        _("Region"),
        stacked(
            _by_region(known, "certificates", list(CertificateState)),
            _words(list(CertificateState)),
            mirrored=_mirrored(),
        ),
    )


def _mentorships(known: Gathered) -> Chart:
    return Chart(
        "mentorships",
        _("Associations accompanied"),
        _("%(active)s associations are accompanied now.", active=known.of("mentorships", MentorshipState.ACTIVE)),
        _("Region"),
        stacked(_by_region(known, "mentorships", list(MENTORED)), _words(list(MENTORED)), mirrored=_mirrored()),
    )


def _reports(known: Gathered) -> Chart:
    rows = [
        (words, known.of("reports", state)) for state, words in zip(ReportState, _words(list(ReportState)), strict=True)
    ]
    filed = sum(known.of("reports", state) for state in FILED)
    return Chart(
        "reports",
        _("Shadow reports"),
        _(
            "%(filed)s of %(all)s reports were submitted. Only states are known here, never a text.",
            filed=filed,
            all=sum(row[1] for row in rows),
        ),
        _("State"),
        bars([row for row in rows if row[1]], _("reports"), mirrored=_mirrored()),
    )


def _agreements(known: Gathered) -> Chart:
    counted = known.figures.get("commitments", {}).get(NOWHERE, {})
    rows = [
        (words, counted.get(state.value, 0))
        for state, words in zip(CommitmentState, _words(list(CommitmentState)), strict=True)
    ]
    done = counted.get(CommitmentState.FULFILLED.value, 0)
    return Chart(
        "agreements",
        _("Commitments of the agreements"),
        _("%(done)s of %(all)s commitments are fulfilled.", done=done, all=sum(counted.values())),
        _("State"),
        bars([row for row in rows if row[1]], _("commitments"), mirrored=_mirrored()),
    )


def _words(states: Sequence[Enum]) -> list[str]:
    """States as their rooms say them."""
    said = current_app.extensions["wording"].said
    return [str(said(state)[0]) for state in states]
