"""Towns and communes of each province; an asterisk marks a rural one. The chief town stands first."""

from __future__ import annotations

from dataclasses import dataclass

from capacity.demo.cast.spelling import pairs

_TEXT = """
MA-TNG: Tanger=طنجة; Assilah=أصيلة; *Gzenaya=اكزناية
MA-MDF: M’diq=المضيق; Fnideq=الفنيدق; Martil=مرتيل
MA-TET: Tétouan=تطوان; Oued Laou=واد لاو; *Azla=أزلا
MA-FAH: *Ksar Sghir=القصر الصغير; *Melloussa=ملوسة
MA-LAR: Larache=العرائش; Ksar El Kébir=القصر الكبير; *Laouamra=العوامرة
MA-HOC: Al Hoceima=الحسيمة; Imzouren=إمزورن; Beni Bouayach=بني بوعياش; Targuist=تارجيست
MA-CHE: Chefchaouen=شفشاون; *Bab Taza=باب تازة; *Talambote=تلمبوط
MA-OUZ: Ouezzane=وزان; *Zoumi=زومي
MA-OUJ: Oujda=وجدة; Beni Drar=بني درار; *Isly=إسلي; *Ahl Angad=أهل أنجاد
MA-NAD: Nador=الناضور; Zeghanghane=أزغنغان; Selouane=سلوان; Al Aroui=العروي; *Bni Bouifrour=بني بويفرور
MA-DRI: Driouch=الدريوش; Midar=ميضار; Ben Taïeb=بن الطيب; *Tafersit=تفرسيت
MA-JRA: Jerada=جرادة; Aïn Beni Mathar=عين بني مطهر; Touissit=تويسيت; *Laaouinate=لعوينات
MA-BER: Berkane=بركان; Ahfir=أحفير; Saïdia=السعيدية; Aklim=أكليم; *Zegzel=زكزل; *Laatamna=لعثامنة
MA-TAI: Taourirt=تاوريرت; El Aïoun Sidi Mellouk=العيون سيدي ملوك; Debdou=دبدو; *Ahl Oued Za=أهل واد زا
MA-GUF: Guercif=جرسيف; *Taddart=تادرت; *Saka=صاكة; *Houara Oulad Raho=هوارة أولاد رحو
MA-FIG: Figuig=فجيج; Bouarfa=بوعرفة; *Tendrara=تندرارة; *Bni Tadjite=بني تدجيت; *Talsint=تالسينت
MA-FES: Fès=فاس; *Sidi Harazem=سيدي حرازم
MA-MEK: Meknès=مكناس; Toulal=تولال; *Dkhissa=الدخيسة
MA-HAJ: El Hajeb=الحاجب; Agouraï=أكوراي; Aïn Taoujdate=عين تاوجطات
MA-IFR: Ifrane=إفران; Azrou=أزرو; *Aïn Leuh=عين اللوح; *Timahdite=تيمحضيت
MA-MOU: Moulay Yacoub=مولاي يعقوب; *Sebaa Rouadi=سبع رواضي
MA-SEF: Sefrou=صفرو; Bhalil=البهاليل; El Menzel=المنزل
MA-BOM: Boulemane=بولمان; Missour=ميسور; Outat El Haj=أوطاط الحاج
MA-TAO: Taounate=تاونات; Karia Ba Mohamed=قرية با محمد; Ghafsaï=غفساي
MA-TAZ: Taza=تازة; Tahla=تاهلة; Aknoul=أكنول
MA-RAB: Rabat=الرباط; Yacoub El Mansour=يعقوب المنصور; Agdal-Ryad=أكدال-الرياض; Souissi=السويسي
MA-SAL: Salé=سلا; Tabriquet=تابريكت; Bettana=بطانة; Hssaine=احصين; Layayda=لعيايدة; *Shoul=السهول
MA-SKH: Témara=تمارة; Skhirate=الصخيرات; Aïn El Aouda=عين العودة; Harhoura=الهرهورة; *Sidi Yahya Zaer=سيدي يحيى زعير
MA-KEN: Kénitra=القنيطرة; Souk El Arbaa=سوق الأربعاء; Mehdia=المهدية; *Arbaoua=عرباوة; *Lalla Mimouna=لالة ميمونة
MA-KHE: Khémisset=الخميسات; Tiflet=تيفلت; Rommani=الرماني; *Oulmès=أولماس; *Tiddas=تيداس; *Maâziz=المعازيز
MA-SIK: Sidi Kacem=سيدي قاسم; Mechra Bel Ksiri=مشرع بلقصيري; Jorf El Melha=جرف الملحة; *Zirara=زيرارة
MA-SIL: Sidi Slimane=سيدي سليمان; Sidi Yahya El Gharb=سيدي يحيى الغرب; *Dar Bel Amri=دار بلعامري; *Boumaïz=بومعيز
MA-BEM: Béni Mellal=بني ملال; Kasba Tadla=قصبة تادلة; El Ksiba=القصيبة; *Tagzirt=تاكزيرت; *Aghbala=أغبالة
MA-AZI: Azilal=أزيلال; Demnate=دمنات; *Tabant=تبانت; *Ouaouizeght=واويزغت; *Zaouiat Ahansal=زاوية أحنصال
MA-FQH: Fquih Ben Salah=الفقيه بن صالح; Souk Sebt=سوق السبت; Oulad Ayad=أولاد عياد; *Had Bradia=حد البرادية
MA-KHN: Khénifra=خنيفرة; M’rirt=مريرت; *Aguelmous=أكلموس; *El Kbab=القباب; *Tighassaline=تيغسالين
MA-KHO: Khouribga=خريبكة; Oued Zem=وادي زم; Boujniba=بوجنيبة; Hattane=حطان
MA-CAS: Casablanca=الدار البيضاء; Hay Mohammadi=الحي المحمدي; Aïn Sebaâ=عين السبع; Sidi Moumen=سيدي مومن
MA-MOH: Mohammadia=المحمدية; *Beni Yakhlef=بني يخلف
MA-JDI: El Jadida=الجديدة; Azemmour=أزمور; *Moulay Abdellah=مولاي عبد الله
MA-NOU: Nouaceur=النواصر; Bouskoura=بوسكورة; Dar Bouazza=دار بوعزة
MA-MED: Médiouna=مديونة; Tit Mellil=تيط مليل
MA-BES: Benslimane=بنسليمان; Bouznika=بوزنيقة
MA-BRR: Berrechid=برشيد; Had Soualem=حد السوالم
MA-SET: Settat=سطات; Ben Ahmed=بن أحمد; *Guisser=كيسر
MA-SIB: Sidi Bennour=سيدي بنور; Zemamra=الزمامرة
MA-MAR: Marrakech=مراكش; Guéliz=جليز; *Tassoultante=تسلطانت; *Saada=السعادة
MA-CHI: Chichaoua=شيشاوة; Imintanoute=إيمنتانوت; *Sidi El Mokhtar=سيدي المختار
MA-HAO: Tahannaout=تحناوت; Aït Ourir=آيت أورير; Amizmiz=أمزميز; *Asni=أسني; *Ourika=أوريكة
MA-KES: El Kelâa des Sraghna=قلعة السراغنة; Tamallalt=تملالت; Laattaouia=العطاوية
MA-ESI: Essaouira=الصويرة; Talmest=تالمست; *Smimou=سميمو
MA-REH: Benguerir=ابن جرير; Sidi Bou Othmane=سيدي بوعثمان; *Skhour Rehamna=صخور الرحامنة
MA-SAF: Safi=آسفي; Jemaa Shaïm=جمعة سحيم; Sebt Gzoula=سبت كزولة
MA-YUS: Youssoufia=اليوسفية; Echemmaïa=الشماعية
MA-ERR: Errachidia=الرشيدية; Erfoud=أرفود; Goulmima=كلميمة; Tinejdad=تنجداد; *Aoufous=أوفوس; *Er-Rissani=الريصاني
MA-OUA: Ouarzazate=ورزازات; Taznakht=تازناخت; *Skoura=سكورة; *Telouet=تلوات; *Tarmigt=ترميكت
MA-MID: Midelt=ميدلت; Er-Rich=الريش; *Tounfite=تونفيت; *Imilchil=إملشيل; *Itzer=إتزر
MA-TIN: Tinghir=تنغير; Boumalne Dadès=بومالن دادس; Kelâat M’Gouna=قلعة مكونة; *Alnif=ألنيف; *Toudgha=تودغى
MA-ZAG: Zagora=زاكورة; Agdz=أكدز; *Tamegroute=تامكروت; *M’Hamid El Ghizlane=محاميد الغزلان; *Tazarine=تازارين
MA-AGD: Agadir=أكادير; *Taghazout=تغازوت; *Imouzzer=إيموزار
MA-INE: Inezgane=إنزكان; Aït Melloul=آيت ملول; Dcheira=الدشيرة
MA-CHT: Biougra=بيوكرى; Aït Baha=آيت باها; *Belfaa=بلفاع
MA-TAR: Taroudannt=تارودانت; Oulad Teïma=أولاد تايمة; Taliouine=تالوين
MA-TIZ: Tiznit=تيزنيت; Tafraout=تافراوت; *Anzi=أنزي
MA-TAT: Tata=طاطا; Akka=أقا; Foum Zguid=فم زكيد
MA-GUE: Guelmim=كلميم; Bouizakarne=بويزكارن; *Asrir=أسرير; *Taghjijt=تغجيجت
MA-ASZ: Assa=آسا; Zag=الزاك
MA-TNT: Tan-Tan=طانطان; El Ouatia=الوطية; *Msied=المسيد
MA-SIF: Sidi Ifni=سيدي إفني; Lakhsas=لخصاص; *Mirleft=ميرلفت; *Tioughza=تيوغزة
MA-LAA: Laâyoune=العيون; El Marsa=المرسى; *Foum El Oued=فم الواد
MA-BOD: Boujdour=بوجدور
MA-TAF: Tarfaya=طرفاية; *Akhfennir=أخفنير
MA-ESM: Es-Semara=السمارة; *Amgala=أمكالة
MA-OUD: Dakhla=الداخلة; *El Argoub=العركوب; *Bir Anzarane=بئر أنزران
MA-AOU: *Aousserd=أوسرد
"""

