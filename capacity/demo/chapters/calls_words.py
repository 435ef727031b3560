"""What the demo's calls say, in the three languages."""

from __future__ import annotations

from importlib.resources import files

from capacity.admission.calls.states import QuestionKind, Wording, fresh_key
from capacity.core.languages import LANGUAGES, Localized

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

YOUTH_TITLE = {
    "ar": "طلب إبداء الاهتمام لفائدة جمعيات الشباب بجهة مراكش-آسفي",
    "fr": "Appel à manifestation d’intérêt : associations de jeunes de Marrakech-Safi",
    "en": "Call for interest: associations of young people in Marrakech-Safi",
}
YOUTH_SUMMARY = {
    "ar": "ستة مقاعد لجمعيات الشباب بالجهة، قبل الطلب المفتوح لجميع الجمعيات.",
    "fr": "Six places pour des associations de jeunes de la région, avant l’appel ouvert à toutes les associations.",
    "en": "Six seats for associations of young people in the region, before the call that is open to all associations.",
}

OASES_REGION = "MA-10"
OASES = Wording(
    QuestionKind.LONG_TEXT,
    Localized(
        ar="كيف تشتغلون مع ساكنة الواحات والرحل؟",
        fr="Comment travaillez-vous avec les habitants des oasis et les nomades ?",
        en="How do you work with people of the oases and nomads?",
    ),
    help=Localized(
        ar="سؤال خاص بجهة كلميم-واد نون. 120 كلمة على الأكثر.",
        fr="Demandé dans la région de Guelmim-Oued Noun seulement. 120 mots au plus.",
        en="Asked in the region of Guelmim-Oued Noun only. 120 words at most.",
    ),
    word_limit=120,
    regions=frozenset({OASES_REGION}),
)
OASES_KEY = fresh_key(OASES.label["en"], ())
OASES_ANSWERS = {
    "ar": "ننظم قوافل إلى الدواوير البعيدة مرتين في السنة، ونشتغل مع جمعيات السقي في الواحات ومع مدرستين متنقلتين.",
    "fr": (
        "Deux caravanes par an vers les douars éloignés ; un travail suivi avec les associations d’irrigants des oasis "
        "et avec deux écoles nomades."
    ),
}
