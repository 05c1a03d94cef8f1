"""What pages say when they do not show the article, in the languages of the press."""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


CHALLENGE = _any(
    r"checking (?:if the site connection is secure|your browser)|verify(?:ing)? (?:that )?you(?: are|['’]re) (?:a |not a "
    r")?(?:human|robot|bot)|enable (?:javascript and cookies|cookies and javascript)|just a moment\b|attention required|are "
    r"you (?:a )?(?:robot|human)|i['’]?m not a robot",
    r"too many requests|rate limit(?:ed| exceeded)|automat(?:ed|ion) (?:tools?|software|requests?|access)|zu viele anfragen|trop de "
    r"requêtes|demasiadas solicitudes|zbyt wiele żądań|слишком много запросов|забагато запитів|(?:请求|访问)过于频繁",
    r"captcha|access (?:to this page has been |is )?denied|you (?:have been|are) blocked|unusual (?:traffic|activity)|security "
    r"(?:check|service)|ddos|one more step|please wait while|press (?:and|&) hold|bot (?:detection|protection)|pardon our "
    r"interruption|request blocked|cloudflare|ray id",
    r"sicherheits(?:prüfung|überprüfung|kontrolle)|(?:browser|verbindung) wird (?:geprüft|überprüft)|(?:kein|ein) (?:roboter"
    r"|mensch)\b.{0,20}(?:sind|bestätigen)|sind sie ein (?:mensch|roboter)|zugriff (?:verweigert|blockiert)|einen moment bitte"
    r"|ungewöhnliche\w* (?:zugriff|datenverkehr)|wir prüfen ihren browser",
    r"vérification (?:de sécurité|de votre navigateur|en cours)|vous (?:êtes|n['’]êtes pas) un (?:humain|robot)|accès (?:refusé"
    r"|bloqué)|un instant\b|trafic inhabituel|(?:nous vérifions|vérifions) (?:que|votre)",
    r"verifica(?:ndo|ción|r|mos|remos)\b.{0,40}(?:navegador|humano|robot|seguridad)|no (?:es|eres|soy) un robot|acceso "
    r"(?:denegado|bloqueado)|un momento\b|tráfico inusual|comprob\w+ (?:su|tu|que|el) .{0,20}(?:navegador|humano|robot)",
    r"verifica .{0,30}(?:browser|umano|robot|sicurezza)|non (?:sei|sono) un robot|accesso (?:negato|bloccato)|attendi|un "
    r"attimo\b|traffico (?:insolito|anomalo)|controll\w+ .{0,20}browser",
    r"chwileczkę|sprawdzamy|(?:nie jesteś|jesteś|nie jestem) (?:robotem|człowiekiem)|dostęp (?:zablokowany|zabroniony"
    r"|wzbroniony)|odmowa dostępu|nietypowy ruch|weryfikacj\w+",
    r"(?:even geduld|een ogenblik|moment geduld)|(?:we controleren|controleren) .{0,30}(?:browser|mens|robot)|geen robot"
    r"|toegang (?:geweigerd|geblokkeerd)|ongebruikelijk verkeer",
    r"провер(?:яем|ка|ьте)\b.{0,40}(?:браузер|безопасност|робот|человек|соединени)|(?:вы|я) не робот|что вы (?:не робот"
    r"|человек)|доступ (?:ограничен|запрещ[её]н|заблокирован)|подождите|необычн\w+ (?:трафик|активност)|подтвердите",
    r"перевір(?:яємо|ка)\b.{0,40}(?:браузер|безпек|робот|людин|з['’]єднан)|(?:ви|я) не робот|доступ (?:обмежено|заборонено"
    r"|заблоковано)|зачекайте|незвичн\w+ (?:трафік|активність)|підтвердьте",
    r"(?:正在|请|請).{0,12}(?:验证|驗證|检查您的浏览器|安全检查)|人机(?:验证|身份)|机器人|访问(?:被拒绝|受限|异常)|请稍候",
    r"請稍候|验证码|安全验证|異常流量|异常流量",
    r"verifica\w+ .{0,30}(?:navegador|robô|humano)|acesso negado|um momento|não sou um robô",
    r"لست روبوت|(?:التحقق|نتحقق) من (?:المتصفح|متصفحك|أنك)|(?:تم (?:رفض|حظر)|رُفض) (?:الوصول|وصولك)|حركة (?:مرور )?غير (?:عادية|معتادة)",
    r"ربات نیست|بررسی مرورگر|دسترسی (?:شما )?(?:مسدود|محدود)|ترافیک غیرعادی|לא רובוט|בודק\w* (?:את )?הדפדפן",
    r"הגישה (?:נחסמה|נדחתה)|תעבורה חריגה",
    r"रोबोट नहीं|ब्राउज़र (?:की|को) ?जा[ँं]च|पहु[ँं]च (?:अस्वीकृत|निषिद्ध|अवरुद्ध)|असामान्य ट्रैफ़?िक",
    r"robot (?:değil|olmadığ)|insan olduğunuzu|tarayıcınız\w* (?:kontrol|denetl|doğrul)|erişim\w* (?:engellendi|reddedildi)",
    r"olağan ?dışı trafik",
    r"nu (?:sunt|ești|sunteți) (?:un )?robot|verificăm (?:browser|că|dacă)|acces(?:ul)? (?:a fost )?(?:refuzat|interzis|blocat)",
    r"trafic neobișnuit",
    r"로봇이 아닙|브라우저를? 확인|접근이 (?:차단|거부|제한)|비정상적인 트래픽|ロボットでは|ブラウザー?を確認",
    r"アクセスが(?:拒否|制限|ブロック)|não sou robô|tráfego incomum",
)
CONSENT = _any(
    r"before you continue|we (?:value|respect|care about) your privacy|your privacy (?:choices|matters)|(?:accept|continue) "
    r"(?:and|with|without) .{0,30}(?:accept|advertis|ads|subscrib)|consent (?:to|or pay)|pay or (?:accept|consent)|ad-free "
    r"(?:with|for)|manage (?:your )?(?:cookie|privacy|consent)|privacy (?:centre|center|settings|preferences)|cookie (?:choice"
    r"|settings|consent)",
    r"(?:store|access) (?:and/or access )?information on (?:a|your) device|personali[sz]ed (?:ads|advertising)|we (?:and our "
    r".{0,20}partners )?use cookies|tracking",
    r"cookies? (?:akzeptieren|zustimmen)|weiter mit werbung|werbefrei|pur-?abo|ihre privatsphäre|wir (?:schätzen|respektieren) "
    r"ihre|zustimmen und weiter|akzeptieren und weiter|einwilligung|datenschutz-?einstellungen|(?:wir|partner) "
    r".{0,30}verwenden cookies|bevor sie fortfahren",
    r"avec publicité|accept\w+ (?:les|des|nos) cookies|cookies publicitaires|sans (?:accepter|publicité)|votre (?:vie privée"
    r"|confidentialité|consentement)|respect(?:ons|er)? .{0,20}vie privée|accepter et (?:continuer|fermer)|continuer sans "
    r"accepter|choix .{0,20}cookies|nous (?:et nos .{0,20}partenaires )?utilisons des cookies|avant de continuer",
    r"(?:su|tu) privacidad|acept\w+ (?:las |los )?cookies|aceptar y (?:continuar|cerrar)|con publicidad|sin publicidad"
    r"|rechazar y (?:suscribirse|pagar)|consentimiento|(?:usamos|utilizamos) cookies|antes de continuar|configuración de "
    r"cookies",
    r"(?:la )?(?:tua|vostra|sua) privacy|accett\w+ (?:i |tutti i )?cookie|accetta (?:e|tutti)|rifiuta e (?:abbonati|paga)"
    r"|senza pubblicità|con pubblicità|consenso|(?:usiamo|utilizziamo) .{0,12}cookie|prima di continuare",
    r"(?:twoja|państwa|twoją|szanujemy) (?:prywatność|twoją prywatność)|przejdź do serwisu|akceptuję i (?:przechodzę"
    r"|kontynuuję)|zgod[ęay] na|bez reklam|z reklamami|używamy .{0,20}cookies|zanim przejdziesz",
    r"(?:uw|jouw|je) privacy|akkoord (?:en|gaan)|accepteren en|zonder advertenties|met advertenties|toestemming|wij gebruiken "
    r".{0,12}cookies|voordat (?:u|je) verder",
    r"(?:ваша|вашу) (?:конфиденциальность|приватность)|согласи(?:е|ться|тесь) (?:и продолжить|на обработку|с использованием)"
    r"|файл\w* cookie|с рекламой|без рекламы|прежде чем продолжить|принять (?:и продолжить|все)",
    r"(?:ваша|вашу) (?:конфіденційність|приватність)|згод[аиу] (?:на|з)|файл\w* cookie|з рекламою|без реклами|перш ніж "
    r"продовжити|прийняти (?:й|і|та) продовжити",
    r"隐私(?:设置|偏好|选择|政策)|(?:使用|接受).{0,8}cookie|同意并继续|继续前|個人資料.{0,8}同意|您的隐私",
    r"プライバシー(?:について|設定|の設定)|同意のもとに|すべて同意|同意して(?:続ける|進む)|개인정보.{0,10}동의",
    r"ملفات (?:تعريف )?(?:ال)?ارتباط|نحترم خصوصيت|(?:قبول|موافق\w*) .{0,12}(?:الكل|ومتابعة|المتابعة)|قبل المتابعة",
    r"کوکی|حریم خصوصی شما|پذیرش (?:همه|و ادامه)|עוגיות|הפרטיות שלך|לפני ש(?:ממשיכים|תמשיכו)|(?:אישור|קבל\w*) (?:הכל|והמשך)",
    r"कुकी|आपकी (?:गोपनीयता|निजता)|स्वीकार (?:करें|कर) .{0,6}(?:और|आगे)|çerez|gizliliğiniz|kabul et ve|devam etmeden önce",
    r"(?:folosim|utilizăm) .{0,14}cookie|confidențialitatea (?:ta|dvs|dumneavoastră)|acceptă (?:tot|toate|și)|înainte de a continua",
    r"쿠키.{0,12}(?:사용|허용|동의)|모두 동의|sua privacidade|aceitar (?:e|todos)|cookie ?を(?:使用|許可)",
)
"""What a page that only asks for consent says."""

