"""The words by which two versions of an article are judged: taken back, corrected, denied, qualified, or of no weight."""

from __future__ import annotations

import re

from monitor.extract.listed import listed

WITHDRAWN = re.compile(
    r"\b(?:withdrawn|withdraws|withdraw|retracted|retraction|taken down|unpublished|killed|(?:has been|was) (?:removed|deleted)"
    r"|no longer available"
    r"|zurückgezogen|zurückgenommen|gelöscht|entfernt|offline genommen|nicht mehr verfügbar|retiré|supprimé|dépublié|annulé"
    r"|annulée|n['’]est plus (?:disponible|en ligne)|retirad[oa]|eliminad[oa]|retira|anulad[oa]|ya no está disponible"
    r"|wycofan\w+|wycofuje\w*|usunięt\w+|anulowan\w+|отозван\w*|отзыва\w+|удал[её]н\w*|снят[аоы]?|аннулирован\w*|аннулиру\w*"
    r"|відклика\w*|видален\w*|знято|анульован\w*|анулю\w*)\b|撤回|撤下|撤稿|删除|取消此稿|作废",
    re.IGNORECASE,
)
TAKEN_BACK = re.compile(r"WITHDR|WDRAWN|KILL")
"""In a wire's tag."""
NEGATION = listed(
    "not no never without nor neither cannot don't doesn't didn't won't isn't aren't nicht kein keine keinen nie niemals ohne "
    "ne pas jamais sans aucun non nunca sin ningún jamás nie bez żaden nigdy нет не ни без никогда ні без ніколи"
)
DEGREE = listed(
    "nearly almost barely only up least most possibly probably allegedly reportedly may might could likely unlikely perhaps "
    "fast beinahe knapp nur kaum wohl vielleicht mutmaßlich angeblich möglicherweise presque seulement peut-être probablement "
    "serait casi solo quizá posiblemente presuntamente prawie tylko może prawdopodobnie rzekomo почти только возможно "
    "вероятно якобы лишь едва майже лише можливо ймовірно нібито"
)
KEPT = (
    NEGATION
    | DEGREE
    | listed(
        "before after under over above below until since both all half more less vor nach über unter avant après antes después "
        "przed po до после перед після"
    )
)
MAKE = listed(
    "make makes made making macht machen machte gemacht rend rendent rendu rendre fait font hace hacen hizo haciendo vuelve robi robią "
    "uczynił czyni czynią делает делают сделал сделало сделала робить роблять зробив зробила зробило"
)
CORRECTION = re.compile(
    r"^\W*(?:correction|corrected|clarification|editor['’]s note|korrektur|berichtigung|rectificatif|correctif|fe de errores"
    r"|corrección|rectificación|sprostowanie|исправлени\w+|уточнени\w+|поправк\w+|виправлен\w+|уточнення|更正|勘误)\b"
    r"|earlier version of this|frühere\w* (?:version|fassung)|une version précédente|una versión anterior|wcześniejsz\w+ "
    r"wersj\w+|(?:предыдущей|ранней) верси\w+|попередній версії",
    re.IGNORECASE,
)
STAMP = re.compile(
    r"^\W*(?:updated|last updated|published|posted|aktualisiert|stand|veröffentlicht|mis à jour|publié|actualizado|publicado"
    r"|aktualizacja|zaktualizowano|обновлено|опубликовано|оновлено|опубліковано|更新|发布)\b.{0,60}$",
    re.IGNORECASE,
)
SMALL = listed(
    "had who which also then there here what when while so if such than into out up off own been being do does did done would "
    "should can could will its them him us me my we you i am hat haben wurde wurden worden werden wird sein seine ihre er sie "
    "es man dass daß sich auch noch schon bei aus vom zum zur bis wie was so da nur-so hatte hatten habe um durch gegen on a "
    "été ont avait sont était être ce cette ces il elle ils elles on se sa son ses leur leurs y plus par ha han sido fue "
    "fueron está están era eran ser su sus lo le les al como más es esta este ese esa hay pero si sobre został została "
    "zostały zostało są był była było były być ten ta te tego tej tym jak oraz już tak przez был была было были быть этот эта "
    "эти того той тем также уже так все или во со об ли бы же него нее них її їх його був була було були бути цей ця ці той "
    "також вже так або про як на в у 且 也 则 則 而 及 其 此 该 之 地 得 着 过 被 把 等 的 了 在 是 和 与 將 将 于"
)
