"""What a reader is told: each story once, nothing twice as new, corrections to those who need them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.digest import Digest
from monitor.digest.accounts import excerpt_of, origins_of
from monitor.digest.dates import when
from monitor.digest.sources import cite
from monitor.model import UNDATED, CleanText, Provenance, Published, Quote, Report, SourceHealth, Told, Window
from tests.digest.desk import DAY, HOUR, TEXT, TOPICS, edition, head, report, told
from tests.fakes import NOON

MORE = CleanText(f"{TEXT}\n\nA second radar with 12 antennas will follow in spring, the minister told parliament on Wednesday.")


def headlines(digest: Digest) -> list[str]:
    return [account.lead.title for account in digest.headlines]


def test_the_same_articles_in_any_order_make_the_same_edition() -> None:
    reports = [
        report(f"r{number}", f"Headline {number}", story=f"s{number % 7}", topics=("radars", "europe")[: 1 + number % 2])
        for number in range(40)
    ]
    knows = [told(f"r{number}", story=f"s{number % 7}") for number in range(5)]
    first = edition(*reports, knows=knows)

    for seed in range(5):
        random.Random(seed).shuffle(reports)
        random.Random(seed).shuffle(knows)
        assert edition(*reports, knows=knows) == first


def test_a_story_stands_once_under_its_first_topic_and_names_the_others() -> None:
    digest = edition(
        report("a", story="s", topics=("europe", "radars")), report("b", "Radar opened", story="s", outlet="Other", topics=("europe",))
    )

    (section,) = digest.sections
    (account,) = section.accounts
    assert section.name == "Radars"
    assert account.other_topics == ("Europe",)
    assert account.outlets == 2
    assert len(account.also) == 1


def test_what_was_told_is_not_told_again() -> None:
    digest = edition(report("a"), knows=[told("a")])

    assert digest.is_empty
    assert digest.news == ()


def test_an_article_of_a_topic_the_reader_does_not_want_is_left_out() -> None:
    assert edition(report("a", topics=("europe",)), topics=TOPICS[:1]).is_empty


def test_an_article_read_after_the_last_edition_comes_in_this_one_with_its_own_day() -> None:
    published = Published(value=(NOON - 30 * HOUR).isoformat(), at=NOON - 30 * HOUR, source="feed")
    digest = edition(report("a", published=published, first_seen_at=NOON - HOUR, matched_at=NOON - HOUR))

    assert when(digest.headlines[0].lead, digest.head) == "23 Nov 2026, 06:00 UTC"


def test_an_article_recorded_while_the_last_edition_was_made_is_not_lost() -> None:
    just_before = NOON - DAY - timedelta(minutes=2)

    assert headlines(edition(report("a", matched_at=just_before, first_seen_at=just_before))) == ["Radar opens"]
    assert edition(report("a", matched_at=just_before), knows=[told("a")]).is_empty


def test_a_correction_replaces_what_was_not_sent_yet() -> None:
    digest = edition(
        report("old", "Radar costs 40 million", story="s"),
        report("new", "Radar costs 60 million", story="s", supersedes="old", tag="CORRECTED"),
    )

    assert headlines(digest) == ["Radar costs 60 million"]
    assert digest.headlines[0].lead.tag == "CORRECTED"
    assert digest.notices == ()
    assert [one.report for one in digest.news] == ["new"]


def test_a_correction_of_what_was_sent_is_a_notice_first_of_all() -> None:
    old = report("old", "Radar costs 40 million", story="s", matched_at=NOON - 2 * DAY)
    new = report("new", "Radar costs 60 million", story="s", supersedes="old", tag="CORRECTED", text=CleanText(TEXT.replace("40", "60")))
    digest = edition(old, new, knows=[told("old", story="s")])

    (notice,) = digest.notices
    assert (notice.kind, notice.headline, notice.now.title) == ("corrected", "Radar costs 40 million", "Radar costs 60 million")
    assert "40 million" in notice.words
    assert "60 million" in notice.words
    assert digest.headlines == ()
    assert edition(old, new, knows=[told("old", story="s"), told("new", story="s")]).is_empty


def test_a_correction_goes_only_to_those_who_were_sent_the_earlier_version() -> None:
    old = report("old", story="s", matched_at=NOON - 2 * DAY)
    new = report("new", story="s", supersedes="old", tag="CORRECTED")

    assert edition(old, new, knows=[told("old", story="s")]).notices
    assert not edition(old, new).notices


def test_a_withdrawal_removes_what_was_not_sent_and_says_nothing() -> None:
    assert edition(report("old", story="s"), report("new", story="s", supersedes="old", tag="STORY WITHDRAWN")).is_empty


def test_a_withdrawal_of_what_was_sent_is_a_notice() -> None:
    old = report("old", "Radar sold", story="s", matched_at=NOON - 2 * DAY)
    digest = edition(old, report("new", "Radar sold", story="s", supersedes="old", tag="STORY WITHDRAWN"), knows=[told("old", story="s")])

    assert [notice.kind for notice in digest.notices] == ["withdrawn"]
    assert digest.headlines == ()


def test_a_refile_of_what_was_sent_is_silent_and_counts_as_told() -> None:
    old = report("old", story="s", matched_at=NOON - 2 * DAY)
    digest = edition(old, report("new", story="s", supersedes="old", tag="REFILE", text=MORE), knows=[told("old", story="s")])

    assert digest.is_empty
    assert [one.report for one in digest.news] == ["new"]


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        (MORE, True),
        (CleanText(TEXT.replace("It took", "Building it took")), False),
        (CleanText(f"{TEXT}\n\nReporting by A. Writer."), False),
    ],
    ids=["a paragraph with a number", "a word", "a credit"],
)
def test_an_update_is_shown_when_it_adds_a_paragraph_or_a_number(text: CleanText, is_shown: bool) -> None:
    old = report("old", story="s", matched_at=NOON - 2 * DAY)
    digest = edition(old, report("new", story="s", supersedes="old", tag="UPDATE 1", text=text), knows=[told("old", story="s")])

    assert bool(digest.headlines) is is_shown


def test_an_article_whose_figure_changed_is_a_notice_with_both_sentences() -> None:
    now = report("a", revision=2, change="material", text=CleanText(TEXT.replace("40", "60")))
    digest = edition(now, knows=[told("a")], versions={"a": report("a")})

    (notice,) = digest.notices
    assert notice.kind == "changed"
    assert notice.words == "“It took six years to build and cost 40 million.” → “It took six years to build and cost 60 million.”"


def test_an_article_whose_box_of_links_changed_is_silent() -> None:
    now = report("a", revision=2, change="material", text=CleanText(f"{TEXT}\n\nCup final postponed 2026-11-24"))
    before = report("a", text=CleanText(f"{TEXT}\n\nHarbour bridge reopens 2026-11-23"))

    assert edition(now, knows=[told("a")], versions={"a": before}).is_empty


def test_a_told_story_with_new_sentences_is_developing_and_shows_them() -> None:
    old = report("old", story="s", matched_at=NOON - 2 * DAY)
    digest = edition(old, report("new", "Second radar planned", story="s", outlet="Other", text=MORE), knows=[told("old", story="s")])

    (account,) = digest.headlines
    assert account.novelty == "developing"
    assert account.news == ("A second radar with 12 antennas will follow in spring, the minister told parliament on Wednesday.",)
    assert account.earlier == (NOON - DAY,)
    assert (account.excerpt, account.outlets) == ("", 2)


def test_a_told_story_with_nothing_new_is_a_repeat() -> None:
    old = report("old", story="s", matched_at=NOON - 2 * DAY)
    copy = report("copy", story="s", outlet="Other", duplicate_of="old")
    translation = report("de", story="s", outlet="Dritte", language="de", text=CleanText("Das Radar wurde am Dienstag eröffnet."))

    assert [account.novelty for account in edition(old, copy, translation, knows=[told("old", story="s")]).headlines] == ["repeat"]


def test_the_order_is_topic_then_origins_then_tier_then_time() -> None:
    digest = edition(
        report("europe", "Europe", topics=("europe",)),
        report("late", "Late", first_seen_at=NOON - HOUR),
        report("early", "Early", first_seen_at=NOON - 5 * HOUR),
        report("state", "State", kind="state", is_state_media=True, first_seen_at=NOON - 6 * HOUR),
        report("wire", "Wire", kind="wire", first_seen_at=NOON - HOUR),
        report("big", "Big", story="b", first_seen_at=NOON - HOUR),
        report("big2", "Big too", story="b", outlet="Other", first_seen_at=NOON - HOUR),
    )

    assert headlines(digest) == ["Big", "Wire", "Early", "Late", "State", "Europe"]
    assert [account.number for account in digest.headlines] == [1, 2, 3, 4, 5, 6]


def test_beyond_the_cap_stories_are_headlines_only() -> None:
    digest = edition(*(report(f"r{number:02}", f"Headline {number}") for number in range(9)), settings={"max_stories": 4})

    assert sum(len(section.accounts) for section in digest.sections) == 4
    assert [account.number for account in digest.more] == [5, 6, 7, 8, 9]
    assert len(digest.news) == 9


def test_copies_count_as_what_they_were_copied_from_and_credited_ones_as_their_wire() -> None:
    wire = (Provenance(relation="wire", origin="Meridian", evidence="(Meridian)"),)
    members = [
        report("a"),
        report("b", duplicate_of="a", outlet="B"),
        report("c", origin_id="b", outlet="C"),
        report("d", outlet="D", provenance=wire),
        report("e", outlet="E", provenance=wire),
    ]

    assert origins_of(members) == 2


def test_a_quote_that_does_not_stand_in_the_text_is_dropped() -> None:
    start = TEXT.index("It took six years")
    exact = Quote(text=TEXT[start : start + 26], speaker="A. Minister", start=start, end=start + 26)
    moved = replace(exact, speaker="B. Minister", start=start + 1, end=start + 27)
    nobody = replace(exact, speaker=None)
    digest = edition(report("a", quotes=(moved, nobody, exact)))

    assert [(said.speaker, said.text) for said in digest.headlines[0].sayings] == [("A. Minister", "It took six years to build")]


def test_a_speaker_is_quoted_once_however_the_name_is_spelled() -> None:
    def quoting(speaker: str) -> Quote:
        start = TEXT.index("It took six years")
        return Quote(text=TEXT[start : start + 26], speaker=speaker, start=start, end=start + 26)

    french = "Le radar a ouvert mardi.\n\nIl a fallu six ans pour le construire."
    start = french.index("Il a fallu")
    translated = Quote(text=french[start:], speaker="Solène Trégarec", start=start, end=len(french))
    digest = edition(
        report("a", story="s", quotes=(quoting("Solene Tregarec"),)),
        report("b", story="s", language="fr", text=CleanText(french), quotes=(translated,)),
    )

    assert [said.speaker for said in digest.headlines[0].sayings] == ["Solene Tregarec"]


def test_the_foot_names_sources_that_failed_or_fell_silent() -> None:
    health = [
        SourceHealth(feed_id="a", name=CleanText("Alpha"), status="unchanged"),
        SourceHealth(feed_id="b", name=CleanText("Beta"), status="timeout", why="no answer in 30 s", since=NOON - DAY),
        SourceHealth(feed_id="c", name=CleanText("Gamma"), status="silent", last_entry_at=NOON - 9 * DAY),
        SourceHealth(feed_id="d", name=CleanText("Delta"), status="paused"),
    ]
    digest = edition(health=health)

    assert digest.coverage.answered == ("Alpha",)
    assert [(one.name, one.why) for one in digest.coverage.failing] == [("Beta", "no answer in 30 s")]
    assert [(one.name, one.since) for one in digest.coverage.silent] == [("Gamma", NOON - 9 * DAY)]
    assert digest.is_troubled


def test_a_source_that_was_never_asked_has_not_answered() -> None:
    digest = edition(health=[SourceHealth(feed_id="a", name=CleanText("Alpha"), status="new", since=NOON)])

    assert digest.coverage.answered == ()
    assert [(one.name, one.why) for one in digest.coverage.failing] == [("Alpha", "not asked yet")]


def test_the_foot_repeats_no_password_of_a_source() -> None:
    why = "too many redirects: https://ada:secret@feeds.example/?token=abcdef123456"
    digest = edition(health=[SourceHealth(feed_id="a", name=CleanText("Alpha"), status="http", why=why)])

    assert "secret" not in digest.coverage.failing[0].why
    assert "abcdef" not in digest.coverage.failing[0].why


def test_labels_say_what_a_reader_must_know_of_a_source() -> None:
    translation = Provenance(relation="translation", origin="Kommersant", evidence="Read the original in Russian")
    source = cite(report(kind="wire", is_state_media=True, provenance=(translation,), text_source="summary"))

    assert [(label.kind, label.name) for label in source.labels] == [
        ("state", ""),
        ("wire", ""),
        ("translated", "Kommersant"),
        ("summary", ""),
    ]
    assert cite(report(access="paywall")).labels[0].kind == "subscription"


def test_a_wire_is_credited_beside_another_outlet_and_not_beside_itself() -> None:
    wire = (Provenance(relation="wire", origin="Meridian", evidence="(Meridian)"),)

    assert cite(report(provenance=wire)).credit == "Meridian"
    assert cite(report(provenance=wire, outlet="Meridian News Agency")).credit == ""


ISO = "2026-11-24T10:00:00+00:00"


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        (Published(value=ISO, at=NOON - 2 * HOUR, source="feed"), "24 Nov 2026, 11:00 CET"),
        (Published(value="2026-11-24T15:12", source="text"), "24 Nov 2026, 15:12 (zone not stated)"),
        (Published(value="2026-11-24", source="url"), "24 Nov 2026"),
        (Published(value="2011-12", source="text"), "Dec 2011"),
        (Published(value="2026-11-03T09:00:00+00:00", at=NOON - 21 * DAY - 3 * HOUR, source="feed"), "published 3 Nov 2026"),
        (UNDATED, "date unknown, first seen 24 Nov"),
        (Published(value="2027-01-01T00:00:00+00:00", at=NOON + 38 * DAY, source="feed"), "date unknown, first seen 24 Nov"),
    ],
)
def test_a_date_says_what_is_known_and_no_more(published: Published, shown: str) -> None:
    assert when(cite(report(published=published)), head(zone="Europe/Berlin")) == shown


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Asia/Tokyo", "24 Nov 2026, 19:00 JST"),
        ("America/Sao_Paulo", "24 Nov 2026, 07:00 UTC-3"),
        ("Asia/Kathmandu", "24 Nov 2026, 15:45 UTC+5:45"),
    ],
)
def test_a_time_has_its_zone_always(zone: str, shown: str) -> None:
    published = Published(value=ISO, at=NOON - 2 * HOUR, source="feed")

    assert when(cite(report(published=published)), head(zone=zone)) == shown


def test_an_excerpt_ends_with_a_sentence_and_never_inside_a_word() -> None:
    sentence = "The ministry said that the radar near the coast had seen every launch of the last three months without fail. "

    assert excerpt_of(sentence * 4, "Title") == f"{(sentence * 2).strip()} …"
    assert excerpt_of("word " * 100, "Title").endswith("word…")
    assert excerpt_of("Lt. Gen. A. Writer said so. " * 20, "Title").endswith("said so. …")
    assert excerpt_of("Radar opens.", "Radar opens") == ""


def test_a_comma_before_the_closing_mark_is_not_printed() -> None:
    text = CleanText("“We now have two witnesses,” the director said.")
    quote = Quote(text="We now have two witnesses,", speaker="A. Director", start=1, end=27)

    assert edition(report(text=text, quotes=(quote,))).headlines[0].sayings[0].text == "We now have two witnesses"


@pytest.mark.parametrize("seed", range(12))
def test_over_many_editions_nothing_is_lost_and_nothing_told_twice(seed: int) -> None:
    choose = random.Random(seed)
    tags = [None] * 6 + ["UPDATE 1", "CORRECTED", "REFILE", "STORY WITHDRAWN"]
    reports: list[Report] = []
    for number in range(60):
        at = NOON - timedelta(hours=choose.randrange(24 * 8))
        earlier = [one for one in reports if one.first_seen_at < at]
        tag = choose.choice(tags)
        first = choose.choice(earlier) if tag and earlier else None
        reports.append(
            report(
                f"r{number:02}",
                f"Headline {number}",
                story=first.story_id if first else f"s{choose.randrange(30)}",
                supersedes=first.id if first else None,
                tag=tag if first else None,
                text=CleanText(f"{TEXT} Sentence {number} is about something else with {number} parts."),
                first_seen_at=at,
                matched_at=at,
                published=Published(value=at.isoformat(), at=at, source="feed"),
            )
        )
    knows: list[Told] = []
    for day in range(9):
        end = NOON + timedelta(minutes=1) - timedelta(days=8 - day)
        window = Window(start=end - DAY, end=end)
        known = [one for one in reports if one.matched_at < end]
        choose.shuffle(known)
        made = edition(*known, knows=knows, window=window, number=day + 1, scheduled_at=end)
        fresh = [told(one.report, story=one.story, edition=day + 1, told_at=end) for one in made.news]
        assert not {one.report_id for one in fresh} & {one.report_id for one in knows}
        assert len({account.story for account in made.headlines}) == len(made.headlines)
        knows += fresh

    replaced = {one.supersedes for one in reports}
    owed = {one.id for one in reports if one.tag is None} - replaced
    assert owed <= {one.report_id for one in knows}


def test_a_page_that_was_taken_down_is_told_to_whoever_was_sent_it_and_to_nobody_else() -> None:
    gone = report("radar", "Radar sold", story="s", revision=2, change="withdrawn", change_words="the publisher has removed the page (410)")

    knowing = edition(gone, knows=[told("radar", story="s")])

    assert [notice.kind for notice in knowing.notices] == ["withdrawn"]
    assert knowing.headlines == ()
    assert edition(gone).is_empty
