"""Words in capitals that stand before a name, or open a sentence, and are no part of it; the stems of countries."""

from __future__ import annotations

import re

from monitor.extract.listed import listed

LEADING = listed(
    "the a an but and in on at for from with by as if when while after before despite although however meanwhile also still "
    "yet since during speaking according about against behind between over to under without "
    "last this that these those his her their its it he she they we i der die das ein "
    "eine und aber im in am nach laut so wie auch aus bei mit von vor zu zum zur über unter gegen "
    "für durch ohne seit dem den des ihr ihre sein seine unser unsere "
    "kollege kollegin herr frau le la les un une et mais en selon pour chez dans devant sur sous par avec sans monsieur madame "
    "el los las una y pero según ante con sin para por desde hasta entre sobre tras don doña señor señora w na po "
    "jak o z a i ale przed przy od do dla ze we pan pani и а но в на по как из с от к ко о об при для до господин госпожа "
    "та і у за як що від про пан пані monday tuesday wednesday thursday friday saturday sunday january "
    "february march april june july august september october november december"
)
COUNTRY_STEM = re.compile(
    r"^(?:Росси|РФ|Украин|Україн|США|Польш|Польщ|Герман|Німеччин|Франци|Китай|Кита|КНР|Иран|Іран|Израил|Ізраїл|Турци|Туреччин"
    r"|Япони|Великобритани|Британ|Беларус|Білорус|Румын|Румун|НАТО|МИД|МЗС|Минобороны|Міноборони|Кремл|ЕС|ЄС|ООН"
    r"|Нидерланд|Нідерланд|Швеци|Швеці|Норвег|Дании|Данії|Финлянд|Фінлянд|Испани|Іспані|Итали|Італі|Канад|Греци|Греці|Болгар|Серби|Сербі"
    r"|Казахстан|Грузи|Грузі|Армени|Вірмені|Азербайджан|Молдав|Молдов|Словаки|Словаччин|Инди|Інді|Сири[ию]|Сирі[їю]|Ирак|Ірак|Австри|Австрі"
    r"|Бельги|Бельгі|Хорвати|Хорваті|Швейцари|Росс|Литв|Латви|Эстони|Чехи|Венгри|Polsk|Rosji|Ukrain|Niemiec|Francji|NATO|USA|MON|MSZ|UE|BBN|Rusia|España|Francia"
    r"|Alemania|Ucrania|OTAN|EEUU|UE|France|Russie|Allemagne|Défense|Affaires|Armées|Intérieur|Defensa|Exteriores|Interior"
    r"|Gobierno|Obrony|Narodowej|Spraw|Zagranicznych)"
)
