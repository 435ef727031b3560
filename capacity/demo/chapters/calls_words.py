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

FIRST_NEEDS = Wording(
    QuestionKind.SEVERAL_CHOICES,
    Localized(
        ar="بماذا ينبغي أن يبدأ التكوين؟",
        fr="Par quoi la formation devrait-elle commencer ?",
        en="What should the training begin with?",
    ),
    help=Localized(
        ar="لا أثر لجوابكم على الانتقاء: نهيئ به الدورات الأولى.",
        fr="Votre réponse ne compte pas dans la sélection : elle prépare les premières sessions.",
        en="Your answer does not count in the selection: it prepares the first sessions.",
    ),
    required=False,
    maximum=2,
    choices=[
        Localized(ar="كتابة التقارير الموازية", fr="La rédaction de rapports parallèles", en="Writing shadow reports"),
        Localized(ar="جمع المعطيات والشهادات", fr="Le recueil de données et de témoignages", en="Gathering data"),
        Localized(ar="الترافع أمام الهيئات", fr="Le plaidoyer devant les organes", en="Advocacy before the bodies"),
        Localized(ar="حماية المصادر", fr="La protection des sources", en="Protecting sources"),
        Localized(ar="العمل في ائتلاف", fr="Le travail en coalition", en="Working in a coalition"),
    ],
)
FIRST_NEEDS_KEY = fresh_key(FIRST_NEEDS.label["en"], ())
FIRST_NEEDS_CHOICES = [fresh_key(one["en"], ()) for one in FIRST_NEEDS.choices]

FURTHER_TITLE = {
    "ar": "طلب تكميلي لإبداء الاهتمام: جهات الشرق ودرعة-تافيلالت والرباط-سلا-القنيطرة",
    "fr": "Appel complémentaire : Oriental, Drâa-Tafilalet, Rabat-Salé-Kénitra",
    "en": "Further call: Oriental, Drâa-Tafilalet, Rabat-Salé-Kénitra",
}
FURTHER_SUMMARY = {
    "ar": (
        "تسعة مقاعد شغرت في المرحلة الأولى، ثلاثة في كل جهة. "
        "يمكن للجمعيات التي لم تُنتق في الطلب الأول أن تترشح من جديد."
    ),
    "fr": (
        "Neuf places se sont libérées dans la première phase, trois par région. Les associations qui n’ont pas été "
        "retenues lors du premier appel peuvent candidater de nouveau."
    ),
    "en": (
        "Nine seats of the first phase came free, three in each region. Associations that were not selected by the "
        "first call may apply again."
    ),
}
FURTHER_TEXT = {
    "ar": (
        "### موضوع الطلب\nيُفتح هذا الطلب التكميلي لشغل المقاعد التي تخلت عنها جمعيات من المرحلة الأولى.\n\n"
        "### ما الذي لم يتغير\nتبقى الأسئلة والوثائق ومعايير الانتقاء هي نفسها المعتمدة في الطلب الأول، "
        "ويُجرى الانتقاء في كل جهة على حدة."
    ),
    "fr": (
        "### Objet\nCet appel complémentaire pourvoit les places que des associations de la première phase ont rendues."
        "\n\n### Ce qui ne change pas\nLes questions, les pièces et les critères sont ceux du premier appel\u00a0; la "
        "sélection se fait région par région."
    ),
    "en": (
        "### Purpose\nThis further call fills the seats that associations of the first phase gave back.\n\n"
        "### What stays the same\nQuestions, documents and criteria are those of the first call; the selection is made "
        "region by region."
    ),
}
