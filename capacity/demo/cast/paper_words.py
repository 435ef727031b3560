# ruff: noqa: E501 (a sentence or an entry stays on one line)
"""What stands on the papers that associations of the demo attach."""

from __future__ import annotations

NOTICE = {"ar": "وثيقة مثال أُعدت للعرض التجريبي", "fr": "Document d’exemple établi pour la démonstration"}
SIGNATURE = {"ar": "الإمضاء والخاتم", "fr": "Signature et cachet"}

PARAGRAPHS: dict[str, dict[str, tuple[str, ...]]] = {
    "association_sheet": {
        "ar": ("تعمل الجمعية في مجال النهوض بحقوق الإنسان وحمايتها.", "أهم الأنشطة: الاستماع والتوجيه، التكوين، الرصد والتوثيق، الترافع.", "يتكون المكتب من تسعة أعضاء، ويجتمع مرة كل شهر."),
        "fr": ("L’association agit pour la promotion et la protection des droits de l’Homme.", "Principales activités : écoute et orientation, formation, suivi et documentation, plaidoyer.", "Le bureau compte neuf membres et se réunit chaque mois."),
    },
    "motivation_letter": {
        "ar": ("نلتمس مشاركة جمعيتنا في البرنامج قصد اكتساب منهجية إعداد التقارير الموازية.", "الأثر المنتظر: تقرير أول خلال سنتين، وفريق من ثلاثة أشخاص قادر على تتبع التوصيات.", "وتفضلوا بقبول فائق الاحترام والتقدير."),
        "fr": ("Nous sollicitons la participation de notre association au programme, afin d’acquérir la méthode des rapports parallèles.", "Impact attendu : un premier rapport en deux ans et une équipe de trois personnes capable de suivre les recommandations.", "Nous vous prions d’agréer l’expression de notre haute considération."),
    },
    "application_form": {
        "ar": ("استمارة الترشيح معبأة على الخط، وهذه نسخة منها موقعة ومختومة.", "نشهد بصحة المعلومات الواردة فيها."),
        "fr": ("Formulaire de candidature rempli en ligne, dont voici un exemplaire signé et cacheté.", "Nous certifions l’exactitude des informations données."),
    },
    "decision_minutes": {
        "ar": ("اجتمع المكتب بمقر الجمعية بحضور سبعة من أعضائه التسعة.", "قرر المكتب بالإجماع تقديم ترشيح الجمعية، وتعيين مندوبتين ومندوب لمتابعة الدورات.", "رُفعت الجلسة بعد ساعتين."),
        "fr": ("Le bureau s’est réuni au siège, sept de ses neuf membres étant présents.", "Il a décidé à l’unanimité de présenter la candidature et de désigner deux déléguées et un délégué pour suivre les sessions.", "La séance a été levée après deux heures."),
    },
    "activity_report": {
        "ar": ("التقرير الأدبي للسنة الماضية كما صادق عليه الجمع العام.", "أهم الأنشطة: حملات تحسيسية، دورات تكوينية، ومرافقة الأسر في مساطرها.", "الآفاق: تعميق العمل على الرصد والتوثيق."),
        "fr": ("Rapport d’activités de l’année écoulée, tel qu’adopté par l’assemblée générale.", "Principales actions : campagnes de sensibilisation, formations, accompagnement des familles.", "Perspectives : approfondir le travail de suivi et de documentation."),
    },
    "statutes": {
        "ar": ("المادة 1: تأسست طبقا للظهير الشريف رقم 1.58.376 كما وقع تعديله جمعية غير محدودة المدة.", "المادة 2: تهدف الجمعية إلى النهوض بحقوق الإنسان وحمايتها.", "المادة 3: الجمع العام هو أعلى هيئة تقريرية، وينتخب المكتب لمدة ثلاث سنوات."),
        "fr": ("Article 1. Il est constitué, conformément au dahir 1-58-376 tel que modifié, une association à durée illimitée.", "Article 2. L’association a pour objet la promotion et la protection des droits de l’Homme.", "Article 3. L’assemblée générale est l’organe suprême ; elle élit le bureau pour trois ans."),
    },
    "assembly_minutes": {
        "ar": ("انعقد الجمع العام العادي بعد اكتمال النصاب القانوني.", "صودق بالإجماع على التقريرين الأدبي والمالي، ثم انتُخب المكتب الجديد.", "صودق على صحة التوقيعات."),
        "fr": ("L’assemblée générale ordinaire s’est tenue, le quorum étant atteint.", "Les rapports moral et financier ont été adoptés à l’unanimité, puis le nouveau bureau a été élu.", "Signatures légalisées."),
    },
    "deposit_receipt": {
        "ar": ("وصل نهائي: أُودع ملف تجديد مكتب الجمعية لدى السلطة المحلية طبقا للفصل 5 من الظهير المذكور.", "سُلم هذا الوصل للإدلاء به عند الحاجة."),
        "fr": ("Récépissé définitif : le dossier de renouvellement du bureau a été déposé auprès de l’autorité locale, conformément à l’article 5 du dahir.", "Délivré pour servir et valoir ce que de droit."),
    },
}  # fmt: skip
