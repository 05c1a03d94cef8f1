"""The words with which texts say whom they were taken from, in many languages."""

from __future__ import annotations

import re

LANGUAGES = {
    name: code
    for code, names in {
        "ru": "russian русском russisch russe ruso rosyjski",
        "en": "english английском englisch anglais inglés angielski английського",
        "de": "german немецком deutsch allemand alemán niemiecki",
        "fr": "french французском französisch français francés francuski",
        "es": "spanish испанском spanisch espagnol español hiszpański",
        "it": "italian итальянском italienisch italien italiano",
        "zh": "chinese китайском chinesisch chinois chino",
        "pl": "polish польском polnisch polonais polaco polski",
        "uk": "ukrainian украинском ukrainisch ukrainien ucraniano",
        "ar": "arabic арабском arabisch arabe árabe",
        "he": "hebrew иврите hebräisch hébreu hebreo",
        "ja": "japanese японском japanisch japonais japonés",
        "ko": "korean",
        "tr": "turkish турецком türkisch turc turco",
        "fa": "persian farsi",
        "pt": "portuguese portugiesisch portugais portugués",
    }.items()
    for name in names.split()
}

ORIGINAL_IN = re.compile(
    r"(?:read|see) the original(?: (?:article|story|version|text|post|piece))? in (?P<language>[A-Z]\w+)", re.IGNORECASE
)

TRANSLATED = re.compile(
    r"(?:read the original(?: (?:article|story|version|text))?(?: in \w+)? (?:at|on)"
    r"|translation of an (?:article|essay|interview|report|text) (?:first |originally )?(?:published|printed) (?:by|in)"
    r"|(?:translated|adapted) from(?! the \w+ (?:by|original)\b)(?! (?:\w+) by\b)"
    r"|(?:the )?\w+ original (?:ran|appeared|was published|is published) (?:in|at|on)|(?:was |were )?(?:first |originally "
    r")(?:published|printed) (?:in \w+ )?(?:by|in|at)"
    r"|(?:^\W*|(?:article|story|text|essay|piece|post|report|interview|column|version|it|this) )(?:first |originally )appeared "
    r"(?:in \w+ )?(?:in|at|on)"
    r"|(?:übersetzt|übersetzung) aus (?:der|dem)|(?:erschien|erschienen|veröffentlicht)(?: \w+)? (?:zuerst|ursprünglich"
    r"|zunächst)(?: auf \w+)? (?:in|im|bei|auf)|das original (?:steht|erschien|ist erschienen) (?:im|in|bei)"
    r"|dépêche de l['’]agence|article original(?: \w+)? (?:publié|paru) (?:par|dans)|lire l['’](?:article )?original(?: en "
    r"\w+)? (?:dans|sur)|(?:publié|paru)e? (?:initialement|d['’]abord|à l['’]origine)(?: en \w+)? (?:dans|par|sur)"
    r"|publicado originalmente(?: en \w+)? (?:en|por)|texto original (?:de|en)(?: la agencia)?"
    r"|(?:lea|leer) el (?:artículo|texto) original(?: en \w+)?(?: en)?:?"
    r"|traducido de(?! inglés| francés| alemán)"
    r"|(?:tekst|artykuł|oryginał) (?:ukazał się|opublikowano|pochodzi|ukazał się pierwotnie)(?: \w+)? (?:w|na|z)|(?:pierwotnie"
    r"|oryginalnie) (?:ukazał|opublikowan)\w+(?: się)? (?:w|przez)"
    r"|оригинал(?: статьи| материала| публикации)?(?: на \w+ языке)? (?:опубликован|вышел|напечатан)о? (?:в|на|агентством)"
    r"|(?:впервые )?опубликован[оа]?(?: "
    r"\w+)? (?:впервые )?(?:в|на)(?= (?:издании|газете|журнале))|перевод (?:статьи|публикации) (?:из )?(?:газеты|издания"
    r"|журнала)|оригинал:"
    r"|оригінал:|оригінал (?:статті )?(?:опубліковано|вийшов) (?:в|у|на)|вперше (?:опублікувала|опубліковано|вийшло)(?: \w+)?(?: (?:в|у))?"
    r"|(?:编译|翻译|译)自|原文(?:刊于|载于|发表于|刊登于|来自|出自|刊載於)|本文(?:原载于|首发于|译自|原刊于))",
    re.IGNORECASE,
)

TRANSLATED_BY = re.compile(
    r"translated (?:by [^.\n]{2,60}? )?from (?:the )?(?P<origin>[^.,;\n]{2,40}?)(?: by\b| original\b)",
    re.IGNORECASE,
)
"""A translator, before or after; the origin may be a language, or a book."""

