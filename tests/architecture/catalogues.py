"""Every message stands in Arabic and French, whole: ``python -m tests.architecture.catalogues``."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LANGUAGES = ("ar", "fr")
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
SAYING = frozenset({*KEYWORDS, "_n"})
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|</?\w+>")
#: What a language's printers would not let pass, each with its name.
_SLIPS = {
    "ar": (
        (re.compile(r"[؀-ۿ]\s*[,;?]|[,;?]\s*[؀-ۿ]"), "has Latin punctuation beside an Arabic word"),
        (re.compile(r"ـ"), "stretches a letter"),
        (re.compile(r"[٠-٩۰-۹]"), "has digits other than 0-9"),
    ),
    "fr": (
        (re.compile(r"(?:^|[^\u00a0\u202f?!…»])[;?!»]|«(?![\u00a0\u202f])"), "lacks a no-break space beside ; ? ! « »"),
        (re.compile(r"[^\u00a0\u202f]:(?=\s|$)"), "lacks a no-break space before a colon"),
        (re.compile(r"'"), "has a straight apostrophe"),
    ),
}


def extracted() -> Catalog:
    """The messages that code and templates say."""
    with (ROOT / "babel.cfg").open() as settings:
        methods, options = parse_mapping_cfg(settings)
    catalog = Catalog()
    for folder in ("capacity", "templates"):
        prefixed = [
            (pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods if pattern.startswith(folder)
        ]
        choices = {pattern.removeprefix(f"{folder}/"): chosen for pattern, chosen in options.items()}
        for name, line, message, _comments, context in extract_from_dir(
            ROOT / folder, method_map=prefixed, options_map=choices, keywords=KEYWORDS
        ):
            catalog.add(message, locations=[(f"{folder}/{name}", line)], context=context)
    return catalog


def unseen(source: str) -> Iterator[int]:
    """The lines where a message stands inside an f-string: it is not collected, and would never be translated."""
    for text in ast.walk(ast.parse(source)):
        if isinstance(text, ast.JoinedStr):
            called = (node.func for node in ast.walk(text) if isinstance(node, ast.Call))
            yield from (name.lineno for name in called if isinstance(name, ast.Name) and name.id in SAYING)


def hidden() -> Iterator[str]:
    """The same for the whole of the software."""
    for path in sorted((ROOT / "capacity").rglob("*.py")):
        for line in unseen(path.read_text("utf-8")):
            yield f"{path.relative_to(ROOT)}:{line}: a message inside an f-string is not collected"


def translated(language: str) -> Catalog:
    """What stands in the catalogue of this language."""
    path = ROOT / "capacity" / "translations" / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def problems(language: str, wanted: Catalog, found: Catalog) -> Iterator[str]:
    """What is missing, doubtful, or says something else than its source."""
    for message in wanted:
        if not message.id:
            continue
        said = found.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        label = f"{language}: {message.id!r} ({message.locations[0][0]}:{message.locations[0][1]})"
        if said is None:
            yield f"{label} is missing"
        elif said.fuzzy:
            yield f"{label} is fuzzy"
        else:
            yield from (f"{label} {problem}" for problem in _wrong(language, message, said, found.num_plurals))


def _wrong(language: str, source: Message, said: Message, plurals: int) -> Iterator[str]:
    sources = [source.id] if isinstance(source.id, str) else list(source.id)
    texts = [said.string] if isinstance(said.string, str) else list(said.string or ())
    if len(sources) > 1 and len(texts) != plurals:
        yield f"has {len(texts)} of {plurals} plural forms"
    if not texts or not all(texts):
        yield "is empty"
        return
    wanted = set(_PLACEHOLDER.findall(" ".join(sources)))
    for text in texts:
        have = set(_PLACEHOLDER.findall(text))
        # A plural form may say its number in words: "one seat".
        if have != wanted and not (len(sources) > 1 and have <= wanted):
            yield f"has the placeholders {sorted(have)}, not {sorted(wanted)}"
        yield from (slip for pattern, slip in _SLIPS[language] if pattern.search(text))


def main() -> int:
    """Print what is wrong; how many things, as the exit code's truth."""
    wanted = extracted()
    found = [problem for language in LANGUAGES for problem in problems(language, wanted, translated(language))]
    found += hidden()
    for problem in found:
        print(problem)  # noqa: T201
    if found:
        print(f"{len(found)} problems in the catalogues. `make catalogues` collects new messages.")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