_PARTS_OF_PRIORITY_PLACES = {"Hay Mohammadi", "Aïn Sebaâ"}
"""Where a priority place is only a part of its prefecture, the localities that belong to it."""

_WEIGHTS = {"MA-OUJ": 6, "MA-RAB": 5, "MA-SAL": 5, "MA-KEN": 5, "MA-MAR": 7, "MA-SAF": 4, "MA-BEM": 5, "MA-GUE": 5,
            "MA-CAS": 9, "MA-FES": 7, "MA-MEK": 6, "MA-TNG": 6, "MA-TET": 5, "MA-AGD": 6, "MA-LAA": 6}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Locality:
    """A town or rural commune."""

    fr: str
    ar: str
    rural: bool

    @property
    def in_priority_part(self) -> bool:
        """Whether it belongs to a priority place that is only a part of its prefecture."""
        return self.fr in _PARTS_OF_PRIORITY_PLACES


def _read(line: str) -> tuple[str, tuple[Locality, ...]]:
    iso, names = line.split(":")
    return iso, tuple(Locality(fr.lstrip("*"), ar, fr.startswith("*")) for fr, ar in pairs(names))


LOCALITIES = dict(_read(line) for line in _TEXT.strip().splitlines())


def weight(province_iso: str, *, priority: bool) -> int:
    """How many associations a province has beside another: large cities and priority places have more."""
    return max(_WEIGHTS.get(province_iso, 2), 5 if priority else 0)
