"""A block of text in, the kind of furniture it is by its words out; None for what may be the article's own.

The lists name what outlets everywhere say around an article, never an outlet. A pattern of LINES must match a whole
short line; one of PHRASES may stand anywhere in a paragraph.
"""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST_LINE = 160
LONGEST_PARAGRAPH = 900
LONGEST_NOTE = 320
"""A longer paragraph with such a phrase in it is furniture only if it speaks to its reader."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


FINAL = frozenset({"original", "source", "comments", "copyright", "about", "list"})
"""After a block of these kinds the article is over."""

PAUSE = frozenset({"newsletter", "paywall", "login", "donation", "related", "consent", "tags", "subscription"})
"""After a block of these kinds it may go on, if what follows is plainly of the same matter."""

LINES: dict[str, re.Pattern[str]] = {
    "original": _any(
        r"read (?:the )?(?:original|full)(?: (?:article|story|version|text|post))?(?: (?:in|at|on|here)\b.*)?",
        r"(?:this|the) (?:article|story|piece|post|text|commentary) (?:was |is |has been )?(?:first |originally )?"
        r"(?:(?:first |originally )?(?:published|appeared)|reproduced|republished|reprinted)\b.*",
        r"(?:originally|first) (?:published|appeared) (?:in|on|by|at)\b.*",
        r"(?:cet|l')\s?article (?:a été|est) (?:initialement |d'abord )?(?:publié|paru)\b.*",
        r"(?:lire|voir) l['’](?:article|original)\b.*",
        r"(?:lest|lies|lesen sie) (?:hier )?den original.*",
        r"(?:lesen sie )?(?:den |zum )?original(?:artikel|text)?(?: (?:lesen|auf|in)\b.*)?",
        r"(?:dieser |der )?(?:artikel|text|beitrag) (?:ist|erschien|wurde) (?:zuerst|zuvor|ursprünglich)\b.*",
        r"(?:читать|читайте) оригинал\b.*|оригинал (?:статьи|публикации|материала)\b.*|(?:читати|читайте) оригінал\b.*"
        r"|оригінал (?:статті|публікації)\b.*",
        r"(?:leer|lea) el (?:artículo|texto) original\b.*|(?:publicado|publicada) originalmente\b.*",
        r"(?:czytaj |przeczytaj )?(?:oryginał|tekst oryginalny|oryginalny (?:tekst|artykuł))\b.*",
        r"阅读原文.*|原文(?:链接|刊于|載於|出处)?[:：].*|查看原文.*",
    ),
    "source": _any(
        r"(?:\(|\[)?(?:sources?|quellen?|źródł[oa]|fuentes?|fontes?|источники?|джерел[оа]|kaynak|bron|来源|來源|文章来源|稿件来源|信息来源|資料來源"
        r"|πηγή)(?:/.{1,20})?\s*[:：]\s*.{2,80}",
    ),
    "comments": _any(
        r"[•·*\-–]?\s*(?:do you have (?:anything|something) to say|what do you think|have your say|join the (?:conversation"
        r"|discussion)|be a part of the conversation)\b.*",
        r"(?:leave|post|add|write|view|show|read|see|click to show|no|\(?\d+\)?) (?:a |your |all |the |\d+ )*(?:comments?|reply"
        r"|replies)\b.*",
        r"comments?(?: \(?\d+\)?)?(?: (?:are|have been) (?:closed|disabled|off)\b.*)?:?|discuss(?:ion)?|reader comments?"
        r"|facebook comments?",
        r"(?:\d+ )?kommentare?(?: \(?\d+\)?)?|(?:laissez |ajouter |poster |voir )(?:un |les )?commentaires?.*|(?:\d+ "
        r")?commentaires?(?: \(?\d+\)?)?",
        r"(?:оставить |добавить |написать )?комментар(?:ий|ии|иев)(?: ?\(?\d*\)?)?|коментарі(?: ?\(?\d*\)?)?|обсуд(?:ить|ите).*|обсуждение",
        r"join (?:the|our) (?:\w+ ){0,2}(?:forum|conversation|discussion)\b.*|join thought-provoking\b.*|(?:wasze|wybrane|wszystkie|zobacz"
        r"|pokaż|ostatnie|najnowsze) komentarze.{0,12}|跟[贴帖].{0,8}|оцените,? (?:пожалуйста,? )?(?:статью|материал|новость)\b.*",
        r"(?:dodaj |\d+ )?komentarz[ey]?(?: ?\(?\d*\)?)?|(?:deja|añad(?:e|ir)) (?:un |tu )?comentario.*|comentarios?(?: "
        r"?\(?\d*\)?)?|评论.{0,12}|发表评论.*|网友评论.*",
        r"σχόλια.{0,12}",
    ),
    "copyright": _any(
        r"(?:copyright|©|\(c\)|&copy;).*|.{0,150}\bcopyright\s?(?:©|\(c\))\s?(?:19|20)\d\d\b.*",
        r"this copy is for your personal\b.*",
        r".*(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|wszelkie prawa zastrzeżone"
        r"|все права защищены|усі права захищено|版权所有|版權所有).*",
        r"terms (?:of|and) (?:use|service|conditions)\b.*|privacy (?:policy|notice)\b.*|impressum\b.*|mentions légales.*",
    ),
    "about": _any(
        r"about (?:this|the|our) (?:article|author|source|writer|site|story|contributor|reporter)s?\b.*|about us|contact us|who we are",
        r"(?:find out )?how we work|über (?:den |die )?(?:autor|autoren|autorin)\b.*|à propos (?:de l['’]auteur|de nous).*|об "
        r"авторе.*|про автора.*|o autorze.*|sobre el autor.*|sobre la autora.*|关于作者.*",
        r"a (?:message|note|word) from\b.{1,60}|dear readers?,?|liebe (?:leserinnen|leser)\b.*|chers? lecteurs.*|уважаемые "
        r"читатели.*|дорогие читатели.*|шановні читачі.*|drodzy czytelnicy.*|queridos lectores.*|亲爱的读者.*",
    ),
    "related": _any(
        r"(?:read|see|watch|learn|find out|discover)[ -](?:also|more|next|too)\b.{0,140}|also (?:read|see|on)\b.{0,140}"
        r"|more(?: (?:on|from|about|in|stories|news|articles)\b.{0,80})?:?",
        r"related\b.{0,120}|(?:most|hot|top|popular|trending|latest|recent|recommended|featured|major|editor['’]?s?"
        r"|editors['’]?) ?(?:read|viewed|popular|shared|commented|news|stories|story|articles?|posts?|headlines?|topics?|picks?"
        r"|choice|reviews?|now|videos?|forum.*|reads?)s?",
        r"(?:the )?latest|trending|recommended(?: for you)?|you (?:may|might) (?:also )?(?:like|be interested).*|don['’]t "
        r"miss.*|special (?:coverage|report)s?|weekly review|what['’]s (?:new|next)\??|in (?:this|other) (?:section|news)",
        r"(?:next|previous|prev)(?: (?:article|story|post|page)\b.*)?|keep reading.*|continue reading.*|load more.*|show "
        r"(?:more|less).*|see all.*|view all.*|back to top|top stories.*|hot forum.*",
        r"lesen sie (?:auch|mehr|hier|dazu)\b.*|mehr (?:zum thema|dazu|aus|von|lesen|nachrichten)\b.*|(?:auch|weitere) "
        r"interessant.*|meistgelesen.*|weitere (?:artikel|themen|meldungen|nachrichten).*|das könnte sie (?:auch "
        r")?interessieren.*|zum thema.*",
        r"(?:à )?lire (?:aussi|également)\b.*|sur le même sujet.*|les plus lus.*|(?:nos|articles?) (?:recommand|liés|suggér).*"
        r"|voir aussi.*|en savoir plus.*",
        r"(?:читайте|смотрите|читать|см\.|подробнее) ?(?:также|ещё|еще|по теме|далее|тж)?(?:[:.\s].*)?|по теме.*|(?:материалы"
        r"|новости|статьи|ссылки) по теме.*|другие (?:новости|материалы|статьи).*|популярн(?:ое|ые).*|самое (?:читаемое"
        r"|популярное|интересное).*|еще по теме.*|ещё по теме.*|(?:главные|последние) новости.*|связанные.*|новости партнеров.*"
        r"|сюжет(?:ы)?[:.].*",
        r"(?:читайте|дивіться|читати) (?:також|ще|по темі)\b.*|(?:за|по) темою.*|(?:інші|останні|головні) новини.*|популярне.*",
        r"(?:czytaj|zobacz|przeczytaj|sprawdź) (?:także|też|również|więcej|dalej)\b.*|(?:więcej|podobne|polecane|najnowsze"
        r"|powiązane|inne) (?:na ten temat|artykuły|tematy|informacje|wiadomości).*|polecamy.*|najczęściej czytane.*|zobacz "
        r"więcej.*|na skróty.*",
        r"(?:lea|lee|leer|vea|ver|te puede) (?:también|más|interesar)\b.*|(?:noticias|artículos|temas) relacionad[oa]s.*|lo "
        r"más (?:leído|visto|popular).*|más (?:noticias|información|sobre|en)\b.*",
        r"leggi (?:anche|tutto|pure)\b.*|(?:leia|veja) (?:também|mais)\b.*|lees (?:ook|meer)\b.*|les (?:også|mer)\b.*|läs (?:också|mer"
        r"|även)\b.*|læs (?:også|mere)\b.*|čtěte (?:také|více)\b.*|lue (?:myös|lisää)\b.*|(?:bunlar da|ilginizi) .{0,40}çek.*",
        r"follow .{2,40}(?:full )?(?:coverage|reporting) (?:of|on)\b.*",
        r"相关(?:阅读|新闻|报道|文章|链接|专题).*|延伸阅读.*|推荐阅读.*|更多(?:新闻|精彩|内容|相关).*|热点(?:新闻|推荐).*|精彩推荐.*|热门.*|往期.*|编辑推荐.*|相關.*|點擊.*",
        r"διαβάστε (?:επίσης|ακόμα|περισσότερα).*|σχετικά (?:άρθρα|θέματα).*|δείτε (?:επίσης|ακόμα).*|περισσότερα.*",
    ),
    "share": _any(
        r"(?:share|print|e-?mail|tweet|save|pin(?: it)?|like|send|bookmark|forward|copy link|facebook|twitter|x|linkedin"
        r"|whatsapp|telegram|reddit|google ?\+?|pinterest|vk|viber"
        r"|subscribe|comments?|forum|rss|a\+|a-|text size|font size|listen|gift|more options|messenger|flipboard|bluesky"
        r"|threads|instagram|youtube|tiktok|pocket)"
        r"(?:[\s|,/•·+:\-–—&]+(?:this|article|story|page|on|via|to|with|by|it|friends?|link|size|now|us|share|print|e-?mail"
        r"|tweet|save|pin|like|send|bookmark|facebook|twitter|x|linkedin|whatsapp|telegram|reddit"
        r"|google|pinterest|vk|viber|subscribe|comments?|forum|rss|messenger|flipboard|instagram|youtube|copy|\d+))*[\s|:]*",
        r"like this (?:story|article)\?.*|share (?:it|this)\b.{0,40}friends?!?",
        r"(?:follow|find|like|join|visit|contact|get in touch with) (?:us|me|@?\w+|our\b.{0,20}) (?:on|at|via|in)\b.*|stay "
        r"connected\b.*|присоединяйтесь к нам\b.*|\(?for updates\b.{0,60}\bfollow \w+ on\b.*|this (?:article|story) has been sent to.*|"
        r"want to get in touch\b.*|get in touch.*",
        r"(?:teilen|drucken|merken|artikel (?:teilen|drucken|merken|versenden)|partager|imprimer|envoyer|поделиться|распечатать"
        r"|версия для печати|поділитися|роздрукувати|udostępnij|drukuj|wyślij|compartir|imprimir|分享|打印|分享到|κοινοποίηση"
        r"|εκτύπωση)(?:[\s|,:].{0,60})?",
        r"(?:zoom|increase|decrease|smaller|larger|reset)(?: (?:text|font|size|in|out).*)?",
    ),
    "newsletter": _any(
        r"(?:sign|signed) (?:up|in)(?: (?:to|for|here|now|today|with)\b.*)?[.!]?|(?:choose|get|try|receive|join) (?:a|our|the"
        r"|your)\b.{0,60}newsletters?.*|newsletters?|subscribe(?: (?:now|today|here|to|for|via)\b.*)?[.!]?",
        r"enter your e-?mail\b.*|(?:your )?e-?mail address:?|(?:newsletter )?(?:abonnieren|bestellen|anmelden)\b.*"
        r"|abonnez-vous.*|s['’]abonner.*|(?:подпи(?:сыва(?:йтесь|ться)|шитесь|саться|ска)|підпи(?:сатися|шіться|суйтесь))\b.*"
        r"|zapisz się.*|suscr[ií]b(?:ete|ase|irse)\b.*|订阅.{0,30}|訂閱.{0,30}|关注(?:我们|微信).*",
        r"thank(?:s| you) for (?:signing up|subscribing)\b.*|keep an eye on your inbox\b.*|(?:sorry[,!.]? )?(?:there was an|an) error "
        r"(?:processing your|has occurred|occurred)\b.*",
        r"folgst du (?:schon|uns)\b.*whatsapp.*|(?:abonniere?n?|folgen?) (?:sie )?(?:den|unseren|uns) .{0,30}whatsapp.*",
        r"\d+ daily.{0,30}newsletters?|never miss\b.*|stay (?:informed|up[- ]to[- ]date|in the know)\b.*",
    ),
    "login": _any(
        r"(?:already|not) (?:a |an |yet )?(?:subscriber|member|registered|subscribed|have an account)\b.*|(?:log|sign) ?(?:in"
        r"|out)\s*\.?|register(?: (?:now|here|for free))?|forgot (?:your )?password\??|my account|create (?:an )?account.*"
        r"|please register.*|by registering\b.*",
        r"anmelden|einloggen|registrieren|se connecter|connexion|войти|вход|регистрация|увійти|zaloguj(?: się)?|iniciar sesión"
        r"|登录|登錄|注册",
    ),
    "subscription": _any(
        r"(?:free|unlimited|premium|annual|monthly|full|digital|all|basic)\s(?:trial|access|subscription|plan|member"
        r"|membership)\b.*|best value.*|(?:ad|ads)-free\b.*|you can cancel.*|cancel any ?time.*|exclusive .{0,40}(?:coverage"
        r"|content|access|journalism)\b.*"
        r"|(?:get|enjoy|buy|start|claim|unlock)\b.{0,40}(?:access|trial|subscription|offer)\b.*|weekly digital\b.*|access to "
        r".{0,40}archives?.*|(?:only |just |from |then )*[$€£] ?\d[\d.,]*(?:\s?(?:/|per|a) ?(?:month|year|week)\b.{0,60})?"
        r"|(?:per|/|a) ?(?:month|year|week)\.?|\d+[- ]days? free\b.{0,60}|remind me later.*|not ready to support.*|once|monthly"
        r"|annual(?:ly)?|yearly|pay?i?ment methods?.*|(?:your )?(?:premium|full|free) access\b.*",
    ),
    "donation": _any(
        r"(?:please )?(?:support|donate|contribute|give|help)(?: (?:us|now|to|today|our|the|independent|quality"
        r"|free)\b.{0,80})?[.!]?|(?:become|be) (?:a )?(?:member|supporter|patron|subscriber)\b.*|make a (?:donation"
        r"|contribution)\b.*|(?:support|help) [A-Z][\w' ]{2,40}!",
        r"(?:jetzt )?(?:unterstützen|spenden)(?: sie)?\b.{0,60}|(?:soutenez|faites un don).*|(?:поддержите|поддержать"
        r"|підтрим(?:айте|ати))\b.{0,60}|wesprzyj.*|(?:apoye|apoya|done|dona)\b.{0,40}",
    ),
    "consent": _any(
        r"(?:accept|reject|manage|allow|ok|agree|decline)(?: (?:all|and|cookies|settings|preferences|continue|close)\b.{0,40})?"
        r"|cookie (?:settings|policy|preferences)|got it!?|i agree"
    ),
    "advertisement": _any(
        r"\[?(?:advertisements?|adverti[sz]ing|advertorial|sponsored(?: content| by.*)?|ad|ads by.*|promoted.*|story continues "
        r"(?:below|after).*|article continues (?:below|after).*|skip (?:ad|advertisement|past).*|scroll to continue.*)\]?",
        r"anzeige|werbung|publicité|publicidad|реклама.{0,20}|reklama.{0,20}|广告|廣告|advertentie|pubblicità|διαφήμιση|remove ads?",
    ),
    "tags": _any(
        r"(?:tags?|topics?|keywords?|categor(?:y|ies)|filed under|posted in|schlagw[oö]rt(?:er|e)|themen|mots[- ]clés|теги|тэги"
        r"|метки|ключевые слова|рубрика|tagi|etiquetas|temas|标签|标签|关键[词字]|ετικέτες)\s*[:：].*|#\w.*"
    ),
    "player": _any(
        r"(?:podcasts?|videos?|audio|photos?|gallery|slideshow|galleries|photo gallery|play(?: video)?|watch(?: (?:live|video"
        r"|now|the)\b.*)?|listen(?: to\b.*)?|live|mute|unmute|fullscreen|(?:\d{1,2}:)?\d{1,2}:\d{0,2}(?: ?/ "
        r"?\d{1,2}:\d{0,2})?)",
        r"(?:launch|open|view) (?:gallery|slideshow|image|photos?).*|(?:icon|img|image|svg|logo)(?:[ \-_]\w+){1,}",
    ),
    "credit": _any(
        r"(?:photos?|images?|pictures?|picture|graphics?|illustrations?|cartoon|video|map|cover|foto|fotos|bild|bilder|фото"
        r"|зображення|zdj(?:ęcie|\.)?|fot\.?|imagen|imágenes|crédit|crédits?(?: photo)?|图片?|攝影|摄影)"
        r"(?: (?:credit|credits|by|courtesy|source|source|caption|via|copyright|from|taken|illustration))*\s*(?:[:：/|]"
        r"|\s[-–—]\s|by\b|courtesy\b|via\b)\s*.{2,150}",
        r".{0,140}(?:/|\(|\s|–|—)(?-i:AP|AFP|Reuters|EPA|Getty(?: Images)?|dpa|PAP|ТАСС|РИА Новости|Xinhua|Shutterstock|iStock"
        r"|Alamy|ZUMA|Wikimedia(?: Commons)?|Flickr|Anadolu|Unsplash)(?: (?:Photo|file|pool|images?))?(?:/[\w "
        r".'-]{2,40})?\)?(?:, file)?",
        r"(?:file|handout|archive|stock|archival|undated|combination) (?:photo|picture|image|handout)\b.{0,150}|click (?:here"
        r"|on|the|to)\b.*(?:enlarge|image|photo|map).*|enlarge(?: this)? image.*",
        r"(?:article )?(?:illustrative|illustration|representational|representative|symbolic|symbol) (?:image|photo|picture"
        r"|bild).*|symbolbild.*|partner logo.*",
    ),
    "caption": _any(
        r"(?:an? |the |this )?(?:\w+ ){0,2}(?:map|photo|photograph|picture|image|graphic|infographic|chart|diagram|illustration"
        r"|screenshot|screengrab|still|view|combination picture|satellite image|video (?:still|grab|frame))"
        r" (?:show(?:s|ing)|of|depict(?:s|ing)|taken|provided|released|illustrat(?:es|ing)|from|made|captured|obtained"
        r"|distributed|shared|supplied)\b.{3,240}",
        r"(?:eine |ein |die |das )?(?:karte|foto|bild|grafik|aufnahme|satellitenbild) (?:zeigt|von|aus|vom|der"
        r"|des)\b.{3,200}[^.]$|(?:une |la |cette )?(?:carte|photo|image) (?:montr|de|du|prise)\w*\b.{3,200}[^.]$",
        r"(?:на (?:фото|снимке|карте|иллюстрации|фотографии)|на (?:фото|світлині|знімку))\b.{2,200}|(?:na zdjęciu|en la (?:foto"
        r"|imagen)|en esta (?:foto|imagen)|sur (?:la|cette) photo|auf (?:dem|diesem) (?:bild|foto)|im bild)\b.{2,200}"
        r"|.{0,80}[（(]?资料(?:图|图片|照片)[）)]?.{0,30}",
        r".{3,200}\((?:file|archive|pictured|left|right|centre|center|above|photo|image|foto|archiv|архив|файл)[^)]{0,60}\)\.?",
    ),
}
"""What a whole short line says that is not the article's."""

