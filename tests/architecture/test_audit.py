"""Every act leaves an entry in the audit log."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.sources import imported, label, parsed, part, rooms

# Acts that write no entry, each with the reason.
EXEMPT = {
    "applications.save_answers": "autosave: every pause in typing would be an entry",
    "applications.autosave": "autosave: every pause in typing would be an entry",
    "applications.draft_answers": "autosave: every pause in typing would be an entry",
    "attendance.mark": "the register is its own log: every tap is a row that is never changed",
    "attendance.mark_many": "the register is its own log: every tap is a row that is never changed",
}


def test_every_public_action_leaves_an_audit_entry() -> None:
    silent = []
    for room in rooms():
        paths = part(room, "actions")
        recording = _recording(paths)
        for path in paths:
            for function in parsed(path).body:
                if isinstance(function, ast.FunctionDef) and _is_an_act(function):
                    name = f"{room.name}.{function.name}"
                    if function.name not in recording and name not in EXEMPT:
                        silent.append(f"{label(path)}:{function.lineno} {function.name}")
    assert silent == []


def _is_an_act(function: ast.FunctionDef) -> bool:
    """Somebody does it: shipped facts, handlers of events and computations take no actor."""
    named = [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]
    return not function.name.startswith("_") and "actor" in named


def _recording(paths: list[Path]) -> set[str]:
    """The functions of a room that call move() or record(), or an action that does."""
    calls: dict[str, set[str]] = {}
    known = {"move", "record", "workflow.move", "audit.record"}
    for path in paths:
        known |= {here for module, here, _line in imported(path) if ".actions." in module}
        modules = {here for module, here, _line in imported(path) if module.endswith(".actions")}
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef):
                found = {_called(call) for call in ast.walk(node) if isinstance(call, ast.Call)}
                calls.setdefault(node.name, set()).update(found)
                if any(name.split(".")[0] in modules for name in found):
                    known.add(node.name)
    before = -1
    while before != len(known):
        before = len(known)
        known |= {name for name, called in calls.items() if called & known}
    return known


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        return f"{call.func.value.id}.{call.func.attr}"
    return ""
