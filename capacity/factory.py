"""Puts the house together: the only module that knows every room."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import ModuleType

from flask import Flask, Response
from flask_compress import Compress
from flask_migrate import Migrate

from capacity.admission.applications import policy as applications_policy
from capacity.admission.applications import views as applications_views
from capacity.admission.calls import policy as calls_policy
from capacity.admission.calls import views as calls_views
from capacity.admission.complaints import policy as complaints_policy
from capacity.admission.complaints import views as complaints_views
from capacity.admission.enquiries import policy as enquiries_policy
from capacity.admission.enquiries import views as enquiries_views
from capacity.admission.notes import policy as notes_policy
from capacity.admission.notes import views as notes_views
from capacity.admission.review import policy as review_policy
from capacity.admission.review import views as review_views
from capacity.admission.rounds import policy as rounds_policy
from capacity.admission.rounds import views as rounds_views
from capacity.community.partnerships import policy as partnerships_policy
from capacity.community.partnerships import views as partnerships_views
from capacity.core import clock, files
from capacity.core.config import Settings, resource
from capacity.core.contributions import provide
from capacity.core.db import db, read_json
from capacity.mentoring.mechanisms import policy as mechanisms_policy
from capacity.mentoring.mechanisms import views as mechanisms_views
from capacity.mentoring.mentorships import policy as mentorships_policy
from capacity.mentoring.mentorships import views as mentorships_views
from capacity.mentoring.shadow_reports import policy as shadow_reports_policy
from capacity.mentoring.shadow_reports import views as shadow_reports_views
from capacity.overview import policy as overview_policy
from capacity.overview import views as overview_views
from capacity.people.accounts import policy as accounts_policy
from capacity.people.accounts import queries as accounts_queries
from capacity.people.accounts import views as accounts_views
from capacity.people.administration import policy as administration_policy
from capacity.people.administration import views as administration_views
from capacity.people.associations import policy as associations_policy
from capacity.people.associations import queries as associations_queries
from capacity.people.associations import views as associations_views
from capacity.rollout.phases import policy as phases_policy
from capacity.rollout.phases import views as phases_views
from capacity.rollout.territory import policy as territory_policy
from capacity.rollout.territory import views as territory_views
from capacity.training.attendance import policy as attendance_policy
from capacity.training.attendance import views as attendance_views
from capacity.training.certificates import policy as certificates_policy
from capacity.training.certificates import views as certificates_views
from capacity.training.sessions import policy as sessions_policy
from capacity.training.sessions import views as sessions_views
from capacity.web import (
    assets,
    bodies,
    converters,
    drawing,
    errors,
    health,
    jobs,
    kept_views,
    letters,
    logs,
    navigation,
    offline,
    pages,
    security,
    session,
    styleguide,
    templating,
    uploads,
    wording,
)
from capacity.web.addresses import Service
from capacity.web.guards import asked_next

ROOMS: dict[str, tuple[ModuleType, ModuleType]] = {
    "territory": (territory_views, territory_policy),
    "phases": (phases_views, phases_policy),
    "accounts": (accounts_views, accounts_policy),
    "associations": (associations_views, associations_policy),
    "administration": (administration_views, administration_policy),
    "calls": (calls_views, calls_policy),
    "enquiries": (enquiries_views, enquiries_policy),
    "applications": (applications_views, applications_policy),
    "notes": (notes_views, notes_policy),
    "review": (review_views, review_policy),
    "rounds": (rounds_views, rounds_policy),
    "complaints": (complaints_views, complaints_policy),
    "sessions": (sessions_views, sessions_policy),
    "attendance": (attendance_views, attendance_policy),
    "certificates": (certificates_views, certificates_policy),
    "mechanisms": (mechanisms_views, mechanisms_policy),
    "mentorships": (mentorships_views, mentorships_policy),
    "shadow_reports": (shadow_reports_views, shadow_reports_policy),
    "partnerships": (partnerships_views, partnerships_policy),
    "overview": (overview_views, overview_policy),
}

ON_POSTGRESQL = {"pool_pre_ping": True, "pool_size": 10, "isolation_level": "READ COMMITTED"}
migrate = Migrate()


class Compressed(Compress):
    """Compresses what is refused too: a form comes back with all that was typed, on the same weak line."""

    def after_request(self, response: Response | None) -> Response:
        """As ``Compress.after_request``, which leaves every answer but a 2xx as it is."""
        if response is None:
            return super().after_request(response)
        if response.status_code < 400:
            known: Response = super().after_request(response)  # which may be 304 now, to who has the compressed one
            return known
        status = response.status
        response.status_code = 200
        answer: Response = super().after_request(response)
        answer.status = status
        return answer


def create_app(settings: Settings | None = None) -> Flask:
    """The application, ready to serve; settings come from the environment unless given."""
    settings = settings or Settings.from_environment()
    app = Service(
        "capacity",
        template_folder=str(resource("templates")),
        static_folder=None,
        root_path=str(resource("templates").parent),
    )
    app.config.update(
        SETTINGS=settings,
        DATA=str(settings.data),
        DEMO=settings.demo,
        BASE_URL=settings.base_url,
        MAIL_FROM=settings.mail_from,
        SMTP_URL=settings.smtp_url,
        TRANSLATIONS=str(Path(__file__).parent / "translations"),
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS={"json_deserializer": read_json}
        | {"hide_parameters": True}  # what people wrote stands in no log of an error
        | ({} if settings.database.startswith("sqlite") else ON_POSTGRESQL),
        COMPRESS_MIMETYPES=["text/html", "application/json", "text/csv", "text/calendar", "application/atom+xml"],
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=1,  # a page fits the first window of a line at every level; this one costs a fifth of 4
    )
    app.url_map.converters["int"] = converters.RowNumber
    drawing.init_app(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(resource("migrations")), render_as_batch=True)
    files.configure(settings)
    logs.init_app(app, settings.log_level)
    security.init_app(app, settings)
    bodies.init_app(app, [views for views, _policy in ROOMS.values()], largest_file_mb=settings.max_upload_mb)
    session.init_app(app, load=signed_in, was_ended=was_ended)
    assets.init_app(app)
    offline.init_app(app)
    errors.init_app(app)
    letters.init_app(app)
    Compressed(app)
    _open_rooms(app)
    for module in (health, jobs, kept_views, pages, uploads):
        app.register_blueprint(module.bp)
    if settings.demo or settings.debug:
        app.register_blueprint(styleguide.bp)
    return app


def _open_rooms(app: Flask) -> None:
    templating.init_app(app, {name: policy for name, (_views, policy) in ROOMS.items()})
    ways: list[navigation.Way] = []
    for views, _policy in ROOMS.values():
        app.register_blueprint(views.bp)
        ways += getattr(views, "WAYS", ())
        for slot, provider in getattr(views, "PROVIDES", ()):
            provide(slot, provider)
    navigation.init_app(app, ways)
    wording.init_app(app, [views for views, _policy in ROOMS.values()])


def was_ended(token: str) -> bool:
    """Whether somebody ended the session of a cookie's token: its reader, in another browser, or an administrator."""
    return accounts_queries.was_ended(hashlib.sha256(token.encode()).hexdigest())


def signed_in(token: str) -> session.Loaded | None:
    """What the database says of a cookie's token."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    found = associations_queries.signed_in(digest, clock.now(), then=asked_next())
    if found is None:
        return None
    asked = found.actor.is_staff or found.has_second_factor
    return session.Loaded(actor=found.actor, owes_second_factor=asked and found.second_factor_at is None)
