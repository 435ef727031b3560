# ruff: noqa: E501 (a sentence or an entry stays on one line)
"""The words that names of associations are made of. Every entry stands in French and in Arabic."""

from capacity.demo.cast.spelling import Pair, pairs

FORMS = pairs("""
Association = جمعية; Association = جمعية; Association = جمعية; Association = جمعية; Association = جمعية
Espace = فضاء; Forum = منتدى; Centre = مركز; Initiative = مبادرة; Réseau = شبكة; Ligue = رابطة; Carrefour = ملتقى
Observatoire = مرصد; Coordination = تنسيقية; Cercle = حلقة; Alliance = تحالف
""")

CALLED = pairs("""
Tamounte = تامونت; Tifawine = تيفاوين; Tagmat = تاكمات; Tiwizi = تيويزي; Asirem = أسيرم; Tudert = تودرت
Tafoukt = تافوكت; Itrane = إيتران; Ayyour = أيور; Aghbalou = أغبالو; Targa = تاركا; Tanmirt = تانميرت
Amanar = أمنار; Izourane = إيزوران; Idles = إيدلس; Tamazirt = تامازيرت; Azaghar = أزغار; Tissili = تيسيلي
Al Ofoq = الأفق; An-Nibrass = النبراس; Ar-Rouya = الرؤية; Al Bawsala = البوصلة; As-Sanabil = السنابل
Ar-Rayhane = الريحان; Al Yanbou = الينبوع; Al Mawrid = المورد; Al Mawadda = المودة; At-Takafoul = التكافل
Al Wifaq = الوفاق; Ad-Diya = الضياء; Ach-Chorouq = الشروق; Al Fajr = الفجر; Al Yaqada = اليقظة
Al Irtiqa = الارتقاء; Al Ataa = العطاء; Al Manar = المنار; Al Waha = الواحة; An-Nakhil = النخيل; Al Arz = الأرز
Az-Zaytoun = الزيتون; Al Khozama = الخزامى; Al Basma = البسمة; Al Massar = المسار; Al Bidaya = البداية
Ajyal = أجيال; Al Khayma = الخيمة; Al Amana = الأمانة; As-Saqia = الساقية; Al Qafila = القافلة; Al Mizane = الميزان
Al Borj = البرج; Al Madar = المدار; An-Nasma = النسمة; Al Intilaqa = الانطلاقة; Al Lamma = اللمة
Al Marj = المرج; Tigmi = تيكمي; Ourti = أورتي; Al Ghorss = الغرس; Ath-Thamra = الثمرة
""")

PURPOSES: dict[str, tuple[Pair, ...]] = {
    "women": pairs("""
pour les droits des femmes = لحقوق النساء; pour la femme rurale = للمرأة القروية
pour l’autonomisation des femmes = لتمكين النساء; pour l’égalité et la participation = للمساواة والمشاركة
pour la femme et le droit = للمرأة والقانون; d’appui aux femmes en situation difficile = لدعم النساء في وضعية صعبة
pour la scolarisation des filles = لتمدرس الفتيات"""),
    "children": pairs("""
pour les droits de l’enfant = لحقوق الطفل; pour la protection de l’enfance = لحماية الطفولة
d’aide aux enfants en situation de rue = لمساعدة الأطفال في وضعية الشارع; pour l’enfance et la famille = للطفولة والأسرة
contre l’abandon scolaire = لمحاربة الهدر المدرسي; pour la petite enfance = للطفولة الصغرى"""),
    "disability": pairs("""
pour les personnes en situation de handicap = للأشخاص في وضعية إعاقة; pour l’accessibilité et l’inclusion = للولوجيات والإدماج
pour les droits des personnes sourdes = لحقوق الأشخاص الصم; pour l’école inclusive = للتربية الدامجة
pour l’autonomie des personnes aveugles = لاستقلالية الأشخاص المكفوفين"""),
    "older_persons": pairs("""
pour les personnes âgées = للأشخاص المسنين; pour la solidarité entre les générations = للتضامن بين الأجيال
pour la dignité des aînés = لكرامة المسنين"""),
    "migration": pairs("""
pour les droits des migrants = لحقوق المهاجرين; pour l’accueil et le vivre-ensemble = للاستقبال والعيش المشترك
pour la migration et le développement = للهجرة والتنمية; d’appui aux familles de migrants = لدعم أسر المهاجرين"""),
    "environment": pairs("""
pour l’eau et l’environnement = للماء والبيئة; pour la protection de la nature = لحماية الطبيعة
pour un environnement sain = من أجل بيئة سليمة; pour la justice climatique = للعدالة المناخية
pour l’agriculture familiale et le développement durable = للفلاحة الأسرية والتنمية المستدامة"""),
    "economic_social": pairs("""
pour les droits économiques et sociaux = للحقوق الاقتصادية والاجتماعية; pour le droit à la santé = للحق في الصحة
pour la justice sociale = للعدالة الاجتماعية; pour le droit au logement = للحق في السكن
pour le développement et la citoyenneté = للتنمية والمواطنة; pour le droit à l’éducation = للحق في التعليم"""),
    "civil_political": pairs("""
pour les droits humains = لحقوق الإنسان; pour la culture des droits humains = لثقافة حقوق الإنسان
pour la citoyenneté et l’État de droit = للمواطنة ودولة القانون; pour le droit d’accès à l’information = للحق في الحصول على المعلومات
pour la défense des libertés = للدفاع عن الحريات"""),
    "torture_prevention": pairs("""
pour la réinsertion et la dignité des détenus = لإعادة الإدماج وكرامة السجناء
pour la prévention de la torture = للوقاية من التعذيب; pour la mémoire et l’équité = للذاكرة والإنصاف"""),
    "amazigh": pairs("""
pour la langue et la culture amazighes = للغة والثقافة الأمازيغيتين; pour le patrimoine amazigh = للتراث الأمازيغي
pour les droits culturels = للحقوق الثقافية; pour la transmission des arts traditionnels = لنقل الفنون التقليدية"""),
    "association": pairs("""
pour l’action associative = للعمل الجمعوي; pour la démocratie participative = للديمقراطية التشاركية
d’appui aux associations locales = لدعم الجمعيات المحلية; pour la liberté d’association = لحرية تأسيس الجمعيات"""),
    "youth": pairs("""
pour la jeunesse et la citoyenneté = للشباب والمواطنة; pour l’initiative des jeunes = لمبادرات الشباب
pour le volontariat et la culture = للتطوع والثقافة; pour l’éducation aux droits humains = للتربية على حقوق الإنسان
pour l’insertion des jeunes = لإدماج الشباب"""),
}

