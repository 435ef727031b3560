"""What the README says of settings is what the settings say of themselves."""

from __future__ import annotations

import os
import re
from dataclasses import fields
from pathlib import Path

from capacity.core.config import Settings
from capacity.core.demonstration import ACCOUNTS, PASSWORD

README = Path(__file__).parents[1] / "README.md"
PLACE = re.compile(r"(<!-- settings -->\n).*?(<!-- /settings -->)", re.DOTALL)


def settings_table() -> str:
    """Every setting with its default and meaning."""
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    for item in fields(Settings):
        default = {True: "yes", False: "no"}[item.default] if isinstance(item.default, bool) else item.default
        shown = f"`{default}`" if default != "" else "–"
        lines.append(f"| `CAPACITY_{item.name.upper()}` | {shown} | {item.metadata['meaning']} |")
    return "\n".join(lines) + "\n"


def test_the_readme_shows_every_setting_with_its_default() -> None:
    text = README.read_text(encoding="utf-8")
    wanted = PLACE.sub(lambda found: found[1] + settings_table() + found[2], text)
    if os.environ.get("CAPACITY_WRITE_README"):
        README.write_text(wanted, encoding="utf-8")
    assert README.read_text(encoding="utf-8") == wanted, "write it anew with CAPACITY_WRITE_README=1"


def test_the_readme_names_every_account_of_the_demo() -> None:
    text = README.read_text(encoding="utf-8")
    assert [account for account in (*ACCOUNTS, PASSWORD) if account not in text] == []
