# ruff: noqa: E501 (a sentence or an entry stays on one line)
"""Places where the demo's sessions are held: two in each region of the first two phases. All are invented."""

from __future__ import annotations

from dataclasses import dataclass

from capacity.core.languages import Localized


@dataclass(frozen=True, slots=True)
class CastVenue:
    """A hall; ``capacity`` counts seats at tables."""

    name: Localized
    address: Localized
    province_iso: str
    capacity: int
    accessible: bool
    access_note: Localized


_LEVEL = Localized(
    en="Level entrance, accessible toilets, reserved parking.",
    fr="Entrée de plain-pied, sanitaires accessibles, stationnement réservé.",
    ar="مدخل دون أدراج، مرافق صحية ملائمة، وموقف مخصص للسيارات.",
)
_RAMP = Localized(
    en="Ramp at the side entrance; a hearing loop can be borrowed.",
    fr="Rampe à l’entrée latérale\u00a0; boucle magnétique prêtée sur demande.",
    ar="منحدر عند المدخل الجانبي؛ وتتوفر حلقة سمعية عند الطلب.",
)
_STEPS = Localized(
    en="Three steps at the entrance; help is arranged on request.",
    fr="Trois marches à l’entrée\u00a0; une aide est prévue sur demande.",
    ar="ثلاث درجات عند المدخل؛ تُوفر المساعدة عند الطلب.",
)

_COMPLEX = ("{} cultural complex", "Complexe culturel {}", "المركب الثقافي {}")
_HOUSE = ("House of Associations, {}", "Maison des associations de {}", "دار الجمعيات ب{}")
_YOUTH = ("{} Youth Centre", "Maison des jeunes {}", "دار الشباب {}")


def _venue(
    kind: tuple[str, str, str],
    called: tuple[str, str],
    street: tuple[str, str],
    province_iso: str,
    seats: int,
    access: Localized,
) -> CastVenue:
    (fr, ar), (street_fr, street_ar) = called, street
    return CastVenue(
        name=Localized(en=kind[0].format(fr), fr=kind[1].format(fr).replace("de O", "d’O"), ar=kind[2].format(ar)),
        address=Localized(en=street_fr, fr=street_fr, ar=street_ar),
        province_iso=province_iso,
        capacity=seats,
        accessible=access is not _STEPS,
        access_note=access,
    )


_VENUES = {
    "MA-02": (
        _venue(_COMPLEX, ("Isly", "إسلي"), ("Avenue Mohammed V, Oujda", "شارع محمد الخامس، وجدة"), "MA-OUJ", 90, _LEVEL),
        _venue(_HOUSE, ("Nador", "الناضور"), ("Hay Al Massira, Nador", "حي المسيرة، الناضور"), "MA-NAD", 60, _RAMP),
    ),
    "MA-04": (
        _venue(_COMPLEX, ("Sebou", "سبو"), ("Avenue Hassan II, Kénitra", "شارع الحسن الثاني، القنيطرة"), "MA-KEN", 80, _RAMP),
        _venue(_HOUSE, ("Salé", "سلا"), ("Hay Salam, Salé", "حي السلام، سلا"), "MA-SAL", 70, _LEVEL),
    ),
    "MA-08": (
        _venue(_COMPLEX, ("Tafilalet", "تافيلالت"), ("Avenue de la Marche verte, Errachidia", "شارع المسيرة الخضراء، الرشيدية"), "MA-ERR", 75, _LEVEL),
        _venue(_HOUSE, ("Ouarzazate", "ورزازات"), ("Hay Al Wahda, Ouarzazate", "حي الوحدة، ورزازات"), "MA-OUA", 50, _STEPS),
    ),
    "MA-05": (
        _venue(_COMPLEX, ("Tassaout", "تساوت"), ("Avenue des FAR, Béni Mellal", "شارع القوات المسلحة الملكية، بني ملال"), "MA-BEM", 80, _LEVEL),
        _venue(_YOUTH, ("Al Arz", "الأرز"), ("Hay Al Amal, Khénifra", "حي الأمل، خنيفرة"), "MA-KHN", 45, _STEPS),
    ),
    "MA-07": (
        _venue(_COMPLEX, ("Al Bahja", "البهجة"), ("Hay Al Massira, Marrakech", "حي المسيرة، مراكش"), "MA-MAR", 100, _LEVEL),
        _venue(_HOUSE, ("Safi", "آسفي"), ("Avenue Mohammed V, Safi", "شارع محمد الخامس، آسفي"), "MA-SAF", 60, _RAMP),
    ),
    "MA-10": (
        _venue(_COMPLEX, ("Oued Noun", "واد نون"), ("Avenue Mohammed V, Guelmim", "شارع محمد الخامس، كلميم"), "MA-GUE", 70, _LEVEL),
        _venue(_YOUTH, ("Al Khayma", "الخيمة"), ("Hay An-Nahda, Tan-Tan", "حي النهضة، طانطان"), "MA-TNT", 45, _RAMP),
    ),
}  # fmt: skip


def venues(region_iso: str) -> tuple[CastVenue, ...]:
    """The two halls of a region of the first two phases; none elsewhere."""
    return _VENUES.get(region_iso, ())