REWRITTEN = re.compile(
    r"(?:based on (?:an? |the )?(?:\w+ )?(?:reports?|reporting|article|story|dispatch|information|material)s? (?:by|from|in|of"
    r"|published by)|(?:compiled|rewritten|summarised|summarized|condensed) from(?: reports (?:by|in|of))?|based on an?(?= \w+ "
    r"report)"
    r"|\bh/t:?|\bhat tip:?|\bvia:|\bvía:|mit informationen (?:von|des|der)|(?:nach|auf) (?:einem bericht|berichten) (?:von|der"
    r"|des)|d['’]après nos confrères (?:de|du|des)|selon nos confrères (?:de|du|des)"
    r"|по материалам|с использованием материалов|за матеріалами|за материалами|opracowano na podstawie(?! depeszy)|na "
    r"podstawie (?:publikacji|tekstu|artykułu)|综合(?=《)|改写自|整理自)",
    re.IGNORECASE,
)

RETOLD_BEFORE = re.compile(
    r"(?:(?:was |were )?first (?:reported|revealed|published) (?:by|in)|according to an? (?:investigation|exclusive(?: report)?"
    r"|analysis) (?:by|in)|laut (?:einem bericht|einer recherche|informationen|recherchen) (?:von|der|des|im)|das (?:meldet"
    r"|berichtet|schreibt)(?=[^.]{2,40}unter berufung)"
    r"|révèle(?=[^.]{2,40}dans son édition)|révélé par|según (?:adelantó|reveló|avanzó|publicó)(?: \w+)? |dowiedział[aoy]? się"
    r"|jako pierwsz[yae] (?:napisał|poinformował|podał)a?|(?:пишет|сообщает|пише|повідомляє)(?=[^.]{2,45}(?:со ссылкой на|з "
    r"посиланням на))"
    r"|как (?:выяснил|выяснила|узнал|узнала)|据(?=《[^》]{2,16}》(?:独家|率先)))",
    re.IGNORECASE,
)

RETOLD_AFTER = re.compile(r" (?:(?:first )?reported (?:exclusively )?on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?=[^.]{0,40}(?:$|\.)))")

FRAMED = (
    r"\s?(?:reported|reports|said|revealed|berichtete?|meldete?|rapporte|a rapporté|informó|podała?|сообщило?|сообщает"
    r"|повідомило?)\b(?:\s[\w-]+){0,4},?\s(?:citing|quoting|unter berufung auf|citant|citando|powołując się|со ссылкой на"
    r"|з посиланням на)"
    """A report with its own sources, retold as the frame of the whole."""
)

TOLD = (
    r"told|tells|reminded|confirmed to|speaking to|spoke to|in an interview (?:with|to|published by|in)|in (?:remarks"
    r"|comments) (?:to|carried by)|quoted by|cited by|carried by|seen by|obtained by"
    r"|(?:sagte|sagten|erklärte|bestätigte)(?: \w+){0,4}? (?:der|dem|den)|im (?:gespräch|interview) mit|gegenüber|zitiert von"
    r"|dem(?= \w+ sagte)|(?:a|ont|avait) (?:déclaré|dit|confié|affirmé|indiqué)(?: \w+)? (?:à|au)|dans un entretien (?:à|au"
    r"|avec)|interrogée? par|citée? par|évoquée?s? par|invitée?s? de|au micro de"
    r"|(?:dijo|declaró|explicó|aseguró|confirmó) (?:a|al)|en (?:una )?(?:entrevista|declaraciones)(?: \w+)? (?:con|a|al)"
    r"|citado por|powiedział[ay]?(?: \w+){0,2}|w rozmowie z|w wywiadzie dla|cytowan\w+ przez|(?:сказал|заявил|сообщил|рассказал"
    r"|пояснил)[аи]?(?: \w+){0,2}|в интервью|в беседе с|в разговоре с|в эфире"
    r"|(?:сказа|заяви|повідоми|розпові)(?:в|ла|ли)(?: \w+){0,2}|в інтерв['’]ю|у коментарі|у розмові з|в ефірі|告诉|接受|对"
)

CITED_BEFORE = (
    r"according to|as reported by|reported by|(?:as )?cited by|(?:as )?quoted by|citing|quoting|in a report by|reports? (?:by|from|in)"
    r"|wie(?=[^.]{0,90}(?:bericht|meld|schr[ie]|zitier|mitteil))"
    r"|(?:berichtet|berichtete|meldet|meldete|schreibt|schrieb|zitierte)(?: unter anderem| am \w+)?|laut|nach angaben "
    r"(?:von|der|des)|unter berufung auf|zuvor hatte"
    r"|selon|d['’]après|(?:rapporte|rapporté par|a rapporté|indique|citée? par|révèle|a révélé)|según|(?:informó|recoge|citado "
    r"por|reportó)|de acuerdo con"
    r"|jak (?:podaje|podała|podał|poinformowała?|informuje|donosi|pisze|napisała?|przekazała?)|według|(?:podaje|podała|podał"
    r"|informuje|donosi|poinformowała|przekazała)|powołując się na"
    r"|(?:об этом |как )?(?:сообщает|сообщило|сообщила|сообщил|сообщают|передает|передаёт|передало|передают|пишет|цитирует"
    r"|информирует)|со ссылкой на|по (?:данным|информации|сообщению)|ссылаясь на"
    r"|(?:про це |як )?(?:повідомляє|повідомило|повідомила|пише|передає|інформує|цитує)|з посиланням на|за (?:даними"
    r"|інформацією|повідомленням)|посилаючись на"
    r"|据|根据|援引|引述|引用"
)

