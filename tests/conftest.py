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
house = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("house", house, max_examples=50)
settings.register_profile("long", house, max_examples=200)  # make test-all
settings.load_profile("house")
