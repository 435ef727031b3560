"""The pages that every public service owes."""

from __future__ import annotations

from typing import Any

import pytest

PAGES = ["/contacts", "/privacy", "/terms", "/accessibility", "/sources", "/keyboard"]


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("url", PAGES)
def test_each_opens_in_the_three_languages(client: Any, url: str, language: str) -> None:
    assert f'lang="{language}"' in client.page(f"{url}?lang={language}")


@pytest.mark.one_database
def test_a_part_that_a_page_loads_later_is_in_the_language_of_the_page(client: Any) -> None:
    shared = {"Referer": "http://localhost/keyboard?lang=fr", "Sec-Fetch-Site": "same-origin"}
    later = client.page("/contacts", headers={**shared, "Sec-Fetch-Dest": "empty"})
    followed = client.page("/contacts", headers={**shared, "Sec-Fetch-Dest": "document"})
    elsewhere = client.page("/contacts", headers={**shared, "Sec-Fetch-Dest": "empty", "Sec-Fetch-Site": "cross-site"})
    assert ['lang="fr" dir' in page for page in (later, followed, elsewhere)] == [True, False, False]


@pytest.mark.one_database
def test_a_page_that_refuses_is_compressed_as_well(client: Any) -> None:
    client.reads_markup = False
    missing = client.get("/calls/none", headers={"Accept-Encoding": "gzip"})
    assert (missing.status_code, missing.headers["Content-Encoding"]) == (404, "gzip")


@pytest.mark.one_database
def test_the_twelve_contacts_have_a_telephone(client: Any) -> None:
    assert client.page("/contacts").count('href="tel:+212') == 12


@pytest.mark.one_database
def test_the_limits_of_the_promise_are_said_plainly(client: Any) -> None:
    page = client.page("/privacy?lang=en")
    assert "in the database, in files, in backups, in logs or on any page of administration" in page
    assert "could still catch your password" in page


@pytest.mark.one_database
def test_the_sources_are_credited(client: Any) -> None:
    page = client.page("/sources?lang=en")
    assert "CC BY 4.0" in page
    assert "© 2020 AndamAmine" in page
