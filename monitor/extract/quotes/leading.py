"""Words in capitals that stand before a name, or open a sentence, and are no part of it; the stems of countries."""

from __future__ import annotations

import re

from monitor.extract.listed import listed

LEADING = listed(
    "the a an of auf um bis ab vom beim zum neither nor either state but and in on at for from with by as if when while after "
    "before despite although however meanwhile also still yet since during speaking according about against behind between over to "
    "under without last this that these those his her their its it he she they we i der die das ein eine und aber im am nach laut "
    "so wie auch aus bei mit von vor zu zur über unter gegen für durch ohne seit dem den des ihr ihre sein seine unser unsere "
    "kollege kollegin herr frau le la les un une et mais en selon pour chez dans devant sur sous par avec sans monsieur madame el "
    "los las una y pero según ante con sin para por desde hasta entre sobre tras don doña señor señora w na po jak o z ale przed "
    "przy od do dla ze pan pani и а но в на по как из с от к ко о об при для до господин госпожа та і у за як що від про пан пані "
    "there here then now even such no not both each every all many most some any other another only just perhaps indeed instead "
    "nevertheless nonetheless moreover furthermore additionally afterwards earlier later today yesterday tomorrow who which what "
    "where why how let me you your our unless until because once too yes miss madam m. mme adv justice amputee mps amid among "
    "following dennoch doch denn noch nur sogar selbst dabei dann da hier zudem außerdem dazu damit dafür dagegen darüber darauf "
    "danach jedoch allerdings trotzdem deshalb deswegen daher ferner schließlich angesichts trotz während nachdem bevor obwohl weil "
    "wenn ob dass als weder sondern jeder jede jedes alle viele einige mehrere beide kein keine zwei drei vier fünf sechs sieben "
    "acht neun zehn millionen tausende hunderte dutzende angaben fragen aussagen worten berichten berichte angeführt gegenüber "
    "innerhalb außerhalb heute gestern morgen er es man wir sie ihm ihn ihnen diese dieser dieses solche wegen statt zwischen "
    "hinter neben unterdessen gleichzeitig à aussi ainsi alors cependant toutefois pourtant néanmoins enfin puis ensuite donc car "
    "comme lors après avant depuis pendant malgré face ce cet cette ces il elle ils elles nous vous sa ses leur leurs notre votre "
    "tous toutes plusieurs aujourd además asimismo también tampoco embargo mientras aunque cuando como así entonces luego después "
    "antes durante porque este esta estos estas ese esa eso él ella ellos ellas nosotros su sus hoy ayer todos todas jednak także "
    "również natomiast ponadto poza według zdaniem kiedy gdy ponieważ dlatego więc oraz lub ta ona oni wy ich jego jej dziś wczoraj "
    "jutro potem następnie wtedy tymczasem lecz однако также тоже затем потом тогда поэтому кроме между тем сегодня вчера завтра "
    "сейчас если когда пока хотя чтобы он она они мы вы его ее её их это этот эта эти тот те все однак також потім тоді тому крім "
    "сьогодні вчора зараз якщо коли поки хоча він вона вони ми ви його її їх це цей ця ці той ті всі monday tuesday wednesday "
    "thursday friday saturday sunday january february march april june july august september october november december"
)
FRONTED = listed(
    "in im am an auf aus bei beim mit nach von vom vor zu zum zur über unter gegen für durch ohne seit trotz während wegen laut "
    "zwischen neben hinter angesichts gegenüber dennoch doch dann da hier dort zuvor danach später zudem außerdem dazu darüber "
    "dagegen daraufhin jedoch allerdings trotzdem deshalb deswegen daher ferner schließlich zuletzt zunächst unterdessen "
    "gleichzeitig heute gestern auch so nun jetzt"
)
"""After these, opening a German clause, the verb stands before its subject."""
COUNTRIES = listed(
    "UK US USA U.S. EU Britain England Scotland Wales Ireland Korea Europe Russland Deutschland Frankreich Großbritannien Polen "
    "Österreich Schweiz Türkei Indien Nordkorea Südkorea Norwegen Schweden Finnland Dänemark Rumänien Ungarn Tschechien Litauen "
    "Lettland Estland Syrien Irak Ägypten Belgien Niederlande Spanien Italien Griechenland Bulgarien Serbien Europa Moskau Kiew "
    "Peking Warschau Teheran Chine Royaume-Uni États-Unis Etats-Unis Israël Turquie Pologne Inde Japon Corée Roumanie Biélorussie "
    "Syrie Espagne Italie Allemagne Russie Moscou Kiev Pékin Téhéran Varsovie Bruxelles Londres Berne Vienne Turquía Polonia Irán "
    "Corea Japón Siria Italia Bielorrusia Rumanía Brasil México Moscú Pekín Teherán Bruselas Rosja Ukraina Niemcy Francja Chiny "
    "Izrael Turcja Polska Białoruś Japonia Moskwa Kijów Pekin Waszyngton Bruksela Londyn Москва Киев Київ Пекин Пекін Вашингтон "
    "Тегеран Варшава Брюссель Лондон Берлин Берлін Париж Анкара Europejska"
)
"""Countries and capitals as they are called beside English: a place says nothing, whoever speaks for it does."""
PLATFORMS = listed(
    "Twitter Facebook Instagram Telegram TikTok YouTube WhatsApp WeChat Weibo VKontakte LinkedIn Reddit Threads Bluesky X Social"
)
"""Where people write; they do not write themselves. `Social` ends the name of more than one."""
COUNTRY_STEM = re.compile(
    r"^(?:Росси|РФ|Украин|Україн|США|Польш|Польщ|Герман|Німеччин|Франци|Китай|Кита|КНР|Иран|Іран|Израил|Ізраїл|Турци|Туреччин"
    r"|Япони|Великобритани|Британ|Беларус|Білорус|Румын|Румун|НАТО|МИД|МЗС|Минобороны|Міноборони|Кремл|ЕС|ЄС|ООН"
    r"|Нидерланд|Нідерланд|Швеци|Швеці|Норвег|Дании|Данії|Финлянд|Фінлянд|Испани|Іспані|Итали|Італі|Канад|Греци|Греці|Болгар|Серби|Сербі"
    r"|Казахстан|Грузи|Грузі|Армени|Вірмені|Азербайджан|Молдав|Молдов|Словаки|Словаччин|Инди|Інді|Сири[ию]|Сирі[їю]|Ирак|Ірак|Австри|Австрі"
    r"|Бельги|Бельгі|Хорвати|Хорваті|Швейцари|Росс|Литв|Латви|Эстони|Чехи|Венгри|Polsk|Rosji|Ukrain|Niemiec|Francji|NATO|USA|MON|MSZ|UE|BBN|Rusia|España|Francia"
    r"|Alemania|Ucrania|OTAN|EEUU|UE|France|Russie|Allemagne|Défense|Affaires|Armées|Intérieur|Defensa|Exteriores|Interior"
    r"|Gobierno|Obrony|Narodowej|Spraw|Zagranicznych)"
)
