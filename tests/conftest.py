"""What every test may ask for; each fixture is explained where it is made."""

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.support.order",
    "tests.support.requirements",
    "tests.support.rendered",
    "tests.support.applications",
    "tests.support.mail",
    "tests.support.browsing",
    "tests.support.lines",
    "tests.support.demonstration",
]

# A rule is right or wrong, never late: how long an example takes says more of the machine than of the rule.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
