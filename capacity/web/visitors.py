"""Pages that many visitors read in the same minute are drawn once for all of them.

What differs between two visitors is put in at the end: the nonce of scripts and the CSRF token of forms. Whoever
is signed in, or has a message waiting, gets a page of their own. The key names everything else that the page depends
on: what it shows with its version, the minute, the language, the address.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from flask import session
from flask_wtf.csrf import generate_csrf

from capacity.web.security import nonce
from capacity.web.session import current_actor

MOST = 64
LONGEST = 200_000
_NONCE, _TOKEN = "\x00nonce\x00", "\x00token\x00"
_drawn: OrderedDict[Hashable, str] = OrderedDict()


def for_visitors(key: Hashable, draw: Callable[[], str]) -> str:
    """The page for this visitor: drawn now, or as it was drawn for another one under the same key."""
    if not current_actor().is_visitor or "_flashes" in session:
        return draw()
    kept = _drawn.get(key)
    if kept is not None:
        return kept.replace(_NONCE, nonce()).replace(_TOKEN, generate_csrf())
    page = draw()
    if len(page) <= LONGEST and "\x00" not in page:
        _drawn[key] = page.replace(nonce(), _NONCE).replace(generate_csrf(), _TOKEN)
        while len(_drawn) > MOST:
            _drawn.popitem(last=False)
    return page
