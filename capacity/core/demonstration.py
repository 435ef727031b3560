"""The accounts of a demo: built by ``capacity demo``, offered on its sign-in page, refused by every other service."""

from __future__ import annotations

DOMAIN = "demo.example"
MARKER = "demo.json"
PASSWORD = "demo-2017-phase-one"  # noqa: S105 - public by design, for a folder of invented people
ACCOUNTS = tuple(
    f"{name}@{DOMAIN}"
    for name in (
        "admin",
        "coordinator",
        "chair",
        "committee",
        "trainer",
        "mentor",
        "association",
        "applicant",
        "ally",
        "late",
        "asked",
        "heard",
        "partner",
        "coordinator.draa",
    )
)


def is_invented(address: str) -> bool:
    """Whether this is one of the demo's addresses, whose password everybody knows."""
    return address.strip().lower().endswith(f"@{DOMAIN}")