PHRASES: dict[str, re.Pattern[str]] = {
    "newsletter": _any(
        r"\b(?:our|this|the|free|daily|weekly) (?:\w+ ){0,3}newsletters?\b.{0,120}\b(?:inbox|mailbox|sign up|subscribe|receive"
        r"|deliver|contains|select)",
        r"\b(?:sign up|subscribe|register)\b.{0,60}\b(?:newsletters?|inbox|mailing list|alerts?|briefing|channel|updates)\b",
        r"\b(?:delivered|straight|directly|right) (?:in)?to your (?:inbox|mailbox|phone)\b|abonnier\w+ (?:sie )?(?:den|unseren)"
        r" whatsapp|newsletter.{0,40}(?:anmelden"
        r"|abonnieren|bestellen)|inscrivez-vous.{0,40}(?:newsletter|lettre)|suscríb\w+.{0,60}(?:boletín|newsletter|canal)"
        r"|zapisz się.{0,40}newsletter",
        r"подпи(?:сывайтесь|шитесь|саться)\b.{0,60}(?:рассылк|канал|телеграм|telegram|нас|новост)|підпи(?:суйтесь|шіться"
        r"|сатися)\b.{0,60}(?:канал|телеграм|telegram|нас|розсилк|новин)|is the only (?:truly )?\w* ?newsletter\b",
    ),
    "paywall": _any(
        r"you(?:['’]ve| have) (?:reached|read|used|exhausted) (?:your|all)\b.{0,40}\b(?:limit|free|articles?)\b|\b(?:to|in "
        r"order to) (?:continue reading|read (?:the|this) (?:full|rest|entire|whole))\b|\bstart your (?:free )?trial\b|\bfree "
        r"trial\b",
        r"\b(?:this|full) (?:article|content|story) is (?:only |exclusively )?(?:available |reserved )?(?:for|to) (?:\w+ "
        r")?(?:subscribers|members)|\bsubscribe (?:now )?to (?:continue|read|keep|unlock|get full)\b|\balready a (?:subscriber"
        r"|member)\b|\bget unlimited access\b|\bunlimited (?:digital )?access\b",
        r"(?:jetzt|sofort|testen|abo)\b.{0,40}(?:weiterlesen|weiter lesen|alle artikel lesen)|nur für abonnenten|mit (?:einem "
        r")?abo\b.{0,40}lesen|réservé(?:e)?s? aux abonnés|pour lire la suite|il vous reste .{0,20} à lire|solo para "
        r"suscriptores|(?:para seguir|sigue) leyendo|dla (?:subskrybentów|prenumeratorów|abonentów)|aby czytać dalej|только "
        r"для подписчиков|доступ(?:ен|но) (?:только )?(?:по подписке|подписчикам)|лише для передплатників|订阅后(?:继续|阅读)|付费(?:阅读"
        r"|内容|订阅)",
    ),
    "donation": _any(
        r"\bwe need your (?:help|support)\b|\bsupport (?:us|our (?:work|journalism|reporting|mission))\b|\bby "
        r"supporting\b.{0,60}\byou|\byour (?:support|donation|contribution|gift)s?\b.{0,80}\b(?:help|make|keep|matter|allow"
        r"|enable|fund)|\b(?:please|consider) (?:support|donat|contribut|mak(?:e|ing) a (?:donation|contribution))",
        r"\b(?:silence|independent|quality|fearless|honest|free) (?:independent )?journalism\b.{0,160}\b(?:support|donat|help"
        r"|readers|you|we)|\bwe, the (?:journalists|editors|staff|team)\b|\bthank you for (?:standing with|supporting|reading"
        r"|your support)\b|\bour (?:readers|journalists|newsroom|team|work)\b.{0,100}\b(?:support|rely|depend|donat|criminali)"
        r"|\bcriminali[sz]ing our work\b|\b(?:unbiased|independent|accurate),? (?:\w+,? )?(?:journalism|reporting) (?:on|in)\b",
        r"unterstützen sie (?:uns|unsere|unseren)|ihre (?:spende|unterstützung)\b|soutenez(?:-nous| notre| la presse)|votre "
        r"(?:don|soutien)\b|поддержите (?:нас|нашу|независим)|ваша (?:поддержка|підтримка)|підтримайте (?:нас|нашу)|wesprzyj "
        r"(?:nas|nasz)|apoye? (?:a |nuestro|el periodismo)|su (?:apoyo|donación)\b.{0,40}(?:ayuda|permite)",
    ),
    "consent": _any(
        r"\b(?:we|our site|this (?:web)?site|and our (?:\d+ )?partners) (?:and our \d* ?partners )?(?:uses?|store|process) "
        r".{0,60}\bcookies\b|\bcookies\b.{0,80}\b(?:consent|accept|agree|settings|preferences|experience)\b|by (?:continuing"
        r"|using) .{0,60}(?:agree|accept|consent)|\bagree to (?:our|the) .{0,30}(?:terms|privacy|policy)",
        r"cookies.{0,80}(?:zustimmen|akzeptieren|einverstanden|accepter|acceptez|aceptar|akcept|соглас|прийма)|используем "
        r"(?:файлы )?cookies?|используются cookies?|utilizamos cookies|używamy (?:plików )?cookies|nous utilisons des cookies"
        r"|verwenden (?:wir )?cookies",
    ),
    "about": _any(
        r"\bbrings? (?:you )?(?:the )?(?:top|best|latest) (?:stories|news)\b|\bwas founded in (?:1[89]|20)\d\d "
        r"as\b.{0,200}\b(?:newspaper|magazine|weekly|daily|agency|website|outlet|publication)|\bis an? (?:independent |leading "
        r"|online |daily |weekly |non-?profit ){1,3}(?:newspaper|news (?:site|website|outlet)|magazine|publication|media "
        r"outlet)\b.{0,120}\b(?:founded|based|covering|publish)",
        r"\b(?:the )?(?:views|opinions) expressed (?:in this|here|by)\b|\bdo(?:es)? not (?:necessarily )?reflect the (?:views"
        r"|opinions|editorial)\b|\binsights from the widest range\b|\b(?:click|tap) (?:here|to) (?:to )?(?:read|subscribe|show"
        r"|see|view|join|follow)\b",
    ),
    "copyright": _any(
        r"^.{0,12}声明[:：].{0,200}(?:不代表|并不意味|不构成|不作任何|转载|观点|自担)|凡注明.{0,20}来源|未经.{0,12}(?:授权|许可|允许).{0,20}(?:转载|不得|禁止|使用)"
        r"|^\W?(?:.{0,12}版权(?:均?属于?|归)).{0,60}|this copy is for your personal, non-commercial use",
    ),
    "credit": _any(
        r"^\(?(?:additional |with )?(?:reporting|writing|editing|compiled|translation|translated|edited|written|reported) "
        r"(?:and \w+ )?by\b.{2,200}$|^\(?(?:writing|editing|reporting)(?: and \w+)? by\b",
        r"^(?:contact|reach|email|follow|write to) (?:the )?(?:author|reporter|writer|editor|him|her|them|\w+ \w+) (?:at|on"
        r"|via)\b.{2,120}$|^\S+@\S+\.\w+$",
        r"^(?-i:[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}) is (?:an? |the )?(?:\w+[ -]){0,4}(?:reporter|correspondent|editor"
        r"|journalist|columnist|staff writer|contributor|contributing \w+|bureau chief|research fellow|senior fellow|freelance "
        r"\w+)\b.{0,400}$",
        r"^【?[（(]?(?:责任)?编辑[:：].{1,40}$|^[（(]?责编[:：].{1,40}$|^[（(]记者.{1,40}[）)]$|^(?:编辑|责任编辑|审校|校对)[:：]?.{1,30}$",
    ),
}
"""What a paragraph says somewhere that is not the article's."""