PAYWALL = _any(
    r"(?:to|in order to) (?:continue|keep|finish) reading|to read (?:on|the (?:rest|full|whole|entire)|this (?:article|story))"
    r"|continue reading (?:with|for|by|this)|(?:this|the full) (?:article|story|content|piece) is (?:only |exclusively "
    r"|reserved |available )*(?:for|to) (?:\w+ )?(?:subscribers|members|registered)|subscribers?[- ]only|exclusive(?:ly)? "
    r"(?:for|to) (?:subscribers|members)|keep reading for",
    r"subscribe (?:now )?to (?:read|continue|unlock|keep|get (?:full|access))|(?:log in|sign in|register|sign up|create (?:a"
    r"|an) (?:free )?account)(?: (?:or|and) \w+)?(?: (?:for free|free|now))? to (?:read|continue|keep|see)|you(?:['’]ve| have) "
    r"(?:reached|used|read) (?:your|all|the)\b.{0,40}\b(?:limit|free)|unlock (?:this|the) (?:article|story)|the rest of this "
    r"(?:article|story) is",
    r"(?:weiterlesen|weiter lesen)\b.{0,40}(?:abo|plus|registr|anmeld|kostenlos|euro|\?)|(?:lesen sie|jetzt) weiter(?:lesen)? "
    r"mit|diese[rn] (?:artikel|text|beitrag|inhalt) (?:ist|gehört|steht|lesen) .{0,40}(?:abonnenten|abonnentinnen|abo|plus"
    r"|mitglieder|registrierte)|nur für abonnent|exklusiv für|um (?:weiterzulesen|den (?:ganzen |vollständigen )?artikel)"
    r"|registrieren sie sich .{0,30}(?:weiter|lesen)|mit .{0,12}abo weiterlesen|sie haben .{0,30}(?:kostenlosen artikel|limit)"
    r"|wählen sie .{0,20}abo",
    r"(?:réservé|réservée)s? (?:à nos |aux |à tous nos )?(?:abonnés|membres)|(?:pour|afin de) (?:lire la suite|continuer"
    r"|poursuivre)|(?:la )?suite (?:de cet article )?(?:est |de l['’]article )?réservée|il vous reste .{0,25} à lire"
    r"|abonnez-vous pour|vous avez (?:atteint|lu) .{0,40}(?:limite|gratuits)|choisissez .{0,20}(?:offre|abonnement)|articles? "
    r"réservés?|(?:inscrivez-vous|créez un compte|connectez-vous).{0,30}(?:lire|continuer|suite)",
    r"(?:solo|exclusivo|exclusiva|reservado|sólo) para (?:suscriptores|socios|abonados|registrados)|(?:para|si quiere) "
    r"(?:seguir|continuar) leyendo|(?:para|y) leer (?:el artículo|la noticia|el texto) complet|suscr[ií]b[ae](?:se|te)? para"
    r"|reg[ií]str[ae](?:se|te)? .{0,25}(?:seguir|leer|continuar)|(?:elija|elige) .{0,20}suscripción|ha (?:alcanzado|superado) "
    r".{0,30}(?:límite|gratuitos)",
    r"(?:riservato|solo|esclusiva|esclusivo) .{0,12}(?:abbonati|registrati)|per (?:continuare a leggere|leggere (?:tutto"
    r"|l['’]articolo|il resto))|abb[oò]nati per|(?:raggiunto|superato) .{0,20}limite|scegli .{0,20}abbonamento|registrati "
    r".{0,20}(?:leggere|continuare|gratis)|contenuto (?:riservato|per abbonati)",
    r"(?:tylko|wyłącznie|dostęp\w*) dla (?:subskrybentów|prenumeratorów|abonentów|zalogowanych|czytelników)|(?:aby|żeby|by) "
    r"(?:czytać|przeczytać) (?:dalej|całość|cały)|czytaj dalej (?:z|w|po|za)|(?:zaloguj|zarejestruj) się.{0,25}(?:czytać|aby"
    r"|by)|wykup (?:dostęp|subskrypcję|prenumeratę)|(?:wyczerpałeś|wykorzystałeś|przeczytałeś) .{0,30}(?:limit|bezpłatn)"
    r"|wybierz .{0,20}(?:prenumerat|subskrypcj)|dalsza część .{0,25}(?:dostępn|subskryb|prenumer)",
    r"verder lezen|(?:exclusief|alleen|enkel) voor (?:abonnees|leden|geregistreerde)|om (?:verder te lezen|dit artikel|het "
    r"hele artikel)|lees (?:verder|het hele artikel) (?:met|als|voor)|word abonnee|kies .{0,20}abonnement|(?:limiet|gratis "
    r"artikelen) .{0,20}bereikt|registreer .{0,25}(?:lezen|verder|gratis)",
    r"(?:только|доступ\w*) (?:для|по) (?:подписчик|подписк|зарегистрир)\w*|(?:прочитали|исчерпали) .{0,20}бесплатн|(?:чтобы"
    r"|для того чтобы) (?:читать|дочитать|прочитать|продолжить)|(?:оформите|купите) подписку|полн(?:ый|ая|ую) (?:текст|верси\w+"
    r"|стать\w+) (?:доступ|для|по)|(?:войдите|зарегистрируйтесь).{0,30}(?:читать|чтобы)|материал (?:доступен|только)|читать "
    r"дальше (?:по|могут)",
    r"(?:щоб|аби) (?:читати|дочитати|прочитати|продовжити)|(?:лише|тільки|доступ\w*) (?:для|за) (?:передплат|підписник"
    r"|зареєстр)\w*|(?:оформіть|придбайте) передплату|повн(?:ий|у) (?:текст|версі\w+) (?:доступ|для|за)|(?:увійдіть"
    r"|зареєструйтесь).{0,30}(?:читати|щоб)",
    r"订阅(?:后|用户|会员)?.{0,6}(?:继续|阅读|可读)|(?:继续|阅读全文).{0,8}(?:登录|订阅|付费|注册)|(?:仅供|限).{0,4}(?:会员|订户)|购买会员|(?:免费)?(?:注册|登录|註冊)(?:后|後)"
    r"|付费(?:内容|阅读|文章|后)|会员(?:专享|专属|可读)|(?:仅|只)(?:限|供)(?:订|会|付费)|(?:登录|登入|注册|註冊).{0,10}(?:继续|後閱讀|阅读全文|查看)|開通會員|剩余.{0,8}(?:付费"
    r"|订阅)",
    r"(?:exclusivo|só|apenas|somente) para assinantes|para continuar (?:lendo|a ler)|assine para",
    r"有料会員|会員限定|続きを読むには|この記事は.{0,6}(?:会員|有料)"
    r"|会員登録(?:が必要|して)|会員に登録|続きをお読み|유료회원|구독자 전용|계속 읽으려면",
    r"للمشتركين|لمشتركي|ل(?:متابعة|إكمال|استكمال) (?:القراءة|قراءة)|لقراءة (?:المقال|بقية|النص) .{0,30}(?:اشتر|سجل)",
    r"اشترك (?:الآن )?(?:ل|كي )|استنفدت",
    r"(?:ویژه|مخصوص|(?:تنها|فقط) برای) مشترک|برای (?:ادامه|خواندن).{0,30}(?:اشتراک|ثبت.?نام|وارد)|اشتراک (?:تهیه|بخرید)",
    r"למנויים (?:בלבד|ב)|(?:פתוחה|זמינה|מיועדת) למנויים|להמשך ה?קריאה.{0,30}(?:מנוי|הירשמ|התחבר|רכש)|כדי להמשיך לקרוא",
    r"(?:הצטרפ|רכש)\w* (?:כ|ל)?מנוי",
    r"(?:केवल|सिर्फ़|सिर्फ) (?:सदस्यों|ग्राहकों|सब्सक्राइबर)|पढ़ने के लिए .{0,40}(?:सदस्य|सब्सक्राइब|लॉग|साइन|रजिस्टर)",
    r"सदस्यता (?:ले|खरीद)",
    r"(?:yalnızca|sadece) (?:abone|üye)|(?:abone|üye)lere özel|okumaya devam etmek için",
    r"(?:devamı|tamamı)\w* .{0,30}(?:abone|üye) ol|ücretsiz (?:makale|haber) (?:hakk|limit)",
    r"(?:doar|exclusiv|rezervat\w*) (?:pentru )?abona[țţt]i|pentru a (?:continua lectura|citi (?:mai departe|integral|tot))",
    r"(?:abonează|autentifică|înregistrează|loghează)-te (?:pentru|ca să)|(?:ai|ați) atins limita",
    r"(?:회원|구독자)(?:만|에게만|에 한해)|(?:로그인|회원가입|구독).{0,4}(?:하시면|하면|후|하고).{0,20}(?:읽|볼|보실|이용)",
    r"유료 (?:기사|콘텐츠|구독)|購読(?:者|して)|有料(?:記事|プラン)|残り.{0,8}文字",
)
"""A demand that stands between the reader and the rest."""