GROUPS: dict[str, tuple[Pair, ...]] = {
    "women": pairs("des femmes = النساء; des femmes rurales = النساء القرويات"),
    "children": pairs("des amis de l’enfance = أصدقاء الطفولة"),
    "disability": pairs("des parents d’enfants en situation de handicap = آباء وأمهات الأطفال في وضعية إعاقة"),
    "older_persons": pairs("des amis des personnes âgées = أصدقاء الأشخاص المسنين"),
    "migration": pairs("des familles de migrants = أسر المهاجرين"),
    "environment": pairs("des amis de la nature = أصدقاء الطبيعة"),
    "economic_social": pairs("des acteurs du développement = الفاعلين في التنمية"),
    "civil_political": pairs("des juristes citoyens = الحقوقيين المواطنين"),
    "torture_prevention": pairs("des visiteurs solidaires = الزوار المتضامنين"),
    "amazigh": pairs("des enseignants d’amazigh = مدرسي الأمازيغية"),
    "association": pairs("des animateurs associatifs = الأطر الجمعوية"),
    "youth": pairs("des jeunes = الشباب; des jeunes volontaires = الشباب المتطوع"),
}

GOALS = pairs("""
pour la dignité = من أجل الكرامة; pour l’égalité = من أجل المساواة; pour le changement = من أجل التغيير
pour la solidarité = للتضامن; pour la citoyenneté = للمواطنة; pour le dialogue = للحوار; pour la participation = للمشاركة
""")

STREETS = pairs("""
avenue Mohammed V = شارع محمد الخامس; avenue Hassan II = شارع الحسن الثاني; boulevard de la Marche verte = شارع المسيرة الخضراء
avenue des Forces armées royales = شارع القوات المسلحة الملكية; rue Ibn Khaldoun = زنقة ابن خلدون; rue Al Qods = زنقة القدس
rue Oued Ziz = زنقة واد زيز; rue des Orangers = زنقة البرتقال; hay Salam = حي السلام; hay Al Massira = حي المسيرة
hay Al Wahda = حي الوحدة; hay Al Qods = حي القدس; hay Al Amal = حي الأمل; lotissement An-Nahda = تجزئة النهضة
""")

DOUARS = pairs("""
douar Aït Ali = دوار آيت علي; douar Aït Brahim = دوار آيت إبراهيم; douar Oulad Moussa = دوار أولاد موسى
douar Oulad Said = دوار أولاد سعيد; ksar Aït Moussa = قصر آيت موسى; douar Zaouia = دوار الزاوية
douar Laarab = دوار لعراب; douar Tighremt = دوار تيغرمت; douar Lahjar = دوار لحجر; douar Ighrem = دوار إغرم
""")