TRIGGERS: dict[str, tuple[str, ...]] = {
    "newsletter": ("newsletter", "inbox", "mailbox", "sign up", "subscribe", "register", "inscri", "suscr", "zapisz", "подпи", "підпи"),
    "paywall": (
        "free",
        "trial",
        "access",
        "subscri",
        "to read",
        "to continue",
        "member",
        "lesen",
        "abonn",
        "abo ",
        "suscr",
        "leyendo",
        "dla ",
        "czytać",
        "подпис",
        "передплат",
        "订阅",
        "付费",
        "à lire",
        "la suite",
    ),
    "donation": (
        "support",
        "donat",
        "contribut",
        "your ",
        "journalis",
        "readers",
        "thank",
        "unterstütz",
        "spende",
        "soutien",
        "souten",
        "votre don",
        "поддерж",
        "підтрим",
        "wesprzyj",
        "apoy",
        "donación",
    ),
    "consent": ("cookie", "agree", "consent"),
    "about": ("brings", "founded", " is a", "views", "opinions", "reflect", "insights", "click", "tap "),
    "copyright": ("声明", "凡注明", "未经", "版权", "this copy"),
    "credit": ("by ", "contact", "write to", "reach", "email", "follow", "@", " is ", "编辑", "责编", "记者", "审校", "校对"),
}
"""Words without which no pattern of a kind can match: looking for them first costs a tenth."""

