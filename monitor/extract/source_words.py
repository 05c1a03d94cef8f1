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
    r"(?:read|see) the original(?: (?:article|story|version|text|post|piece))? in (?P<language>[A-Z]\w+)|(?:lesen sie das )?original auf (?P<l2>Englisch|Russisch|Französisch)".replace(
        "(?P<l2>", "(?:"
    ),
    re.IGNORECASE,
)

TRANSLATED = re.compile(
    r"(?:(?:this (?:article|story|text) (?:was|is) )?(?:translated|adapted) (?:from (?!the (?:original )?(?:Russian|English|French|German|Chinese|Spanish|Polish|Ukrainian|Arabic|Hebrew|Japanese)\b)|by \w+ \w+ from )(?:the )?(?:original (?:in|at|on) )?"
    r"|read the original(?: (?:article|story|version|text))? (?:at|on) (?:the )?"
    r"|(?:aus dem \w+ )?übersetzt (?:aus|von) (?:der |dem )?|übersetzung(?: aus)?[:\s]+(?:aus )?(?:der |dem )?|der text erschien (?:zuerst|ursprünglich) (?:auf \w+ )?(?:in|bei) (?:der |dem )?"
    r"|traduit (?:de l['’]\w+ |du \w+ )?(?:de|du|depuis|d['’]après) (?:la |le |l['’])?|article (?:original )?(?:paru|publié) (?:en \w+ )?(?:dans|par) (?:le |la |l['’])?"
    r"|traducido (?:de|del) (?:la |el )?|publicado originalmente (?:en \w+ )?(?:en|por) (?:la |el )?"
    r"|tłumaczenie(?: z)?[:\s]+(?:z )?|(?:artykuł|tekst) (?:ukazał|opublikowan\w+) (?:się )?(?:pierwotnie |oryginalnie )?(?:w|na|przez) "
    r"|перевод (?:с \w+ )?(?:статьи |публикации |из )(?:газеты |издания )?|переведено (?:с|из) |оригинал (?:статьи|публикации|материала|опубликован)[:\s]+(?:в |на )?(?:газете |сайте )?|статья (?:впервые )?опубликована (?:в|на) (?:газете )?"
    r"|переклад (?:з |із )?(?:\w+ )?(?:статті |видання )?|переклад статті |оригінал (?:статті|публікації|опубліковано)[:\s]+(?:у |на )?"
    r"|(?:编译|翻译|译)自|原文(?:刊于|载于|发表于|来自|出自)|本文(?:原载于|首发于|译自))"
    r"[:：]?\s*(?P<origin>[^\n.,;:()（）。，；]{2,60})",
    re.IGNORECASE,
)

REWRITTEN = re.compile(
    r"(?:based on (?:a |an |the )?(?:report|reporting|reports|article|story|dispatch|information|material)s? (?:by|from|in|of|published by)|(?:compiled|adapted|rewritten|summarised|summarized|condensed) (?:from|by \w+ from)(?: reports (?:by|in|of))?"
    r"|(?:nach|auf (?:der )?(?:basis|grundlage)) (?:einem bericht|einer meldung|eines berichts|berichten|informationen|material|meldungen|von material)\s?(?:von|der|des)?"
    r"|(?:d['’]après|sur la base d['’]|à partir d['’])(?:une dépêche|un article|des informations|informations)?(?: d[eu']s?)?|con (?:información|datos) de|(?:elaborado|basado) (?:a partir de|con|en)(?: (?:información|un despacho|datos|una nota) de)?"
    r"|na podstawie[:\s]|(?:opracowano|opracowanie) (?:na podstawie|za)[:\s]?|oprac\. (?:na podst\.|za)|за материалами|за матеріалами|по материалам|с использованием материалов|подготовлено (?:по|на основе) (?:материал\w*|публикаци\w*|сообщени\w*)?|на основе (?:материал\w+|сообщени\w+|публикаци\w+)"
    r"|підготовлено за матеріалами|на основі (?:матеріалів|повідомлення)|综合(?=[^\n]{1,20}(?:报道|消息))|据(?=[^\n]{1,12}综合)|改写自|整理自)",
    re.IGNORECASE,
)

