"""The people who run the demo's programme. All are invented; the first of each role holds the demo's account."""

from __future__ import annotations

from dataclasses import dataclass

from capacity.core.languages import Localized
from capacity.demo.cast.people import Gender, PersonName

DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class CastStaff:
    """A person with a role; ``regions`` is empty when the role is not tied to any."""

    key: str
    name: PersonName
    email: str
    phone: str
    bio: Localized
    regions: tuple[str, ...] = ()


def _name(fr: str, ar: str, gender: Gender) -> PersonName:
    """From ``First|Last`` in both scripts."""
    (first_fr, last_fr), (first_ar, last_ar) = fr.split("|"), ar.split("|")
    return PersonName(first_ar, first_fr, last_ar, last_fr, gender)


def _staff(key: str, name: PersonName, number: int, en: str, fr: str, ar: str, *regions: str) -> CastStaff:
    bio = Localized(en=en, fr=fr, ar=ar)
    return CastStaff(key, name, f"{key}@{DOMAIN}", f"06 00 10 00 {number:02}", bio, regions)


administrator = _staff(
    "admin", _name("Hicham|Sefrioui", "هشام|الصفريوي", "m"), 1,
    "Runs the service: people, roles, settings, backups.",
    "Administre le service\u00a0: personnes, rôles, réglages, sauvegardes.",
    "يدير الخدمة: الأشخاص والأدوار والإعدادات والنسخ الاحتياطية.",
)  # fmt: skip

partner = _staff(
    "partner", _name("Loubna|Lamrani", "لبنى|لمراني", "f"), 2,
    "Follows the agreements to which her institution is a party.",
    "Suit les accords auxquels son institution est partie.",
    "تتتبع الاتفاقيات التي تعد مؤسستها طرفا فيها.",
)  # fmt: skip

coordinators = (
    _staff(
        "coordinator", _name("Naïma|Benali", "نعيمة|بنعلي", "f"), 11,
        "Coordinates the programme in all regions since its launch.",
        "Coordonne le programme dans toutes les régions depuis son lancement.",
        "تنسق البرنامج في جميع الجهات منذ انطلاقه.",
    ),
    _staff(
        "coordinator.draa", _name("Brahim|Aït Ouarab", "إبراهيم|آيت أوعراب", "m"), 12,
        "Coordinates the calls and the sessions in Drâa-Tafilalet.",
        "Coordonne les appels et les sessions en Drâa-Tafilalet.",
        "ينسق طلبات إبداء الاهتمام والدورات التكوينية بجهة درعة-تافيلالت.",
        "MA-08",
    ),
    _staff(
        "coordinator.orient", _name("Ghizlane|Chraïbi", "غزلان|الشرايبي", "f"), 13,
        "Coordinates the calls and the sessions in Oriental and Rabat-Salé-Kénitra.",
        "Coordonne les appels et les sessions dans l’Oriental et à Rabat-Salé-Kénitra.",
        "تنسق طلبات إبداء الاهتمام والدورات التكوينية بجهتي الشرق والرباط-سلا-القنيطرة.",
        "MA-02", "MA-04",
    ),
)  # fmt: skip

committee = (
    _staff(
        "chair", _name("Hassan|Ouazzani", "حسن|الوزاني", "m"), 21,
        "Professor of international law; chairs the committee.",
        "Professeur de droit international\u00a0; préside le comité.",
        "أستاذ القانون الدولي؛ يرأس اللجنة.",
    ),
    _staff(
        "committee", _name("Samira|El Fassi", "سميرة|الفاسي", "f"), 22,
        "Lawyer, specialised in women’s rights.",
        "Avocate, spécialiste des droits des femmes.",
        "محامية متخصصة في حقوق النساء.",
    ),
    _staff(
        "committee.tahiri", _name("Driss|Tahiri", "إدريس|الطاهري", "m"), 23,
        "Sociologist; works on rural associations.",
        "Sociologue\u00a0; travaille sur les associations rurales.",
        "عالم اجتماع يشتغل على الجمعيات القروية.",
    ),
    _staff(
        "committee.amzil", _name("Khadija|Amzil", "خديجة|أمزيل", "f"), 24,
        "Former head of a network of associations for the rights of the child.",
        "Ancienne responsable d’un réseau d’associations de droits de l’enfant.",
        "مسؤولة سابقة عن شبكة جمعيات لحقوق الطفل.",
    ),
    _staff(
        "committee.brahimi", _name("Sidati|Brahimi", "سيداتي|البراهيمي", "m"), 25,
        "Trainer in disability rights and accessibility.",
        "Formateur en droits des personnes handicapées et accessibilité.",
        "مكون في مجال حقوق الأشخاص في وضعية إعاقة والولوجيات.",
    ),
)  # fmt: skip

