"""How the bounds of what may be answered are said before it is: of days, numbers, amounts and rows."""

from __future__ import annotations

from datetime import date

from capacity.core.languages import gettext as _
from capacity.core.languages import ngettext
from capacity.web.templating import date_words, money, number


def days_between(first: date | None, last: date | None) -> str:
    """The earliest and the latest day of a date; nothing where there is neither."""
    least, most = bound_day(first), bound_day(last)
    if least and most:
        return _("A day from %(least)s to %(most)s.", least=least, most=most)
    return _("From %(least)s on.", least=least) if least else _("Until %(most)s.", most=most) if most else ""


def bound_day(day: date | None) -> str:
    """A day that is a bound, in words; nothing for none."""
    return date_words(day, "d MMMM y")


def bound_amount(dirhams: int | None) -> str:
    """An amount that is a bound, from whole dirhams, in words; nothing for none."""
    return money(None if dirhams is None else dirhams * 100)


def numbers_between(least: int | None, most: int | None) -> str:
    """The least and the most of a number."""
    return _between(number(least), number(most))


def amounts_between(least: int | None, most: int | None) -> str:
    """The same of an amount in whole dirhams; that it is not less than nothing goes without saying."""
    return _between(bound_amount(least or None), bound_amount(most))


def rows_between(fewest: int, most: int) -> str:
    """How many rows of a small table are wanted, and for how many there is room."""
    if fewest <= 1:
        return ngettext("%(num)s row at most.", "%(num)s rows at most.", most)
    if fewest >= most:
        return ngettext("%(num)s row, each filled in.", "%(num)s rows, each filled in.", most)
    return ngettext("From %(fewest)s to %(num)s row.", "From %(fewest)s to %(num)s rows.", most, fewest=fewest)


def _between(least: str, most: str) -> str:
    if least and most:
        return _("Between %(least)s and %(most)s.", least=least, most=most)
    return _("%(least)s at least.", least=least) if least else _("%(most)s at most.", most=most) if most else ""
