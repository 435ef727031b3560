"""First names and family names of Morocco: Arab, Amazigh and Hassani, in both scripts."""

from capacity.demo.cast.spelling import pairs

WOMEN = pairs("""
Fatima = فاطمة; Fatima Zahra = فاطمة الزهراء; Khadija = خديجة; Aïcha = عائشة; Naïma = نعيمة; Samira = سميرة
Latifa = لطيفة; Rachida = رشيدة; Malika = مليكة; Souad = سعاد; Zineb = زينب; Meryem = مريم; Hanane = حنان
Karima = كريمة; Nadia = نادية; Saïda = سعيدة; Hayat = حياة; Amina = أمينة; Bouchra = بشرى; Ilham = إلهام
Siham = سهام; Houda = هدى; Ikram = إكرام; Imane = إيمان; Salma = سلمى; Sara = سارة; Hajar = هاجر; Asmae = أسماء
Oumaïma = أميمة; Chaïmae = شيماء; Nawal = نوال; Leïla = ليلى; Loubna = لبنى; Ghizlane = غزلان; Wafae = وفاء
Safae = صفاء; Sanae = سناء; Hasna = حسناء; Jamila = جميلة; Habiba = حبيبة; Touria = ثريا; Zahra = زهرة
Rkia = رقية; Fadma = فاظمة; Itto = إيطو; Tlaytmas = تلايتماس; Tanirt = تانيرت; Tiziri = تيزيري; Tafsut = تافسوت
Numidia = نوميديا; Dihya = ديهيا; Touda = تودة; Yamna = يامنة; Izza = إيزة; Kelthoum = كلثوم; Mbarka = مباركة
Mariem Salma = مريم السالمة; Lalla Mina = لالة مينة; Aghlana = أغلانة; Nguiya = النكية; Mahjouba = محجوبة
Fatimatou = فاطمتو; Safia = صفية; Ouafa = وفا; Batoul = البتول; Dounia = دنيا; Nezha = نزهة; Najat = نجاة
""")

MEN = pairs("""
Mohamed = محمد; Ahmed = أحمد; Hassan = حسن; Driss = إدريس; Rachid = رشيد; Abdellah = عبد الله; Youssef = يوسف
Brahim = إبراهيم; Omar = عمر; Ali = علي; Said = سعيد; Mustapha = مصطفى; Khalid = خالد; Hamid = حميد
Abderrahim = عبد الرحيم; Abdelkader = عبد القادر; Abdelaziz = عبد العزيز; Noureddine = نور الدين; Jamal = جمال
Hicham = هشام; Karim = كريم; Mehdi = المهدي; Anas = أنس; Ayoub = أيوب; Ilyas = إلياس; Zakaria = زكرياء
Amine = أمين; Soufiane = سفيان; Tarik = طارق; Adil = عادل; Nabil = نبيل; Fouad = فؤاد; Azeddine = عز الدين
Bouchaïb = بوشعيب; Larbi = العربي; Lahcen = لحسن; El Houssaine = الحسين; Moha = موحى; Hammou = حمو; Ouali = والي
Aksil = أكسيل; Massin = ماسين; Idir = إيدير; Aderfi = أدرفي; Anir = أنير; Badis = باديس; Yuba = يوبا; Bassou = باسو
Sidati = سيداتي; Mohamed Lamine = محمد لمين; Brahim Salem = إبراهيم السالم; Cheikh = الشيخ; Bachir = البشير
Mahjoub = المحجوب; Salek = السالك; Hamdi = حمدي; El Mokhtar = المختار; Othmane = عثمان; Ismaïl = إسماعيل
Reda = رضا; Taha = طه; Walid = وليد; Yassine = ياسين; Abdelhak = عبد الحق; Mounir = منير; Jaouad = جواد
""")

FAMILIES = pairs("""
Alaoui = العلوي; Idrissi = الإدريسي; Benali = بنعلي; Benmoussa = بنموسى; Bennani = بناني; Berrada = برادة
Tazi = التازي; Chraïbi = الشرايبي; Filali = الفيلالي; Ouazzani = الوزاني; El Fassi = الفاسي; Tahiri = الطاهري
Amrani = العمراني; Mansouri = المنصوري; Naciri = الناصري; Bouazza = بوعزة; El Khattabi = الخطابي; Zerouali = الزروالي
Hamdaoui = الحمداوي; Ziani = الزياني; Belkacem = بلقاسم; Bekkaoui = البكاوي; Mimouni = الميموني; Boudouaya = بودواية
Azzouzi = العزوزي; Yachou = يشو; Aarab = أعراب; Amezian = أمزيان; Ouchen = أوشن; Aït Lahcen = آيت لحسن
Aït Baha = آيت باها; Aït Taleb = آيت طالب; Aït Ouarab = آيت أوعراب; Aït Hammou = آيت حمو; Oubella = أوبلا
Ouhaddou = أوحدو; Oulhaj = أولحاج; Ouakrim = واكريم; Amzil = أمزيل; Azergui = أزركي; Aznag = أزناك; Boukous = بوكوس
Achour = عاشور; Asselman = أسلمان; Tazaghart = تازغارت; Ouaziz = أوعزيز; Oumarir = أومرير; Idbelkacem = إدبلقاسم
Id Salah = إد صالح; Bihi = بيهي; Akhrif = أخريف; Bouyafar = بويفر; El Guerrouj = الكروج; Lamrini = المريني
Sabri = صبري; Sbaï = السباعي; Rahmouni = الرحموني; Ghazali = الغزالي; Lahlou = لحلو; Kabbaj = القباج
Mernissi = المرنيسي; Skalli = الصقلي; Sefrioui = الصفريوي; Lamrani = لمراني; Zemmouri = الزموري; Zaïri = الزعيري
Slaoui = السلاوي; Rbati = الرباطي; Gharbaoui = الغرباوي; Hilali = الهلالي; Chaoui = الشاوي; Doukkali = الدكالي
Rahmani = الرحماني; Sraghni = السرغيني; Mesfioui = المسفيوي; Drissi = الدريسي; Draoui = الدراوي; Sahraoui = الصحراوي
Ma El Aïnine = ماء العينين; Brahimi = البراهيمي; Bouh = بوه; Lahbib = لحبيب; Ould Salem = ولد سالم; Baba = بابا
Khatri = خطري; Sid Ahmed = سيد أحمد; Tekna = التكني; Laroussi = العروسي; Dlimi = الدليمي; Boussif = بوسيف
El Ouali = الوالي; Hmidouch = حميدوش; Jebari = الجباري; Kaddouri = القدوري; Moussaoui = الموساوي; Sadiki = الصديقي
""")
