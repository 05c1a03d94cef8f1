"""What stands in the file arrives as the settings of the rooms."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.deliver.settings import ArchiveSettings, SmtpSettings, WebhookSettings
from monitor.digest.settings import Recipient
from monitor.model import Secret
from monitor.store.settings import StoreSettings
from monitor.topics import TopicSettings
from tests.config.writing import loaded


def test_an_empty_file_is_a_configuration_of_defaults(tmp_path: Path) -> None:
    found = loaded(tmp_path, "# nothing yet\n")

    assert (found.feeds, found.topics, found.digests, found.channels) == ((), (), (), {})
    assert found.store.keep == StoreSettings().keep
    assert found.path == tmp_path / "config.yaml"


def test_a_feed_is_read_with_all_it_may_have(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        """
        feeds:
          - id: nrk
            url: https://nrk.example/rss?a=b&c=d
            name: 1.10
            language: no
            country: NO
            kind: broadcaster
            state_media: true
            format: page
            selector: h2 a
            excerpt: none
            split: true
            poll_every: 1h30m
            since: 2026-01-31
            paused: true
        """,
    )

    (feed,) = found.feeds
    assert (feed.name, feed.language, feed.country) == ("1.10", "no", "NO")
    assert (feed.is_state_media, feed.is_split, feed.is_paused, feed.origin) == (True, True, True, "config")
    assert (feed.poll_every, feed.since) == (timedelta(minutes=90), datetime(2026, 1, 31, tzinfo=UTC))


def test_a_feed_without_name_and_id_gets_both_from_its_address(tmp_path: Path) -> None:
    one, other = loaded(tmp_path, "feeds: [{url: 'https://a.example/rss'}, {url: 'https://a.example/atom'}]").feeds

    assert one.name == "a.example"
    assert one.id != other.id


def test_a_topic_may_be_only_the_name_of_one_of_the_vocabulary(tmp_path: Path) -> None:
    found = loaded(tmp_path, "topics:\n  - israel\n  - {id: ours, any: [radar, interceptor], threshold: 2.5}\n")

    assert found.topics == (TopicSettings(id="israel", use="israel"), TopicSettings(id="ours", any=("radar", "interceptor"), threshold=2.5))


def test_a_list_of_one_may_be_the_item_alone(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        """
        topics: israel
        digests: {id: daily, recipients: ada@example.org, topics: israel, channels: out}
        channels: {out: {kind: file, folder: out, formats: eml}}
        """,
    )

    assert found.digests[0].recipients == (Recipient(address="ada@example.org"),)
    assert (found.digests[0].topics, found.digests[0].channels, found.channels["out"].formats) == (("israel",), ("out",), ("eml",))


def test_each_channel_has_the_settings_of_its_kind(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        """
        channels:
          mail: {kind: smtp, host: mail.example, port: 465, security: tls, deadline: 90s, password: "${PW}"}
          pages: {kind: archive, folder: pages}
          hook: {kind: webhook, url: "https://hooks.example/${PW}/x", form: slack}
        """,
        {"PW": "open-sesame"},
    )

    assert found.channels == {
        "mail": SmtpSettings(
            kind="smtp", host="mail.example", port=465, security="tls", deadline=timedelta(seconds=90), password=Secret("open-sesame")
        ),
        "pages": ArchiveSettings(kind="archive", folder=str(tmp_path / "pages")),
        "hook": WebhookSettings(kind="webhook", url=Secret("https://hooks.example/open-sesame/x"), form="slack"),
    }


def test_paths_are_meant_from_the_folder_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "looks").mkdir()
    found = loaded(tmp_path, "templates: looks\nstore: {url: news.db}\nchannels: {out: {kind: file, folder: out}}\n")

    assert found.templates == str(tmp_path / "looks")
    assert found.store.url.reveal() == str(tmp_path / "news.db")
    assert found.channels["out"].folder == str(tmp_path / "out")
    assert found.store.backups == str(tmp_path / "backups")
    assert loaded(tmp_path, "store: {backups: ''}").store.backups == ""
    assert loaded(tmp_path, "store: {backups: copies}").store.backups == str(tmp_path / "copies")
    assert loaded(tmp_path, f"store: {{url: {tmp_path}/looks/news.db}}").store.backups == str(tmp_path / "looks" / "backups")
    assert loaded(tmp_path, "").store.url.reveal() == str(tmp_path / "monitor.db")


def test_the_rules_of_the_network_hold_for_fetching(tmp_path: Path) -> None:
    found = loaded(tmp_path, "network: {allow: 127.0.0.0/8, pools: 3}\nfetch: {gap: 0s, max_bytes: 1_000_000}\n")

    assert found.fetch.net == found.network
    assert (found.network.allow, found.network.pools) == (("127.0.0.0/8",), 3)
    assert (found.fetch.gap, found.fetch.max_bytes) == (timedelta(0), 1_000_000)


def test_a_key_with_nothing_behind_it_counts_as_left_out(tmp_path: Path) -> None:
    found = loaded(tmp_path, "feeds:\n  # - id: later\ntopics: ~\nstore:\n  keep:\n")

    assert found.feeds == ()
    assert found.store.keep == StoreSettings().keep


def test_an_anchor_may_be_used_again(tmp_path: Path) -> None:
    found = loaded(tmp_path, "channels: {m: {kind: smtp, host: h.example, sender: &me a@b.example, user: *me}}\nfetch: {contact: *me}\n")

    assert found.channels["m"].user == found.fetch.contact == "a@b.example"


def test_a_vocabulary_of_the_operators_own_is_read_with_its_types(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text(
        "schema: 1\nversion: ours\ntopics:\n  mine: {name: Mine, threshold: 2.5, strong: {en: [skynet, yes]}}\n", encoding="utf-8"
    )
    found = loaded(tmp_path, "vocabulary: words.yaml\ntopics: [mine]\n")

    (topic,) = found.vocabulary.topics
    assert (topic.id, topic.name, topic.threshold) == ("mine", "Mine", 2.5)
