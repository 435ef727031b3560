"""Jinja as Flask uses it, with the four things that a page does a thousand times done in fewer steps.

What is written into a page is escaped without being wrapped for whoever would use it further; a macro with plain
arguments, and a function that asks for nothing of Jinja's, are called straight away; a row's address
is that of its neighbours with another number or key; the attributes of a control are put together as plain text. What
is drawn is the same to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from types import FunctionType, MethodType
from typing import Any

from flask import Flask, current_app, has_request_context, request, url_for
from flask.templating import Environment as FlaskEnvironment
from jinja2 import Template
from jinja2.runtime import Context, Macro
from jinja2.utils import _PassArg, missing
from markupsafe import Markup, _escape_inner  # type: ignore[attr-defined]
from werkzeug.routing import BuildError
from wtforms.widgets import core as controls

NUMBER = 7_000_000_001
"""Stands for a number in the address of a pattern; no row has it."""


def written(value: Any) -> str:
    """The value as it stands in a page: what ``markupsafe.escape`` makes of it, as plain text."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    if kind is str:
        return _escape_inner(value)
    if hasattr(value, "__html__"):
        return value.__html__()  # type: ignore[no-any-return]
    return _escape_inner(str(value))


class QuickTemplate(Template):
    """A template whose output is escaped by ``written``."""

    @classmethod
    def from_code(cls, environment: Any, code: Any, globals: Any, uptodate: Any = None) -> Template:  # noqa: A002
        """The template of compiled code, which knows its ``escape`` by name."""
        made = super().from_code(environment, code, globals, uptodate)
        made.root_render_func.__globals__["escape"] = written
        return made

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        """The macros of this template, made once: none of our templates is loaded with globals of its own."""
        return self._module or super()._get_default_module()


class QuickContext(Context):
    """A context that calls macros and functions without asking them twice what they want."""

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """As ``Context.call``."""
        kind = type(called)
        if kind is Macro:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return self._drawn(called, args, kwargs)
        if kind is FunctionType or kind is MethodType:
            wants = getattr(called, "jinja_pass_arg", None)
            if wants is None or wants is _PassArg.eval_context:
                kwargs.pop("_block_vars", None)
                kwargs.pop("_loop_vars", None)
                return called(*args, **kwargs) if wants is None else called(self.eval_ctx, *args, **kwargs)
        return super().call(called, *args, **kwargs)

    def _drawn(self, macro: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What the macro draws; one that takes a block, or more than it names, is left to Jinja."""
        rest = macro._argument_count - len(args)
        if macro.caller or macro.catch_kwargs or macro.catch_varargs or rest < 0:
            return macro(self.eval_ctx, *args, **kwargs)
        if rest:
            args = (*args, *[kwargs.pop(name, missing) for name in macro.arguments[-rest:]])
        if kwargs:
            return macro(self.eval_ctx, *args, **kwargs)
        drawn = macro._func(*args)
        return Markup(drawn) if self.eval_ctx.autoescape and type(drawn) is not Markup else drawn  # noqa: S704 - drawn


class QuickEnvironment(FlaskEnvironment):
    """Flask's environment with the two above."""

    template_class = QuickTemplate
    context_class = QuickContext


def init_app(app: Flask) -> None:
    """Draw with these, and let templates write addresses quickly; before anything asks for the environment."""
    app.jinja_environment = QuickEnvironment
    app.jinja_env.globals["url_for"] = address_of
    controls.html_params = attributes
    for control in (controls.Input, controls.Button):
        control.html_params = staticmethod(attributes)
    app.ensure_sync = lambda func: func  # type: ignore[method-assign]  # none of our views is a coroutine


def attributes(**values: Any) -> Markup:
    """The attributes of a control, as ``wtforms.widgets.html_params`` writes them."""
    found = []
    for name, value in sorted(values.items()):
        if value is True:
            found.append(written(controls.clean_key(name)))
        elif value is not False:
            text = str(written(value)).replace('"', "&quot;")  # Markup would escape what it is given
            found.append(f'{written(controls.clean_key(name))}="{text}"')
    return Markup(" ".join(found))  # noqa: S704 - escaped just above


def address_of(endpoint: str, **arguments: Any) -> str:
    """``url_for``; of a page that is told by numbers and keys, without building its address anew each time."""
    plain = all(name[0] != "_" and _is_plain(value) for name, value in arguments.items())
    if not plain or endpoint[0] == "." or not has_request_context():
        return url_for(endpoint, **arguments)
    known: dict[Any, Callable[..., str]] = current_app.extensions.setdefault("patterns", {})
    key = (request.script_root, endpoint, *((name, type(value)) for name, value in arguments.items()))
    if key not in known:
        known[key] = _pattern(endpoint, arguments)
    return known[key](**arguments)


def _is_plain(value: object) -> bool:
    """Whether it stands in an address as it is."""
    return type(value) is int or (type(value) is str and _KEY.fullmatch(value) is not None)


_KEY = re.compile("[a-z][a-z0-9_-]*")


def _pattern(endpoint: str, like: Mapping[str, Any]) -> Callable[..., str]:
    """Writes the numbers and keys where they stand in the page's address."""
    marks: dict[str, Any] = {
        name: NUMBER + place if type(value) is int else f"key{NUMBER + place}"
        for place, (name, value) in enumerate(like.items())
    }
    try:
        address = url_for(endpoint, **marks)
    except (BuildError, ValueError):  # this page takes certain words only
        return partial(url_for, endpoint)
    for name, mark in marks.items():
        address = address.replace(str(mark), f"{{{name}}}")
    return address.format
