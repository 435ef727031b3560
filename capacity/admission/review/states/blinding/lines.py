"""What tells where somebody is reached: addresses of e-mail and pages, telephones, handles, streets."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SITES = r"(?:facebook|fb|instagram|insta|twitter|tiktok|youtube|linkedin|whatsapp|telegram)"
_WAY = r"(?:rue|avenue|av\.?|boulevard|bd\.?|all[ée]e|impasse|lotissement|immeuble|imm\.?|bloc|r[ée]sidence)"
_WAY_AR = "(?:شارع|زنقة|زقاق|عمارة|بلوك|تجزئة|إقامة)"
_FOUND = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|(?:https?://|www\.)\S+"  # an address of a page
    r"|(?<![\w.])(?:facebook|fb|instagram|twitter|x|t|tiktok|youtube|linkedin|wa)\.(?:com|me|be)/\S+"
    r"|(?<![\w@])@[\w.]{3,30}(?<!\.)"  # a handle
    rf"|(?<!\w){_SITES}\s*[:/@]\s*@?[\w.-]{{3,40}}"  # a page named after its site
    r"|(?<!\w)(?:\+|00)?\d(?:[\s.\-()/]{0,2}\d){8,14}(?!\w)"  # a telephone
    rf"|(?<!\w)(?:n[°o]\s*)?\d+\s*(?:bis|ter)?\s*,?\s*{_WAY}\s[^,;.\n]{{2,60}}"  # a street with its number
    rf"|(?<!\w){_WAY}\s[^,;.\n\d]{{2,40}},?\s*(?:n[°o]\s*)?\d+(?!\w)"
    rf"|(?<!\w){_WAY_AR}\s[^،؛.\n\d]{{2,40}}،?\s*(?:رقم\s*)?\d+(?!\w)"
    rf"|(?<!\w)(?:رقم\s*)?\d+\s*،?\s*{_WAY_AR}\s[^،؛.\n]{{2,50}}"
    r"|(?<!\w)B\.?\s?P\.?\s*\d+(?!\w)|ص\.?\s?ب\.?\s*:?\s*\d+",  # a box at the post office
    re.IGNORECASE,
)


def lines_in(text: str) -> Iterator[tuple[int, int]]:
    """Where in a text such a line stands."""
    return ((found.start(), found.end()) for found in _FOUND.finditer(text))
