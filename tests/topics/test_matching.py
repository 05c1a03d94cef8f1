"""An item belongs to a topic by its score, and the verdict says why either way."""

from __future__ import annotations

import time

import pytest

from monitor.model import Item, Verdict
from monitor.topics import (
    Topics,
    TopicSettings,
    canonical_names,
    compile_topics,
    default_topics,
    load_vocabulary,
    match_topics,
    re_decide,
    vocabulary_from,
)
from tests.topics.texts import item

VOCABULARY = load_vocabulary()
DEFAULT = compile_topics([TopicSettings(id=id, use=id) for id in default_topics(VOCABULARY)], VOCABULARY)
RADAR = TopicSettings(id="radars", strong=("radar*",))


def own(**settings: object) -> Topics:
    return compile_topics([TopicSettings(id="own", **settings)], VOCABULARY)  # type: ignore[arg-type]


def verdict(topics: Topics, here: Item, topic: str = "own") -> Verdict:
    return next(each for each in match_topics(here, topics) if each.topic == topic)


def matched(here: Item, topics: Topics = DEFAULT) -> set[str]:
    return {each.topic for each in match_topics(here, topics) if each.is_match}


def test_there_is_one_verdict_a_topic_in_the_order_of_the_configuration() -> None:
    found = match_topics(item("Radar opens"), DEFAULT)

    assert [each.topic for each in found] == list(default_topics(VOCABULARY))


def test_a_title_counts_more_than_the_lead_and_the_lead_more_than_the_body() -> None:
    topics = own(strong=("radar*",))

    title = verdict(topics, item("Radar opens", "It opened."))
    lead = verdict(topics, item("It opened", "The radar opened.\n\nMore follows."))
    body = verdict(topics, item("It opened", "It opened.\n\nThe radar works."))

    assert title.score > lead.score > body.score
    assert (title.is_match, lead.is_match, body.is_match) == (True, True, False)
    assert body.clause == "the score stays below the threshold"


def test_two_different_strong_phrases_count_more_than_one_twice() -> None:
    topics = own(strong=("radar*", "interceptor*"))

    twice = verdict(topics, item("Radar beside radar"))
    two = verdict(topics, item("Radar beside interceptor"))

    assert two.score > twice.score


def test_a_weak_phrase_needs_company() -> None:
    topics = own(weak=("sonar", "buoy*"))

    alone = verdict(topics, item("Sonar sold", "The sonar was sold."))
    together = verdict(topics, item("Sonar and buoys sold"))

    assert alone.score == 0
    assert alone.clause == "weak phrases without company"
    assert together.is_match


def test_a_government_or_military_actor_nearby_counts() -> None:
    near = verdict(DEFAULT, item("Talks", "The Pentagon ordered THAAD rounds.", language="en"), "us-systems")
    far = verdict(DEFAULT, item("Talks", "Somebody ordered THAAD rounds.", language="en"), "us-systems")

    assert ("an actor near", 0.5) in near.parts
    assert near.score == far.score + 0.5


def test_an_exclusion_takes_the_topic_away_and_is_named() -> None:
    topics = own(strong=("radar*",), exclude=('"weather radar*"',))

    kept = verdict(topics, item("Radar opens"))
    dropped = verdict(topics, item("Radar opens", "It is a weather radar."))

    assert kept.is_match
    assert not dropped.is_match
    assert dropped.clause.startswith("excluded by exclude: ")