WE = re.compile(
    r"\b(?:we|our|us|you|your|wir|unsere?\w*|ihre?[nmrs]?|nous|notre|nos|vous|votre|vos|мы|наш\w*|нам|вы|ваш\w*|вас|вам|ми"
    r"|nasz\w*|nam|twoj\w*|nosotros|nuestr\w+|usted|我们|您|你们|本网)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[\"“„«「][^\"“”„«»「」]{1,2000}[\"”“»」]")


def is_plea(text: str) -> bool:
    """Whether a text speaks to its reader: news says `we` and `you` only within quotation marks."""
    bare = QUOTED.sub(" ", text)
    words = len(bare.split()) or 1
    return len(WE.findall(bare)) >= max(3, words / 35)


@lru_cache(maxsize=8_192)
def kind_of(block: str) -> str | None:
    """The kind of furniture a block is, or None."""
    if len(block) <= LONGEST_LINE:
        bare = block.strip(" \t\u00a0•·*|›»>▶►→")
        for kind, pattern in LINES.items():
            if pattern.fullmatch(bare):
                return kind
    elif LINES["caption"].fullmatch(block[:300]) and len(block) <= 260:
        return "caption"
    if len(block) <= LONGEST_PARAGRAPH:
        lower = block.casefold()
        for kind, pattern in PHRASES.items():
            if any(word in lower for word in TRIGGERS[kind]) and pattern.search(block):
                return kind if len(block) <= LONGEST_NOTE or is_plea(block) else None
    return None
