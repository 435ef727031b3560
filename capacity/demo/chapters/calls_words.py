"""What the demo's calls say, in the three languages."""

from __future__ import annotations

from importlib.resources import files

from capacity.core.languages import LANGUAGES

TITLE = {
    2017: {
        "ar": "طلب إبداء الاهتمام لفائدة جمعيات جهات الشرق ودرعة-تافيلالت والرباط-سلا-القنيطرة",
        "fr": "Appel à manifestation d’intérêt : Oriental, Drâa-Tafilalet, Rabat-Salé-Kénitra",
        "en": "Call for interest: Oriental, Drâa-Tafilalet, Rabat-Salé-Kénitra",
    },
    2018: {
        "ar": "طلب إبداء الاهتمام لفائدة جمعيات جهات بني ملال-خنيفرة ومراكش-آسفي وكلميم-واد نون",
        "fr": "Appel à manifestation d’intérêt : Béni Mellal-Khénifra, Marrakech-Safi, Guelmim-Oued Noun",
        "en": "Call for interest: Béni Mellal-Khénifra, Marrakech-Safi, Guelmim-Oued Noun",
    },
}

_SUMMARY = {
    "ar": (
        "نبحث عن حوالي تسعين جمعية ترغب في التفاعل مع منظومة الأمم المتحدة لحقوق الإنسان: "
        "تكوين، ومواكبة لمدة سنتين في إعداد التقارير الموازية، وتتبع تنفيذ التوصيات."
    ),
    "fr": (
        "Environ quatre-vingt-dix associations sont recherchées pour interagir avec le système des Nations Unies "
        "des droits de l’Homme : formation, accompagnement pendant deux ans dans l’élaboration de rapports parallèles, "
        "suivi des recommandations."
    ),
    "en": (
        "About ninety associations are sought to work with the United Nations human rights system: training, "
        "two years of accompaniment in writing shadow reports, follow-up of recommendations."
    ),
}
SUMMARY = {2017: _SUMMARY, 2018: _SUMMARY}

_TEXTS = files("capacity.demo") / "texts"
TEXT = {code: (_TEXTS / f"call.{code}.md").read_text(encoding="utf-8") for code in LANGUAGES}

ADDENDUM_2018 = {
    "ar": "يُقبل وصل الإيداع المؤقت إذا لم يمض على تسليمه أكثر من ستين يوما. ولا يتغير أي شرط آخر.",
    "fr": (
        "Le récépissé provisoire est accepté s’il a été délivré depuis moins de soixante jours. "
        "Aucune autre condition ne change."
    ),
    "en": "A provisional receipt is accepted when it was issued less than sixty days ago. No other condition changes.",
}
