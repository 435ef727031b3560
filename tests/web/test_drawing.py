"""What the quick drawing of templates writes is what Jinja and Flask would have written."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, url_for
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import Environment
from markupsafe import Markup, escape
from wtforms.widgets import html_params

from capacity.core.languages import lazy_gettext as _l
from capacity.web.drawing import QuickEnvironment, address_of, attributes, written

pytestmark = pytest.mark.one_database

MACROS = """
{%- macro plain(a, b="<b>", c=none) %}{{ a }}-{{ b }}-{{ c }}{% endmacro -%}
{%- macro around(words) %}<p>{{ words }}{{ caller("in & out") }}</p>{% endmacro -%}
{%- macro given(a) %}{{ a }}{% for key, value in kwargs|dictsort %} {{ key }}={{ value }}{% endfor %}{{ varargs|join(",") }}{% endmacro -%}
{{ plain(word) }} {{ plain(word, c=1) }} {{ plain(b=word, a=safe) }} {{ plain() }} {{ plain(plain(word)) }}
{%- call(said) around(word) %}{% for n in range(2) %}{{ said }}{{ plain(n) }}{% endfor %}{% endcall -%}
{{ given(word, 7, x=safe) }} {{ number }} {{ nothing }} {{ missing }} {{ word ~ safe }} {{ word|upper }} {{ joined() }}
{%- block inner %}{{ plain(word) }}{% endblock -%}
"""  # noqa: E501


@pytest.mark.parametrize("autoescape", [True, False])
def test_templates_are_drawn_as_jinja_draws_them(app: Flask, autoescape: bool) -> None:
    """Macros with and without defaults and blocks, in pages and in letters."""
    values = {"word": "<&\"'", "safe": Markup("<i>"), "number": 3.5, "nothing": None, "joined": lambda: "<fn>"}
    ours = QuickEnvironment(app, autoescape=autoescape).from_string(MACROS)
    assert ours.render(values) == Environment(autoescape=autoescape).from_string(MACROS).render(values)


@pytest.mark.parametrize("call", ["plain(1, 2, 3, 4)", "plain(1, d=2)", "plain(1, a=2)"])
def test_a_macro_called_wrongly_is_refused(app: Flask, call: str) -> None:
    """As Jinja refuses it."""
    words = MACROS.split("{{ plain(word) }}", 1)[0] + "{{ " + call + " }}"
    with pytest.raises(TypeError, match="plain"):
        QuickEnvironment(app, autoescape=True).from_string(words).render()


@pytest.mark.parametrize("value", ["<a&'\">", Markup("<a>"), 5, None, _l("Sign out"), 1.5, ["<"], ""])
def test_what_is_written_is_escaped(app: Flask, value: Any) -> None:
    """Text is escaped, what is HTML already is not, in whatever it comes."""
    with app.test_request_context("/"):
        assert written(value) == escape(value)


@given(
    st.dictionaries(
        st.sampled_from(["class_", "for_", "data_unit", "aria_label", "name", "x:y", "<k>", "required"]),
        st.one_of(st.booleans(), st.none(), st.integers(), st.text(), st.text().map(Markup)),
    )
)
@example({"data_of": Markup('<b lang="fr">')})
def test_attributes_are_those_of_wtforms(values: dict[str, Any]) -> None:
    """Whatever they are called, whatever they say."""
    assert attributes(**values) == html_params(**values)


@pytest.mark.parametrize(
    ("endpoint", "arguments"),
    [
        ("overview.home", {}),
        ("applications.record", {"application_id": 12}),
        ("applications.record", {"application_id": 3, "tab": "answers"}),
        ("applications.record", {"application_id": 3, "page": 40}),
        ("applications.page", {"application_id": 3, "key": "needs-2"}),
        ("administration.answer_reset", {"reset_id": 3, "answer": "confirm"}),
        ("applications.page", {"application_id": 3, "key": "Besoins d’ici"}),
        ("attendance.mark", {"slot_id": 5, "enrolment_id": 77}),
        ("calls.show", {"reference": "AMI {2018}"}),
        ("applications.record", {"application_id": 3, "_anchor": "reading"}),
    ],
)
def test_addresses_are_those_of_flask(app: Flask, endpoint: str, arguments: dict[str, Any]) -> None:
    """Asked twice, under the site's root and under a folder of it."""
    for folder in ("", "/programme"):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": folder}):
            wanted = url_for(endpoint, **arguments)
            assert [address_of(endpoint, **arguments) for _turn in range(2)] == [wanted, wanted]
