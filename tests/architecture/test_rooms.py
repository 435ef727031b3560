"""Every room has the same inside, and a request changes the database in one place."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from capacity.factory import ROOMS
from tests.architecture.sources import ANATOMY, PACKAGE, TEMPLATES, imported, label, modules, parsed, part, rooms


def test_a_room_holds_the_eight_parts_and_nothing_else() -> None:
    strangers = [
        label(path)
        for room in rooms()
        for path in room.iterdir()
        if path.name not in {"__init__.py", "__pycache__"} and path.name.removesuffix(".py") not in ANATOMY
    ]
    assert strangers == []


def test_the_only_commit_is_the_unit_of_work_s() -> None:
    found = [
        f"{label(path)}:{number}"
        for path in modules()
        if path != PACKAGE / "core" / "unit_of_work.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if ".commit(" in line
    ]
    assert found == []


def test_nothing_is_imported_inside_a_function() -> None:
    found = [
        f"{label(path)}:{node.lineno}"
        for path in modules()
        for function in ast.walk(parsed(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert found == []


# Who comes in a delegate's place at the door is asked what a delegate is asked.
SHARED_FORMS = {("capacity/training/attendance/forms.py", "capacity.training.sessions.forms.DelegateForm")}


def test_forms_are_imported_by_their_own_views_only() -> None:
    found = []
    for path in modules():
        for name, _known_as, line in imported(path):
            module = re.match(r"capacity\.(?:\w+\.)?(\w+)\.forms\b", name)
            if module and not _is_own(path, name) and (label(path), name) not in SHARED_FORMS:
                found.append(f"{label(path)}:{line} imports {name}")
    assert found == []


def _is_own(path: Path, name: str) -> bool:
    """Views, or another leaf of the forms themselves, in the same room; capacity.web.forms is everybody's."""
    if name.startswith("capacity.web.forms"):
        return True
    room = PACKAGE.parent / name.split(".forms", maxsplit=1)[0].replace(".", "/")
    return path in [*part(room, "views"), *part(room, "forms")]


def test_a_room_s_views_render_its_own_templates() -> None:
    found = []
    for room in rooms():
        own = room.relative_to(PACKAGE).as_posix() + "/"
        for path in part(room, "views"):
            for node in ast.walk(parsed(path)):
                name = _rendered(node)
                if name and not name.startswith((own, "layouts/", "components/", "errors/")):
                    found.append(f"{label(path)}:{node.lineno} renders {name}")  # type: ignore[attr-defined]
    assert found == []


def _rendered(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
        return None
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    name = node.args[0].value
    return name if called in {"render_template", "stream_template"} and isinstance(name, str) else None


_TAKES = re.compile(r"{%-?\s*(?:extends|include|import|from)\s+['\"]([^'\"]+)['\"]")
_LINK = re.compile(r"url_for\(\s*['\"](\w+)\.\w+['\"]")


HOME = "overview.home"  # everybody's way back, whoever they are
SHARED_PARTS = {"templates/training/attendance/door.html": "training/sessions/_delegate_fields.html"}


def test_a_room_s_templates_are_made_of_its_own_parts_and_link_to_earlier_rooms() -> None:
    order = list(ROOMS)
    found = []
    for room in rooms():
        own = room.relative_to(PACKAGE).as_posix() + "/"
        later = set(order[order.index(room.name) + 1 :])
        for path in sorted((TEMPLATES / own).rglob("*.*")):
            text = path.read_text(encoding="utf-8")
            text = text.replace(SHARED_PARTS.get(label(path), "layouts/"), "layouts/")
            taken = [name for name in _TAKES.findall(text) if not name.startswith((own, "layouts/", "components/"))]
            linked = [f"a page of {name}" for name in _LINK.findall(text.replace(HOME, "")) if name in later]
            found += [f"{label(path)} uses {name}" for name in [*taken, *linked]]
    assert found == []