trainers = (
    _staff(
        "trainer", _name("Rachid|Benmoussa", "رشيد|بنموسى", "m"), 31,
        "Trains on treaty bodies and shadow reports.",
        "Forme sur les organes de traités et les rapports parallèles.",
        "يؤطر التكوين حول هيئات المعاهدات والتقارير الموازية.",
    ),
    _staff(
        "trainer.zerouali", _name("Hanane|Zerouali", "حنان|الزروالي", "f"), 32,
        "Trains on the Universal Periodic Review and advocacy.",
        "Forme sur l’Examen périodique universel et le plaidoyer.",
        "تؤطر التكوين حول الاستعراض الدوري الشامل والترافع.",
    ),
    _staff(
        "trainer.ouhaddou", _name("Lahcen|Ouhaddou", "لحسن|أوحدو", "m"), 33,
        "Trains on documenting violations, in Arabic and Amazigh.",
        "Forme à la documentation des violations, en arabe et en amazigh.",
        "يؤطر التكوين حول توثيق الانتهاكات بالعربية والأمازيغية.",
    ),
    _staff(
        "trainer.kabbaj", _name("Wafae|Kabbaj", "وفاء|القباج", "f"), 34,
        "Trains on the protection of sources and personal data.",
        "Forme à la protection des sources et des données personnelles.",
        "تؤطر التكوين حول حماية المصادر والمعطيات الشخصية.",
    ),
)  # fmt: skip

mentors = (
    _staff(
        "mentor", _name("Latifa|Skalli", "لطيفة|الصقلي", "f"), 41,
        "Accompanied three coalitions before the committee on women’s rights.",
        "A accompagné trois coalitions devant le comité des droits des femmes.",
        "واكبت ثلاثة ائتلافات أمام اللجنة المعنية بحقوق المرأة.",
    ),
    _staff(
        "mentor.yachou", _name("Mounir|Yachou", "منير|يشو", "m"), 42,
        "Specialist of the rights of the child.",
        "Spécialiste des droits de l’enfant.",
        "متخصص في حقوق الطفل.",
    ),
    _staff(
        "mentor.laroussi", _name("Mariem|Laroussi", "مريم|العروسي", "f"), 43,
        "Specialist of the rights of persons with disabilities.",
        "Spécialiste des droits des personnes en situation de handicap.",
        "متخصصة في حقوق الأشخاص في وضعية إعاقة.",
    ),
    _staff(
        "mentor.oulhaj", _name("Moha|Oulhaj", "موحى|أولحاج", "m"), 44,
        "Works on economic, social and cultural rights in the oases.",
        "Travaille sur les droits économiques, sociaux et culturels dans les oasis.",
        "يشتغل على الحقوق الاقتصادية والاجتماعية والثقافية في الواحات.",
    ),
    _staff(
        "mentor.bekkaoui", _name("Touria|Bekkaoui", "ثريا|البكاوي", "f"), 45,
        "Accompanies associations for migrants in the East.",
        "Accompagne des associations de migrants dans l’Oriental.",
        "تواكب جمعيات المهاجرين بجهة الشرق.",
    ),
    _staff(
        "mentor.slaoui", _name("Adil|Slaoui", "عادل|السلاوي", "m"), 46,
        "Prepares associations for consultative status.",
        "Prépare des associations au statut consultatif.",
        "يعد الجمعيات للحصول على المركز الاستشاري.",
    ),
)  # fmt: skip
