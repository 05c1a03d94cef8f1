"""Quotes in Chinese and Japanese texts: the clause before the mark, or after it, names the speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.extract.quotes.marks import Span
from monitor.model import Quote

VERB = re.compile(
    r"(?:明确|公开|进一步|随后|当天|曾|还|也|再次|则|并|又|对此|一再|郑重|同时|坚决)*(?P<verb>追问|质问道|笑道|笑着说|接着说|回忆说|反驳说|反驳|问道|问|答道|回忆|提到|坦承|直言|证实|確認|透露说|解释道"
    r"|说明|則稱|稱|追問|强调说|回应说|表示说|回答说|解释说|补充说|强调说|警告说|写道|指出|强调|表示|认为|坦言|透露|宣布|声称|宣称|警告|回应|解释|补充|重申|批评|呼吁|谴责|承认|否认|介绍|评论|质问|反问|告诉|说道"
    r"|说|称|問|指|說|表态|感叹|直言|回答|提醒|述べた|語った|指摘した)"
    r"(?:[^，。；：“”「」]{0,18})?(?P<end>[：:，,]?\s*)$"
)
AFTER = re.compile(
    r"^[，,。]?(?P<who>[^，。；：“”「」]{2,40}?)(?:在[^，。；：]{1,24}(?:中|上|时|后)|\d{1,2}日|当天|当日|周[一二三四五六日])?(?:对[^，。；：]{1,16})?(?:这样|如此|补充"
    r"|强调|回应|解释|对此)?(?:笑着|苦笑|接着|随后)?(?P<verb>表示|回忆说|回忆|说|称|指出|强调|认为|写道|補充|說|警告|道)[。，,；]"
)
ROLE = re.compile(
    r"^(?P<role>.*?(?:发言人|部长|外长|防长|主席|总统|总理|首相|国务卿|秘书长|司令"
    r"|参谋长|大使|专家|教授|研究员|分析师|学者|议员|局长|主任|院长|所长|官员|将军|上将|中将|少将|大校|上校|主管|总裁|负责人"
    r"|代表|委员|顾问|记者|总书记|长官|大臣|發言人|總統|部長|外長|專家|分析人士|工程师|总监|会长))(?P<name>[\u4e00-\u9fff·]{2,14})$"
)
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤"
    "尹黎易常武乔贺赖龚文章孫張劉陳楊趙黃吳羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻餘鍾譚鄒陸龍錢湯溫温庞安"
)
CHINESE = re.compile(rf"^(?P<role>[\u4e00-\u9fff]{{2,18}}?)(?P<name>[{SURNAMES}][\u4e00-\u9fff]{{1,2}})$")
FOREIGN = re.compile(
    r"^(?P<role>.*?(?:部长|部長|总统|主席|处长|處長|长官|官|家|员|員|师|師|人|袖|者|使|监|授|士|书记|司令|主管"
    r"|经理)?)(?P<name>[\u4e00-\u9fff]{1,5}(?:·[\u4e00-\u9fff]{1,6})+?)(?:中将|上将|少将|上校|中校|少校|将军|先生|女士|博士|教授)?$"
)
TIME = re.compile(
    r"(?:\d{1,4}年)?(?:\d{1,2}月)?\d{1,2}(?:日|号)(?:上午|下午|晚|晚间|凌晨|早些时候)?|当天|当日|同日|日前|近日|昨天|昨日|今天|今日|明天|周[一二三四五六日天](?:上午|下午|晚)?"
    r"|星期[一二三四五六日天]|随后|此前|当地时间|此外|同时|不过|但是?|然而|而|据悉|他还|对此"
)
PLACE = re.compile(r"(?:在|于|就|对|向|接受|通过|出席|针对|谈及|谈到|参加|访问|于是).*$")
PRONOUN = re.compile(r"^(?:他|她|该发言人|这位(?:官员|专家|发言人)|该(?:官员|专家|人士))$")
ORGANISATION = re.compile(
    r"(?:部|社|报|网|公司|组织|委员会|政府|司令部|局|军|方面|声明|公报|国防部|外交部|白宫|五角大楼|克里姆林宫|北约|媒体|机构|研究所|智库|大使馆)$"
)
SHORTEST = 6


def han_quotes(text: str, spans: Sequence[Span]) -> Iterator[Quote]:
    """Quotes with their speakers, in order."""
    last: tuple[str, str | None] | None = None
    people: dict[str, tuple[str, str | None]] = {}
    end_of_last = -1
    for span in spans:
        found = _before(text, span, spans) or _after(text, span)
        inner = text[span.start : span.end]
        if found is None:
            if last and text[end_of_last : span.outer_start].strip() in ("", "，", "。") and len(inner) >= SHORTEST:
                found = (*last, "")
            else:
                continue
        who, role, verb = found
        if PRONOUN.match(who):
            if last is None:
                continue
            who, role = last
        elif who in people:
            who, role = people[who][0], role or people[who][1]
        last = (who, role)
        people.setdefault(who, last)
        people.setdefault(who.split("·")[-1], last)
        if len(inner) < SHORTEST and not re.search(r"[，。！？]", inner):
            continue
        end_of_last = span.outer_end
        yield Quote(text=inner, speaker=who, role=role, verb=verb or None, start=span.start, end=span.end)


def _before(text: str, span: Span, spans: Sequence[Span]) -> tuple[str, str | None, str] | None:
    start = max((text.rfind(sign, 0, span.outer_start) for sign in "。！？\n"), default=-1) + 1
    start = max([start, *(other.outer_end for other in spans if other.outer_end <= span.outer_start)])
    clause = text[start : span.outer_start]
    verb = VERB.search(clause)
    if not verb:
        return None
    subject = _subject(clause[: verb.start("verb")])
    return (*subject, verb["verb"]) if subject else None


def _after(text: str, span: Span) -> tuple[str, str | None, str] | None:
    found = AFTER.match(text[span.outer_end : span.outer_end + 80])
    if not found:
        return None
    subject = _subject(found["who"])
    return (*subject, found["verb"]) if subject else None


def _subject(clause: str) -> tuple[str, str | None] | None:
    """The speaker and role in the words before a verb: the last clause that names somebody."""
    for part in reversed(re.split(r"[，,；;：:、]", clause)):
        bare = TIME.sub("", part)
        bare = PLACE.sub("", bare).strip(" 的等“”《》（）()")
        bare = re.sub(r"^(?:据|根据|按照)", "", bare)
        if not bare or len(bare) > 40 or not re.search(r"[\u4e00-\u9fffA-Za-z]", bare):
            continue
        role = ROLE.match(bare)
        if role:
            return role["name"], role["role"]
        if PRONOUN.match(bare):
            return bare, None
        named = FOREIGN.search(bare) or CHINESE.match(bare)
        if named:
            return named["name"], named["role"] or None
        if len(bare) <= 8 or "·" in bare or ORGANISATION.search(bare) or re.search(r"(?:发言人|官员|人士|专家)$", bare):
            return bare, None
    return None