CITED_AFTER = (
    r"(?:(?:also |earlier |first |previously )?(?:reported|reports|said|says|quoted|cited|wrote|writes|revealed|published|has "
    r"learned|has reported|was told|learned)\b|,? which (?:first )?(?:published|reported|obtained|broke)\b)|(?:berichtete"
    r"|berichtet|meldete|meldet|schrieb|schreibt|zitierte|zitiert)\b"
    r"|(?:rapporte|a rapporté|révèle|a révélé|écrit|a cité)\b|(?:informó|informa|reportó|publicó|citó)\b|(?:podaje|podała|podał"
    r"|informuje|poinformowała|donosi|napisała|napisał)\b"
    r"|(?:ранее )?(?:сообщает|сообщило|сообщил|передает|передаёт|пишет|писало|цитирует|процитировало|повідомляє|повідомило|пише"
    r"|передає|цитує)\b|(?:[^，。]{0,3}[月周天日年])?(?:早些时候|上月|此前)?(?:报道|報道|报导|消息|援引|称|引述|刊文)"
)

PHRASE_BEFORE = re.compile(
    r"(?:with |mit |avec |con |z |с |з )?(?:files|reporting|material|materialien|contributions?|information|informations?"
    r"|información|informaciones|материал\w*|wykorzystaniem (?:materiałów|depesz))(?: (?:from|by|von|der|de|des|del|la|of"
    r"|agencji))+ "
    r"|(?:produced|distributed|supplied|written) by (?:the )?|this (?:report|story|article) by (?:the )?|basiert auf "
    r"(?:informationen|material|meldungen) (?:von |der |des )*|na podstawie depesz[y]? |\((?:with|mit|avec|con|с|з|z) "
    r"|^\W*(?:with|avec|mit|con) (?=[A-Z])|^par [\w’' ]{2,30} avec "
    r"|con información de |avec (?:l['’])?(?=AFP|Reuters|AP\b|agences)|auto-generated from an? ",
    re.IGNORECASE,
)
"""After these words come the agencies a text is made of."""

PHRASE_AFTER = re.compile(
    r" (?:contributed to this (?:report|story|article)|-?meldung vom|-meldung\b)|(?<=[A-Za-z])-meldung vom", re.IGNORECASE
)

NOT_CREDIT = re.compile(
    r"(?:^|\W)(?:photos?|pictures?|images?|foto|fotos|bild(?:er)?|фото|φωτο\w*|зображення|zdjęci[ea]|fot\.|imagen|crédit photo|图片?"
    r"|资料图|摄影"
    r"|video|graphic|grafik|illustration|picture alliance|getty|on this site|content on|subscribe|reserved|advertis\w+|anzeige"
    r"|partn\w+|партн[её]р\w*)(?:\W|$)"
    r"|(?:journalist|correspondent|photographer|bureau|offices?|headquarters|building|poll|survey|award|prize|fellow|foundation"
    r"|institute|index|terminal|data)\W*$"
    r"|©[^\n]*(?:provided|content)|(?:former|ex-|veteran|killed|wounded|arrested|jailed) (?:\w+ )?(?:journalist|correspondent"
    r"|reporter|photographer)|ehemalig\w+ \S*korrespondent|бывш\w+ корреспондент|(?:worked|works|arbeitete|trabajó|travaillé"
    r"|pracował\w*|работал\w*|працюва\w+) (?:for|für|para|pour|dla|в|для)\b",
    re.IGNORECASE,
)
"""Words that make a name a picture's credit, or a mention."""

NOT_CITED = re.compile(
    r"(?:earlier|previous|old|frühere\w*|früheren|précédente?|anterior|прежн\w+|попередн\w+) (?:interview|entretien|entrevista"
    r"|интервью|інтерв)|asked about (?:an?|the) [^.]{0,20}interview|(?:journalist|correspondent|reporter|photographer|employee"
    r"|editor|building|office|bureau|headquarters|court|poll|survey|institute|foundation|photo|index"
    r"|terminal)s?\b(?=[^.]{0,6}$)"
    r"|(?:worked|works|trabajó|arbeitete|travaillé|pracował\w*|работал\w*|працюва\w+) (?:for|für|para|pour|dla|в|для)|(?:sued"
    r"|bought|owns|hacked|blocked|banned|fined|accused|subscri\w+)\b",
    re.IGNORECASE,
)
"""Words that make a citation a mention."""
