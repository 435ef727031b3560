"""What every test may ask for; each fixture is explained where it is made."""

pytest_plugins = [
    "tests.support.requirements",
    "tests.support.rendered",
    "tests.support.applications",
    "tests.support.mail",
    "tests.support.browsing",
    "tests.support.lines",
    "tests.support.demonstration",
]