SPORT = "Goalkeeper is the iron dome behind City", "He has conceded four goals in eleven matches, and the fans sing. His coach smiled."
TRAPS = {
    "sport": item(*SPORT, language="en"),
    "a club": item("亚冠：萨德客场三球取胜", "卡塔尔球队萨德在客场取胜，主帅称赞了球队的防守。", language="zh"),
    "cars": item("Gebrauchtwagen: Mercedes S 400 und S 500", "Die Limousine hat einen Schutzschild. Der TÜV mahnt.", language="de"),
    "thank you": item("독자 여러분께 감사드립니다", "성원에 감사드립니다.", language="ko"),
    "about": item("Про що говорили міністри освіти", "Йшлося про систему освіти.", language="uk"),
    "a fiscal shield": item("Le bouclier tarifaire prolongé", "Cette ligne de défense coûtera deux milliards.", language="fr"),
    "third parties": item("サードパーティークッキー規制", "企業が防衛策を模索する。", language="ja"),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_look_alike_is_kept_out(trap: str) -> None:
    assert matched(TRAPS[trap]) == set()


def test_an_item_of_another_walk_of_life_says_which_words_spoke() -> None:
    assert verdict(DEFAULT, TRAPS["sport"], "israel").is_match is False

    novel = item("Patriot PAC-3 the video game", "Players command a Patriot battery. The soundtrack and consoles shine.", language="en")
    found = verdict(DEFAULT, novel, "us-systems")

    assert not found.is_match
    assert "stage" in found.clause


def test_an_ambiguous_name_counts_only_beside_a_word_of_the_trade() -> None:
    alone = verdict(DEFAULT, item("Under the Golden Dome", "The hall was lit.", language="en"), "us-homeland")
    beside = verdict(DEFAULT, item("Golden Dome cost", "The Pentagon has no estimate for the missiles.", language="en"), "us-homeland")

    assert (alone.score, beside.is_match) == (0, True)


LANGUAGES = {
    "ru": ("Споры о противоракетной обороне", "nato", "Сроки не названы."),
    "ko": ("한국형 미사일 방어체계 예산 확정", "korea", "국회가 의결했다."),
    "tr": ("ÇELİK KUBBE’NİN BATARYASI TESLİM EDİLDİ", "turkey", "Hava savunma sistemi teslim edildi."),
    "he": ("ניסוי מוצלח במערכת חץ 4", "israel", "משרד הביטחון הודיע כי המיירט פגע."),
    "fa": ("آزمایش باور ۳۷۳", "iran-gulf", "سامانه موشکی آزمایش شد."),
    "ja": ("極超音速兵器の迎撃へ新型弾", "hypersonic-defence", "防衛省が発表した。"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_topic_speaks_every_language(language: str) -> None:
    title, topic, text = LANGUAGES[language]

    found = matched(item(title, text, language=language))

    assert topic in found or (topic == "nato" and found == {"general"})


def test_an_item_that_does_not_say_its_language_is_asked() -> None:
    text = "Mieszkańcy gminy pytają wójta, czy prace oznaczają zamknięcie drogi przy bazie na całą zimę."

    assert "nato-europe" in matched(item("Tarcza antyrakietowa w Redzikowie będzie wyłączona", text))


def test_the_script_is_believed_before_the_feed() -> None:
    assert "korea" in matched(item("한국형 미사일 방어체계 예산 확정", "국회가 의결했다.", language="en"))


def test_a_country_beside_missile_defence_makes_it_that_countrys_news() -> None:
    found = verdict(DEFAULT, item("Japan asks for more SM-6 missiles", "Tokyo wants sixty.", language="en"), "japan")

    assert found.is_match
    assert any(name.startswith("place: ") for name, _ in found.parts)


def test_the_generic_topic_gives_way_to_a_special_one() -> None:
    generic = item("Missile defence budget agreed", language="en")
    special = item("Missile defence: THAAD budget agreed", language="en")

    assert matched(generic) == {"general"}
    assert "general" not in matched(special)
    assert verdict(DEFAULT, special, "general").clause == "another topic says more"


def test_offence_alone_is_adjacent_and_off_by_default() -> None:
    strike = item("Missile strike hits warehouse, three killed", "Rescuers searched the rubble.", language="en")
    wider = compile_topics([*DEFAULT.settings, TopicSettings(id="adjacent", use="adjacent")], VOCABULARY)

    assert matched(strike) == set()
    assert matched(strike, wider) == {"adjacent"}


def test_a_vocabulary_topic_can_be_extended_and_narrowed() -> None:
    wider = compile_topics([TopicSettings(id="japan", use="japan", strong=("Shiranui",), exclude=("crossword*",))], VOCABULARY)

    assert matched(item("Shiranui launched"), wider) == {"japan"}
    assert matched(item("Shiranui launched", "A crossword."), wider) == set()


def test_short_forms_decide_alone() -> None:
    topics = own(any=("radar*", "sonar"), all=("navy",), none=("toy*",), title_any=("budget*", "order*"))

    assert matched(item("Navy orders", "A radar was ordered."), topics) == {"own"}
    assert matched(item("Navy day", "A radar was ordered."), topics) == set()
    assert matched(item("Navy orders toys", "A toy radar was ordered."), topics) == set()


def test_a_query_that_needs_a_word_or_a_field_is_tried_for_either() -> None:
    topics = own(query="(radar OR lang:de) AND ship")

    assert matched(item("A ship", language="de"), topics) == {"own"}
    assert matched(item("A ship and its radar", language="en"), topics) == {"own"}
    assert matched(item("A ship", language="en"), topics) == set()


def test_a_query_decides_alone_and_the_threshold_can_be_set() -> None:
    assert matched(item("Any news", language="de"), own(query="lang:de")) == {"own"}
    assert matched(item("Radar", ""), own(strong=("radar",), threshold=3.5)) == set()


def test_a_kept_explanation_decides_the_same_again() -> None:
    for here in (*TRAPS.values(), item("Missile defence: THAAD budget agreed", "The Pentagon agreed.", language="en")):
        for each in match_topics(here, DEFAULT):
            assert re_decide(each) is each.is_match
            assert sum(points for _, points in each.parts) == each.score
            assert each.clause
            assert each.version.startswith(VOCABULARY.version)


def test_evidence_points_into_the_original_text() -> None:
    title, text = "ＴＨＡＡＤ battery", "Le\u00adad: the anti\u2011missile battery moved.\n\nAgain Ballistic  Missile\nDefence."
    here = item(title, text, language="en")

    terms = [term for each in match_topics(here, DEFAULT) for term in each.terms]

    assert {"ＴＨＡＡＤ", "anti\u2011missile"} <= {term.text for term in terms}
    for term in terms:
        field = title if term.field == "title" else text
        assert field[term.start : term.end] == term.text


def test_the_same_item_always_gets_the_same_verdict() -> None:
    here = item("Missile shield: NATO, Japan and the Golden Dome", "Interceptors for Kyiv, said the Pentagon.", language="en")
    again = compile_topics(DEFAULT.settings, load_vocabulary())

    assert match_topics(here, DEFAULT) == match_topics(here, again)


def test_an_article_of_ten_megabytes_takes_bounded_time() -> None:
    here = item("Missiles", "missile defence radar Patriot " * 350_000, language="en")
    started = time.process_time()

    found = match_topics(here, DEFAULT)

    assert len(found) == len(DEFAULT.settings)
    assert time.process_time() - started < 10


def test_an_operators_own_vocabulary_replaces_the_shipped_one() -> None:
    data = {"schema": 1, "version": "own", "topics": {"whales": {"name": "Whales", "strong": {"en": ["whale*"]}}}}
    vocabulary = vocabulary_from(data)
    topics = compile_topics([TopicSettings(id="whales", use="whales")], vocabulary)

    assert matched(item("Whales return", language="en"), topics) == {"whales"}
    assert matched(item("Wale: whales kehren zurück", language="de"), topics) == set()


def test_names_of_one_thing_in_all_languages_have_one_id() -> None:
    names = canonical_names(VOCABULARY)

    assert names["нато"] == names["nato"] == names["北 约"] == "nato"