TOLD = (
    r"told|tells|reminded|confirmed to|speaking to|in an interview (?:with|to|published by|in)|interview(?:ed)? (?:with|by)|in (?:remarks|comments) to|quoted by|cited by"
    r"|sagte|sagten|im (?:gespräch|interview) mit|gegenüber|zitiert von|a (?:déclaré|dit|confié|affirmé) (?:à|au)|dans un entretien (?:à|au|avec)|interrogé par|cité par|dijo a|declaró a|en (?:una )?entrevista (?:con|a)|citado por"
    r"|powiedział\w*|w rozmowie z|w wywiadzie dla|cytowan\w+ przez|(?:сказал|заявил|сообщил|рассказал)а?и?|в интервью|в беседе с|цитирует|слова \w+ (?:приводит|передает|цитирует)|(?:сказав|заявив|повідомив|розповів)(?:ла)?|в інтерв['’]ю|у коментарі|у розмові з"
)

CITED_BEFORE = (
    r"according to|as reported by|reported by|(?:as )?cited by|(?:as )?quoted by|citing|quoting|as first reported by|in a report by|reports? (?:by|from|in)"
    r"|(?:wie|das|dies)? ?(?:berichtet|berichtete|meldet|meldete|schreibt|schrieb)(?: unter anderem| am \w+)?|laut|nach angaben (?:von|der|des)|unter berufung auf|so"
    r"|selon|d['’]après|(?:rapporte|rapporté par|a rapporté|indique|citée? par|révèle|a révélé)|según|(?:informó|informa|recoge|citado por|reportó)|de acuerdo con"
    r"|jak (?:podaje|podała|podał|poinformowała?|informuje|donosi|pisze|napisała?|przekazała?)|według|(?:podaje|podała|podał|informuje|donosi|poinformowała|przekazała)|powołując się na|za"
    r"|(?:об этом |как )?(?:сообщает|сообщило|сообщила|сообщил|сообщают|передает|передаёт|передало|передают|пишет|цитирует|отмечает|информирует)|со ссылкой на|по (?:данным|информации|сообщению)|ссылаясь на"
    r"|(?:про це |як )?(?:повідомляє|повідомило|повідомила|пише|передає|інформує)|з посиланням на|за (?:даними|інформацією|повідомленням)|посилаючись на"
    r"|据|根据|援引|引述|引用"
)

CITED_AFTER = (
    r"(?:reported|reports|said|says|quoted|cited|wrote|writes|revealed|has learned|has reported|was told|learned)\b|(?:berichtete|berichtet|meldete|meldet|schrieb|schreibt)\b|(?:rapporte|a rapporté|révèle|a révélé|écrit)\b|(?:informó|informa|reportó|publicó)\b"
    r"|(?:podaje|podała|podał|informuje|poinformowała|donosi|napisała)\b|(?:сообщает|сообщило|сообщил|передает|передаёт|пишет|повідомляє|пише|передає)\b|(?:\d{1,2}月)?(?:\d{1,2}日)?(?:报道|報道|报导|消息|援引|称|引述|刊文)"
)

NOT_CREDIT = re.compile(
    r"(?:^|\W)(?:photos?|pictures?|images?|foto|fotos|bild(?:er)?|фото|зображення|zdjęci[ea]|fot\.|imagen|crédit photo|图片?|摄影|video|graphic|grafik|illustration)\W"
    r"|(?:journalist|correspondent|reporter|photographer|editor|employee|bureau|offices?|headquarters|building|photo|file photo|images?|poll|survey|award|prize|fellow|foundation|institute|index|terminal|data)\W*$"
    r"|(?:former|ex-|veteran|killed|wounded|arrested|jailed) (?:\w+ )?(?:journalist|correspondent|reporter|photographer)|ehemalig\w+ \S*korrespondent|бывш\w+ корреспондент",
    re.IGNORECASE,
)
"""Words that make a name a picture's credit, or a mention."""