WALL_CLASS = re.compile(
    r"paywall|pay-wall|regwall|premium-(?:wall|box|gate)|subscri(?:be|ption)-(?:wall|box|gate|prompt)|piano|tp-modal"
    r"|article-(?:gate|barrier|wall)|locked|plans",
    re.IGNORECASE,
)

CONTINUED = _any(
    r"(?:read|see|get|continue|view|watch|listen to)(?: the)? (?:full|rest|whole|complete|entire|more|original"
    r"|reading)\b.{0,60}|read more(?: (?:at|on|in)\b.{0,40})?$|(?:full|whole|complete) (?:story|article|text|report|interview) "
    r"(?:at|on|in|is)\b|(?:get|download|open|use|in) (?:the|our) app\b|page 1 of \d|next page|continued on|(?:page )?1 / \d"
    r"|hear the (?:full|whole)",
    r"(?:weiterlesen|mehr lesen|zum (?:ganzen|vollständigen|originalen?) (?:artikel|text|beitrag)|den (?:ganzen|vollständigen) "
    r"(?:artikel|text|beitrag)|das ganze gespräch|die ganze (?:geschichte|folge)|hören sie (?:im|in)|in (?:der|unserer) app"
    r"|(?:nächste )?seite (?:1 (?:von|/) )?\d|weiter auf|lesen sie (?:den|die|weiter))",
    r"lire (?:la suite|l['’](?:article|intégralité))|(?:suite|article complet|intégralité) (?:sur|dans|à)|dans (?:l['’]|notre "
    r")appli|page (?:1 (?:sur|/) \d|suivante)|écoute[rz]",
    r"le(?:er|a|e) (?:más|el (?:artículo|texto) completo|la (?:noticia|nota) completa)|(?:artículo|nota|texto|noticia) "
    r"complet[oa] en|sigue (?:en|leyendo)|continúa en|en (?:la|nuestra) app|página (?:1 (?:de|/) \d|siguiente)|escuche",
    r"continua a leggere|leggi (?:tutto|l['’]articolo|di più|su)|continua (?:su|a pagina|nell)|articolo completo|nell['’]app"
    r"|pagina (?:1 (?:di|/) \d|successiva)|ascolta",
    r"czytaj (?:więcej|dalej|całość|cały)|(?:cały|pełny) (?:tekst|artykuł)|więcej (?:na|w|czytaj)|ciąg dalszy|w (?:naszej "
    r")?aplikacji|strona (?:1 (?:z|/) \d)|następna strona|posłuchaj",
    r"lees (?:meer|verder|het (?:hele|volledige))|volledig(?:e)? (?:artikel|verhaal)|in (?:de|onze) app|pagina (?:1 van \d)"
    r"|volgende pagina|luister",
    r"читать (?:далее|дальше|полностью|продолжение|весь)|читайте (?:полностью|полную|продолжение|в приложении)|полн(?:ый|ая"
    r"|ую) (?:текст|верси\w+(?! сайта))|подробнее|продолжение (?:на|в|следует)|в (?:нашем )?приложении|страница (?:1 из \d)|следующая "
    r"страница|слушайте",
    r"читати (?:далі|повністю|більше)|читайте (?:повністю|далі|у застосунку)|повн(?:ий|у) (?:текст|версі\w+(?! сайту))|докладніше"
    r"|продовження|у (?:нашому )?(?:застосунку|додатку)|сторінка (?:1 (?:з|із) \d)|наступна сторінка|слухайте",
    r"阅读(?:全文|更多|原文)|閱讀(?:全文|更多)|查看(?:全文|更多(?!\w)|原文)|(?:下载|打开|在)(?:客户端|app|应用)|下一页|下一頁",
    r"第1[页頁/]|全文(?:请|見|见|刊)|更多内容",
    r"続き(?:は|を読む|はこちら)|全文(?:は|を読む)|次のページ|アプリで|더 보기|기사 전문|다음 페이지",
    r"ler (?:mais|na íntegra)|leia (?:mais|na íntegra|o texto completo)|continua (?:em|na)",
    r"(?:اقرأ|إقرأ) (?:المزيد|المقال|بقية|النص)|تابع(?:وا)? القراءة|الصفحة التالية|ادامه (?:مطلب|خبر|متن)|متن کامل",
    r"بیشتر بخوانید|صفحه بعد",
    r"להמשך (?:ה?קריאה|הכתבה)|לכתבה המלאה|קראו? עוד|העמוד הבא|(?:और|आगे) पढ़ें|(?:पूरी|पूरा) .{0,12}पढ़|अगला पृष्ठ",
    r"devamını oku|(?:haberin|yazının) (?:devamı|tamamı)|tamamını (?:oku|gör)|sonraki sayfa",
    r"cite(?:ște|şte|ști) (?:mai|continuarea|articolul|integral|tot)|continuarea (?:pe|în|aici)|articolul (?:integral|complet)",
    r"pagina următoare",
    r"기사 (?:더 ?보기|계속)|계속 읽기|자세히 보기|앱에서 (?:보기|읽기)|続きを読む|もっと読む",
)
"""A way to the rest of the text."""

