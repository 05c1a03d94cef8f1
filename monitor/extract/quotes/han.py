"""Quotes in Chinese and Japanese texts: the clause before the mark, or after it, names the speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.extract.quotes.marks import Span
from monitor.model import Quote

VERB = re.compile(
    r"(?:明确|公开|进一步|随后|当天|曾|还|也|再次|则|并|又|对此|一再|郑重|同时|坚决)*(?P<verb>追问|质问道|辩称|坚称|說道|说道|笑道|笑着说|接着说|回忆说|反驳说|反驳|问道|问|答道|回忆|提到|坦承|直言|证实|確認|透露说|解释道"
    r"|说明|則稱|稱|追問|强调说|回应说|表示说|回答说|解释说|补充说|强调说|警告说|写道|指出|强调|表示|认为|坦言|透露|宣布|声称|宣称|警告|回应|解释|补充|重申|批评|呼吁|谴责|承认|否认|介绍|评论|质问|反问|告诉|说道"
    r"|说|称|問|指|說|表态|感叹|直言|回答|提醒|述べた|語った|指摘した)"
    r"(?:[^，。；：“”「」]{0,18})?(?P<end>[：:，,]?\s*)$"
)
AFTER = re.compile(
    r"^[，,。]?(?P<who>[^，。；：“”「」\n]{2,40}?)(?:在[^，。；：\n]{1,24}(?:中|上|时|后)|\d{1,2}日|当天|当日|周[一二三四五六日])?(?:对[^，。；：\n]{1,16})?(?:这样|如此"
    r"|对此)?(?:苦笑|随后)?(?P<verb>表示|回忆|指出|强调|认为|坦言|介绍|写道|補充|警告"
    r"|(?:介绍|介紹|分析|回忆|补充|强调|回应|解释|坦言|感慨|感叹|笑着?|接着|哽咽[着著])?(?:说道|說道|说|說|称|稱|道))[。，,；]"
)
ROLE = re.compile(
    r"^(?P<role>.*(?:发言人|部长|外长|防长|主席|总统|总理|首相|国务卿|秘书长|司令(?!官)|司令官"
    r"|参谋长|大使|专家|教授|研究员|分析师|学者|议员|局长|主任|院长|所长|(?<!司令)官员|将军|上将|中将|少将|大校|上校|主管|总裁|负责人"
    r"|代表|委员|顾问|居民|市民|律师|市长|总书记|长官|大臣|發言人|總統|總理|部長|外長|主席|院長|局長|所長|市長|秘書長|研究員|分析師|學者|議員|將軍|總裁|負責人|委員|顧問|律師|工程師|會長|醫生|醫師|專家|分析人士|工程师|总监|会长))(?P<name>[\u4e00-\u9fff·]{2,14})$"
)
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙"
    "尹黎易常武乔贺赖龚文章孫張劉陳楊趙黃吳羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻餘鍾譚鄒陸龍錢湯溫温庞安段付麦费齐袁"
)
CHINESE = re.compile(rf"^(?P<role>[\u4e00-\u9fff]{{2,18}}?)(?P<name>[{SURNAMES}][\u4e00-\u9fff]{{1,2}})$")
FOREIGN = re.compile(
    r"^(?P<role>.*(?:部长|部長|总统|总理|首相|国务卿|秘书长|主席|处长|處長|长官|官|家|员|員|师|師|人|袖|者|使|监|授|士|书记|司令|主管"
    r"|经理))?(?P<name>[\u4e00-\u9fff]{1,5}(?:·[\u4e00-\u9fff]{1,6})+?)$"
)
TIME = re.compile(
    r"(?:\d{1,4}年)?(?:\d{1,2}月)?\d{1,2}(?:日|号)(?:上午|下午|晚|晚间|凌晨|早些时候)?|当天|当日|同日|日前|近日|昨天|昨日|今天|今日|明天|周[一二三四五六日天](?:上午|下午|晚)?"
    r"|星期[一二三四五六日天]|随后|此前|当地时间|此外|同时|不过|但是?|然而|而|据悉|他还|对此"
)
PLACE = re.compile(r"(?:在|于|就|(?<![反针面])对|向|接受|通过|出席|针对|谈及|谈到|参加|访问|于是).*$")
PRONOUN = re.compile(r"^(?:他|她|该发言人|这位(?:官员|专家|发言人)|该(?:官员|专家|人士))(?!们)|(?:他|她)$")
LINKING = re.compile(
    r"^(?:虽然|雖然|尽管|盡管|但是?|而|并且?|並|由|曾|至|所以|因此|当|當|这是|這是|其中|其|将|也|还|還|再|又|则|則|且|后|於是|于是|有(?![关些的])|对|我们|我們|自|从|之)+"
)
TRAILING = re.compile(
    r"(?:不得不|再次|主动|颁奖时|發布聲明|发布声明|发出|的话|介绍|介紹|分析|依然|仍然|仍|亦|也|则|則|还|還|又|再|曾|自|并|來|来)$"
)
"""What stands between a name and its verb."""
SOMEBODY = re.compile(
    r"(?:记者|記者|网友|網友|人士|专家|專家|学者|學者|家属|家屬|家人|患者|乘客|居民|市民|民众|群众|观众|目击者|老师|医生|醫生|律师|官员|官員|发言人|發言人|部长|总统"
    r"|主持人|消费者|者|人|帖)$"
)
"""Nobody in particular."""
REPORTER = re.compile(r"记者|記者|[发回]帖")
NOT_IN_NAMES = re.compile(r"[的了是不这這那我们們他她它也都就说說被把将將从從（(《》】]")
NOT_IN_ROLES = re.compile(r"[这這那用把被让讓]")
NOT_IN_SHORT = re.compile(r"[在有和与與用去到其为為一]")
OFTEN = 3
"""A short name without a mark of what it is (a company's) is one if the text has it so often."""
LONGEST_SUBJECT = 8
NEAR = 200
"""A pronoun farther from the last who spoke may mean anybody."""
RANK = re.compile(r"(?<=..)(?:中将|上将|少将|上校|中校|少校|将军|先生|女士|博士|教授)$")
ORGANISATION = re.compile(
    r"(?:部|社|报|网|公司|组织|委员会|政府|司令部|局|军|方面|声明|公报|国防部|外交部|白宫|五角大楼|克里姆林宫|北约|媒体|机构|研究所|智库|大使馆)$"
)
SHORTEST = 6


Subject = tuple[str | None, str | None]
"""A speaker, None for somebody without a name, and a role."""


def han_quotes(text: str, spans: Sequence[Span]) -> Iterator[Quote]:
    """Quotes with their speakers, in order."""
    reader = _HanReader(text, spans)
    last: Subject | None = None
    end_of_last = -1
    for span in spans:
        found = reader.before(span) or reader.after(span)
        inner = text[span.start : span.end]
        if found is None:
            if last and end_of_last >= 0 and text[end_of_last : span.outer_start].strip() in ("", "，", "。") and len(inner) >= SHORTEST:
                found = (last, "")
            else:
                continue
        (who, role), verb = found
        if who and PRONOUN.search(who):
            who, role = last if last and span.outer_start - end_of_last < NEAR else (None, None)
        last = reader.same(who, role)
        if len(inner) < SHORTEST and not re.search(r"[，。！？]", inner):
            continue
        end_of_last = span.outer_end
        yield Quote(text=inner, speaker=last[0], role=last[1], verb=verb or None, start=span.start, end=span.end)


class _HanReader:
    """Reads one text's clauses; whoever was named once is known by the last part of the name, too."""

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        self._text = text
        self._spans = spans
        self._people: dict[str, Subject] = {}

    def same(self, who: str | None, role: str | None) -> Subject:
        """A speaker as named first, with the role known by now."""
        if who is None:
            return who, role
        name, known = self._people.get(who, (who, None))
        self._people[who] = (name, role or known)
        self._people.setdefault(who.split("·")[-1], (name, role or known))
        return self._people[who]

    def before(self, span: Span) -> tuple[Subject, str] | None:
        """`X说：“…”`: the last verb that somebody stands before."""
        start = max((self._text.rfind(sign, 0, span.outer_start) for sign in "。！？\n"), default=-1) + 1
        start = max([start, *(other.outer_end for other in self._spans if other.outer_end <= span.outer_start)])
        clause = self._text[start : span.outer_start]
        verbs: list[re.Match[str]] = []
        while verb := VERB.search(clause, verbs[-1].end("verb") if verbs else 0):
            verbs.append(verb)
        return next(((subject, verb["verb"]) for verb in reversed(verbs) if (subject := self._subject(clause[: verb.start("verb")]))), None)

    def after(self, span: Span) -> tuple[Subject, str] | None:
        """`“…”，X说。`."""
        found = AFTER.match(self._text[span.outer_end : span.outer_end + 80])
        subject = self._subject(found["who"]) if found else None
        return (subject, found["verb"]) if found and subject else None

    def _subject(self, clause: str) -> Subject | None:
        """The speaker and role in the words before a verb: the last clause that names somebody."""
        is_next = True
        for part in reversed(re.split(r"[，,；;：:、\n]", clause)):
            bare = PLACE.sub("", TIME.sub("", re.sub(r"\([^)]*\)?|（[^）]*）?", "", part))).strip(" 的等“”《》（）()")
            bare = LINKING.sub("", re.sub(r"^(?:据|根据|按照)", "", bare))
            while TRAILING.search(bare):
                bare = TRAILING.sub("", bare)
            bare = RANK.sub("", bare)
            if not bare or len(bare) > 40 or not re.search(r"[\u4e00-\u9fffA-Za-z]", bare):
                continue
            found = self._who(bare)
            if found and (is_next or found[0]):
                return found
            is_next = False
        return None

    def _who(self, bare: str) -> Subject | None:
        known = max((name for name in self._people if bare.startswith(name)), key=len, default=None)
        if known:
            return known, None
        if PRONOUN.search(bare):
            return bare, None
        if SOMEBODY.search(bare):
            return None, None if REPORTER.search(bare) else bare
        role = ROLE.match(bare) if "·" not in bare else None
        if role:
            name = self._name(role["name"], is_titled=True)
            return (name, _role(role["role"])) if name else None
        if len(bare) > 3 and ORGANISATION.search(bare):
            return (bare, None) if len(bare) <= 12 else None
        full = re.search(rf"[\u4e00-\u9fff]{{1,12}}·{re.escape(bare)}", self._text) if len(bare) <= 6 else None
        named = FOREIGN.search(full[0] if full else bare) or CHINESE.match(bare)
        if named and not NOT_IN_ROLES.search(named["role"] or ""):
            return named["name"], _role(named["role"])
        name = self._name(bare)
        return (name, None) if name else None

    def _name(self, bare: str, *, is_titled: bool = False) -> str | None:
        """A name by its dot, its surname or the title before it, or the short one that the text has again and again."""
        if "·" in bare or re.fullmatch(r"[A-Za-z][A-Za-z0-9 .&-]{2,24}", bare):
            return bare
        if bare[0] in SURNAMES and len(bare) <= LONGEST_SUBJECT:
            length = 3 if 5 * self._text.count(bare[:3]) >= 3 * self._text.count(bare[:2]) else 2
            length += length == 3 and len(bare) > 3 and 1 < self._text.count(bare[:3]) == self._text.count(bare[:4])
            is_clear = len(bare) <= 3 or self._text.count(bare[:length]) > 1
            return bare[:length] if is_clear and not NOT_IN_NAMES.search(bare[:length]) else None
        if NOT_IN_NAMES.search(bare) or len(bare) > 6:
            return None
        is_known = is_titled or ORGANISATION.search(bare) or (self._text.count(bare) >= OFTEN and not NOT_IN_SHORT.search(bare))
        return bare if is_known else None


def _role(words: str | None) -> str | None:
    """A role, unless it is a clause."""
    return words if words and not re.search(r"[称稱说說是为為]", words) else None
