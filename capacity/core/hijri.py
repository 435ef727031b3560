"""The Hijri day beside the Gregorian one, as official letters carry it."""

from __future__ import annotations

from datetime import date

from hijridate import Gregorian

MONTHS: dict[str, tuple[str, ...]] = {
    "ar": (
        "محرم",
        "صفر",
        "ربيع الأول",
        "ربيع الآخر",
        "جمادى الأولى",
        "جمادى الآخرة",
        "رجب",
        "شعبان",
        "رمضان",
        "شوال",
        "ذو القعدة",
        "ذو الحجة",
    ),
    "fr": (
        "moharram",
        "safar",
        "rabii I",
        "rabii II",
        "joumada I",
        "joumada II",
        "rejeb",
        "chaabane",
        "ramadan",
        "chaoual",
        "dou al qiida",
        "dou al hijja",
    ),
    "en": (
        "Muharram",
        "Safar",
        "Rabi I",
        "Rabi II",
        "Jumada I",
        "Jumada II",
        "Rajab",
        "Shaban",
        "Ramadan",
        "Shawwal",
        "Dhu al-Qidah",
        "Dhu al-Hijjah",
    ),
}


def hijri(day: date, language: str) -> str:
    """The Hijri date in words, in Arabic, French or English.

    It is computed (Umm al-Qura); Morocco goes by sighting, so the day may differ by one and staff can correct it on a
    letter. Raises OverflowError outside 1924 to 2077.

    >>> hijri(date(2017, 9, 26), "fr")
    '6 moharram 1439'
    """
    found = Gregorian(day.year, day.month, day.day).to_hijri()
    number = "1er" if language == "fr" and found.day == 1 else str(found.day)
    return f"{number} {MONTHS[language][found.month - 1]} {found.year}"
