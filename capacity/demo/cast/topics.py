# ruff: noqa: E501 (a sentence or an entry stays on one line)
"""What an association of each theme speaks about: a subject, the people concerned, the committee it would write to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from capacity.demo.cast.spelling import Pair, pairs


@dataclass(frozen=True, slots=True)
class Topic:
    """Words for one theme; ``group`` is definite, ``of_group`` and ``to_group`` are its French contractions."""

    subjects: tuple[Pair, ...]
    group: Pair
    committee: Pair

    @property
    def of_group(self) -> str:
        """``des femmes rurales``."""
        return re.sub(r"\bles\b", "des", self.group.fr)

    @property
    def to_group(self) -> str:
        """``aux femmes rurales``."""
        return re.sub(r"\bles\b", "aux", self.group.fr)


_CEDAW = Pair(
    "Comité pour l’élimination de la discrimination à l’égard des femmes",
    "اللجنة المعنية بالقضاء على التمييز ضد المرأة",
)
_CRC = Pair("Comité des droits de l’enfant", "لجنة حقوق الطفل")
_CRPD = Pair("Comité des droits des personnes handicapées", "اللجنة المعنية بحقوق الأشخاص ذوي الإعاقة")
_CESCR = Pair(
    "Comité des droits économiques, sociaux et culturels", "اللجنة المعنية بالحقوق الاقتصادية والاجتماعية والثقافية"
)
_CCPR = Pair("Comité des droits de l’homme", "اللجنة المعنية بحقوق الإنسان")
_CMW = Pair("Comité des travailleurs migrants", "اللجنة المعنية بالعمال المهاجرين")
_CAT = Pair("Comité contre la torture", "لجنة مناهضة التعذيب")
_CERD = Pair("Comité pour l’élimination de la discrimination raciale", "لجنة القضاء على التمييز العنصري")

TOPICS = {
    "women": Topic(pairs("""
l’accès des femmes rurales aux soins de santé reproductive = ولوج النساء القرويات إلى خدمات الصحة الإنجابية
l’accueil des femmes victimes de violence = استقبال النساء ضحايا العنف
l’accès des femmes aux terres collectives = استفادة النساء من الأراضي الجماعية"""),
        Pair("les femmes rurales", "النساء القرويات"), _CEDAW),
    "children": Topic(pairs("""
l’abandon scolaire au collège = الهدر المدرسي في السلك الإعدادي; le travail des enfants = تشغيل الأطفال
l’enregistrement des naissances = تسجيل الولادات في الحالة المدنية"""),
        Pair("les enfants et leurs familles", "الأطفال وأسرهم"), _CRC),
    "disability": Topic(pairs("""
l’accessibilité des services publics = الولوجيات في المرافق العمومية
la scolarisation des enfants en situation de handicap = تمدرس الأطفال في وضعية إعاقة"""),
        Pair("les personnes en situation de handicap", "الأشخاص في وضعية إعاقة"), _CRPD),
    "older_persons": Topic(pairs("""
l’accès des personnes âgées aux soins = ولوج الأشخاص المسنين إلى العلاج
l’isolement des personnes âgées en milieu rural = عزلة الأشخاص المسنين في الوسط القروي"""),
        Pair("les personnes âgées", "الأشخاص المسنين"), _CESCR),
    "migration": Topic(pairs("""
l’accès des migrants aux services de base = ولوج المهاجرين إلى الخدمات الأساسية
la scolarisation des enfants de migrants = تمدرس أبناء المهاجرين"""),
        Pair("les migrants et leurs familles", "المهاجرين وأسرهم"), _CMW),
    "environment": Topic(pairs("""
l’accès à l’eau potable = الولوج إلى الماء الصالح للشرب
la gestion des déchets près des lieux habités = تدبير النفايات بجوار التجمعات السكنية"""),
        Pair("les habitants des communes touchées", "سكان الجماعات المتضررة"), _CESCR),
    "economic_social": Topic(pairs("""
l’accès aux soins de proximité = الولوج إلى خدمات صحية قريبة; les conditions de travail des saisonniers = ظروف عمل العمال الموسميين
le transport scolaire = النقل المدرسي"""),
        Pair("les familles vulnérables", "الأسر الهشة"), _CESCR),
    "civil_political": Topic(pairs("""
l’accès à l’information publique = الحق في الحصول على المعلومات; l’accès à la justice = الولوج إلى العدالة
la participation aux affaires locales = المشاركة في تدبير الشأن المحلي"""),
        Pair("les citoyennes et les citoyens", "المواطنات والمواطنين"), _CCPR),
    "torture_prevention": Topic(pairs("""
les conditions de détention = ظروف الاعتقال; la réinsertion des anciens détenus = إعادة إدماج السجناء السابقين"""),
        Pair("les personnes détenues et leurs familles", "السجناء وأسرهم"), _CAT),
    "amazigh": Topic(pairs("""
l’enseignement de l’amazigh = تدريس اللغة الأمازيغية; l’accueil en amazigh dans les services publics = الاستقبال بالأمازيغية في المرافق العمومية"""),
        Pair("les populations amazighophones", "الساكنة الناطقة بالأمازيغية"), _CERD),
    "association": Topic(pairs("""
la délivrance des récépissés aux associations = تسليم وصولات الإيداع للجمعيات; l’accès des associations aux salles publiques = استفادة الجمعيات من القاعات العمومية"""),
        Pair("les associations locales", "الجمعيات المحلية"), _CCPR),
    "youth": Topic(pairs("""
la participation des jeunes aux conseils consultatifs = مشاركة الشباب في الهيئات الاستشارية; l’emploi des jeunes diplômés = تشغيل الشباب حاملي الشهادات"""),
        Pair("les jeunes", "الشباب"), _CESCR),
}  # fmt: skip