FIRST_PAGE = re.compile(
    r"^\W*(?:page|seite|página|pagina|strona|sivu|sida|side|sayfa|страница|стр\.|сторінка|σελίδα|第)\s?1\s?(?:页|頁|ページ)?[\s,，]?"
    r"(?:of|from|von|de|di|sur|z|ze|van|av|af|din|из|із|з|από|/?共|/)\s?(?:[2-9]|[1-9]\d)\W*[页頁ページ]?\W*$",
    re.IGNORECASE,
)
"""`Page 1 of 9`, alone in its line."""

GONE = _any(
    r"(?:page|article|file|content|site|story) (?:not found|(?:you (?:are looking|requested)|could not|cannot|can['’]t|no "
    r"longer|does not|doesn['’]t|has been (?:removed|moved|deleted)|is (?:not|no longer|un)).{0,30})|^\W*(?:error |http "
    r")?4(?:04|10)\b|(?:error|status|code)\W{1,3}4(?:04|10)\b|^\W*error\b|not found|something went wrong|internal server error"
    r"|bad gateway|service unavailable|temporarily unavailable|under maintenance",
    r"seite (?:wurde )?nicht gefunden|(?:seite|artikel|inhalt) (?:existiert nicht|ist nicht (?:mehr )?(?:verfügbar|vorhanden)"
    r"|wurde (?:gelöscht|verschoben|entfernt))|fehler\b|page (?:introuvable|non trouvée)|(?:n['’]existe (?:pas|plus)|n['’]est "
    r"plus disponible)|erreur\b|página no (?:encontrada|existe)|no (?:se ha )?encontr(?:ado|amos)|ya no (?:existe|está)|no "
    r"hemos podido",
    r"pagina non trovata|non (?:esiste|è stata trovata)|errore\b|strona nie (?:została znaleziona|istnieje)|nie znaleziono"
    r"|błąd\b|pagina niet gevonden|bestaat niet|fout\b|страниц\w+ не (?:найдена|существует)|не найден[оа]?\b|ошибка\b"
    r"|сторінк\w+ не (?:знайдено|існує)|не знайдено|помилка\b|页面(?:不存在|未找到|已删除)"
    r"|找不到|已(?:被)?删除|エラー|アクセスが集中|見つかりません|찾을 수 없|出错"
    r"|頁面不存在|página não encontrada",
    r"الصفحة (?:غير موجودة|التي تبحث|المطلوبة)|لم يتم العثور|(?:صفحه|مطلب).{0,12} (?:یافت|پیدا|موجود) ن",
    r"(?:הדף|העמוד) (?:לא נמצא|אינו קיים|שחיפשת)",
    r"(?:पृष्ठ|पेज) (?:नहीं|मौजूद)|sayfa bulunamadı|aradığınız (?:sayfa|haber)|pagina (?:nu (?:a fost|există)|căutată)",
    r"eroare(?:a)? 404|페이지를 찾을|존재하지 않는|삭제된 (?:기사|페이지)|ページが(?:見つ|存在)",
)
TICKER = _any(
    r"\blive\b|liveblog|live-?ticker|newsblog|live[- ]updates?|as it happen(?:s|ed)|minute by minute|rolling|newsticker"
    r"|ticker\b|\ben direct\b|direct\s*[:–-]|minute par minute|\ben (?:vivo|directo)\b|minuto a minuto|última hora|in diretta"
    r"|diretta\b|minuto per minuto|na żywo|relacja\b|minuta po minucie|minuut tot minuut|онлайн|прямая трансляция|хроника"
    r"|наживо|хроніка|直播|实时|即时|滚动|ao vivo",
    r"لحظة بلحظة|(?:تغطية|بث) (?:حية|مباشرة?|مستمرة)|پخش زنده|لحظه به لحظه|بازتاب زنده|עדכונים שוטפים|דקה אחר דקה|בשידור חי|लाइव|पल-पल",
    r"canlı (?:anlatım|blog|yayın)|dakika dakika|în direct|minut cu minut|실시간|생중계|ライブ(?:更新|ブログ)|リアルタイム",
)
"""What tickers are called."""
