"""Pages of the overview: home by role, the programme, the dashboard, open data."""

from __future__ import annotations

from capacity.core.languages import lazy_gettext as _l
from capacity.overview import policy
from capacity.overview.views import dashboard, fairness, home, open_data, public
from capacity.overview.views.base import bp
from capacity.web.navigation import Way

WAYS = (
    Way("public", "today", _l("Home"), "overview.home", policy.may_visit, order=0),
    Way("public", "today", _l("The programme"), "overview.programme", policy.may_visit, order=5),
    Way("association", "today", _l("Journey"), "overview.home", policy.has_journey, order=0),
    Way("association", "today", _l("Home"), "overview.home", policy.has_home & ~policy.has_journey, order=0),
    Way("staff", "today", _l("Today"), "overview.home", policy.is_desk, order=0),
    Way("staff", "today", _l("Overview"), "overview.dashboard", policy.may_see_dashboard, order=10),
    Way("staff", "today", _l("Fairness report"), "overview.fairness", policy.may_see_dashboard, order=15),
)

PROVIDES = (("region.related", public.in_region),)

__all__ = ["PROVIDES", "WAYS", "bp", "dashboard", "fairness", "home", "open_data"]
