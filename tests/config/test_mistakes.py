"""Whatever is wrong in the file is said all at once: where, what, and what to do."""

from pathlib import Path

import pytest

from monitor.config.tree import LARGEST_FILE
from monitor.stories.meaning import is_installed
from tests.config.writing import loaded, mistake, mistakes

MAIL = "channels: {m: {kind: smtp, host: h.example}}\n"


def test_every_mistake_is_said_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        """
        feeds:
          - {id: a, ulr: "https://a.example/", kind: dayly}
        topics:
          - nato-europ
        digests:
          - id: daily
            zone: Mars/Olympus
            channels: mial
        channels:
          mail: {kind: smtp, host: h.example, port: 99999}
        """,
    )

    assert [(one.line, one.column, one.key) for one in found] == [
        (3, 5, "feeds[1]"),
        (3, 13, "feeds[1].ulr"),
        (3, 46, "feeds[1].kind"),
        (5, 5, "topics[1].use"),
        (8, 11, "digests[1].zone"),
        (9, 15, "digests[1].channels"),
        (11, 45, "channels.mail.port"),
    ]
    assert all(one.what and one.repair and one.file == str(tmp_path / "config.yaml") for one in found)


def test_a_query_is_read_also_where_another_topic_has_a_wrong_key(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        """
        topics:
          - {id: one, query: "missile shield", treshold: 2}
          - {id: two, query: "a AND b OR c"}
          - nato-europ
        """,
    )

    assert [(one.line, one.key) for one in found] == [(3, "topics[1].treshold"), (4, "topics[2].query"), (5, "topics[3].use")]


@pytest.mark.parametrize(
    ("text", "place", "what", "repair"),
    [
        ("feads: []", (1, 1), "unknown key", "did you mean `feeds`?"),
        ("store: {path: x.db}", (1, 9), "unknown key", ""),
        ("feeds: [{url: 'https://a.example/', kind: dayly}]", (1, 43), "not a value possible here", "did you mean `daily`?"),
        ("channels: {m: {kind: smpt, host: h.example}}", (1, 22), "no such kind", "did you mean `smtp`?"),
        ("channels: {m: {host: h.example}}", (1, 15), "`kind` is missing", "add `kind: …`, one of smtp, file, archive, webhook, chat"),
        ("channels: {m: {kind: smtp}}", (1, 15), "`host` is missing", "add `host: …`"),
        ("channels: {m: {kind: smtp, host: h.example, pasword: x}}", (1, 45), "unknown key", "did you mean `password`?"),
        ("channels: [mail]", (1, 11), "a mapping (`key: value`) is meant here", "see docs/configuration.md"),
        ("feeds: 3", (1, 8), "a mapping (`key: value`) is meant here", "see docs/configuration.md"),
        ("feeds: [{url: [x]}]", (1, 15), "one value is meant here, not a list or a mapping", "write a single text"),
        ("read: {threads: 1e1}", (1, 17), "'1e1' is not a whole number", "write digits only, for instance 25"),
        ("read: {threads: 010}", (1, 17), "'010' is not a whole number", "write digits only, for instance 25"),
        ("read: {threads: 0}", (1, 17), "0 is too small", "at least 1"),
        ("poll: {jitter: .inf}", (1, 16), "'.inf' is not a number", "write digits, for instance 2.5"),
        ("poll: {jitter: 1.5}", (1, 16), "1.5 is too large", "at most 1"),
        ("fetch: {gap: 5 parsecs}", (1, 14), "'5parsecs' is not a length of time", "write a number and a unit: 30s, 10m, 2h, 5d"),
        ("fetch: {feed_deadline: 0s}", (1, 24), "no time at all", "write more than 0"),
        ("store: {keep: 9999999d}", (1, 15), "longer than ten years", "write a shorter time"),
        ("fetch: {respect_robots: no}", (1, 25), "'no' is neither true nor false", "write true or false"),
        ("network: {allow: [10.0.0.1/8]}", (1, 19), "'10.0.0.1/8' is not a network", "for instance 127.0.0.0/8 or fd00::/8"),
        (
            "feeds: [{url: 'https://a.example/', since: soon}]",
            (1, 44),
            "'soon' is not a date",
            "write 2026-11-24 or 2026-11-24T06:00+01:00",
        ),
        ("feeds: [{url: 'https://a.example/', selector: 'h2 >> a'}]", (1, 47), "the selector 'h2 >> a' is wrong", ""),
        ("feeds: [{url: 'ftp://a.example/'}]", (1, 15), "not a web address", "begin with https:// or http://, without spaces"),
        ("feeds: [{url: 'http://127.0.0.1/rss'}]", (1, 15), "an address of a private network", ""),
        ("feeds: [{url: 'https://a.example/', country: Norway}]", (1, 46), "'Norway' is not a country code", ""),
        ("topics: [{id: 'a b', any: x}]", (1, 15), "an id has letters, digits, `.`, `_` and `-`, at most 64", ""),
        ("topics: [{id: a, any: '\"x'}]", (1, 24), "unbalanced quote", 'close it with "'),
        ("topics: [israel, {id: israel, any: x}]", (1, 23), "this id stands above already", "change or remove one of the two"),
        ("digests: [{id: d, cron: 99 7 * * *}]", (1, 25), "'99 7 * * *': cannot read the minute", ""),
        ("digests: [{id: d, cron: 7 o'clock}]", (1, 25), '"7 o\'clock" has 2 fields', ""),
        ("digests: [{id: d, topics: [x]}]", (1, 28), "no topic has this name", "there are: none"),
        ("digests: [{id: d, channels: [x]}]", (1, 30), "no channel has this name", "there are: none"),
        ("operator: {channel: x}", (1, 21), "no channel has this name", "there are: none"),
        ("templates: nowhere", (1, 12), "there is no such folder", ""),
        ("network: {ca_file: nowhere.pem}", (1, 20), "there is no such file", ""),
        ("feeds: [{url: 'https://a.example/', name: \"a\\x07b\"}]", (1, 43), "a control character in a text", "take it out"),
        ("fetch: {product: '${HOME}'}", (1, 18), "`${…}` is replaced in secrets and feed addresses only", "write the value itself"),
    ],
)
def test_a_mistake_names_its_place_and_its_repair(tmp_path: Path, text: str, place: tuple[int, int], what: str, repair: str) -> None:
    found = mistakes(tmp_path, text)[0]

    assert (found.line, found.column) == place
    assert found.what.startswith(what)
    assert found.repair == repair if repair else found.repair


@pytest.mark.parametrize(
    "address",
    [
        "a@x.example, b@x.example",
        '"a@x.example\\r\\nBcc: e@y.example"',
        "Ada <a@x.example>",
        "a@x.example (Ada)",
        '"a b@x.example"',
        "a@b@x.example",
        "a@",
        '"@x.example"',
        "a..b@x.example",
        "a@-x.example",
        '"a@x.example\\0"',
        "a@x.example;b@x.example",
        "a@[127.0.0.1]",
        f"{'a' * 65}@x.example",
        "nobody",
    ],
)
def test_a_recipient_by_mail_is_one_plain_address(tmp_path: Path, address: str) -> None:
    found = mistake(tmp_path, MAIL + f"digests:\n  - id: d\n    channels: m\n    recipients:\n      - {address}\n")

    assert (found.line, found.key) == (6, "digests[1].recipients[1]")


def test_the_operator_by_mail_has_a_mail_address(tmp_path: Path) -> None:
    assert mistake(tmp_path, MAIL + "operator: {channel: m}\n").key == "operator.channel"
    assert mistake(tmp_path, MAIL + "operator: {channel: m, address: 'a@x.example, b@x.example'}\n").key == "operator.address"
    assert loaded(tmp_path, MAIL + "operator: {channel: m, address: a@x.example}\n").operator is not None


def test_a_recipient_of_a_folder_may_have_any_name(tmp_path: Path) -> None:
    found = loaded(tmp_path, "channels: {o: {kind: file, folder: o}}\ndigests: {id: d, channels: o, recipients: the desk}\n")

    assert found.digests[0].recipients[0].address == "the desk"


def test_nobody_gets_a_digest_twice(tmp_path: Path) -> None:
    text = MAIL + "digests:\n  - id: d\n    recipients:\n      - ada@x.example\n      - {address: Ada@x.example, name: Ada}\n"

    assert mistake(tmp_path, text).what == "this recipient stands in the digest already"


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("a: 1\nfeeds: [\n", (2, 8), "a value is missing, or a bracket is not closed"),
        ("feeds: [1, 2", (1, 8), "a list or mapping in brackets that is not closed"),
        ("store: {url: 'x\nread: {}\n", (1, 14), "a quoted text that is not closed"),
        ("store: a: b", (1, 9), "a `:` that cannot stand here"),
        ("store:\tx", (1, 7), "a value that begins with a character reserved by YAML"),
        ("read: {}\n  send: {}\n", (2, 3), "a line that is indented differently from those it belongs to"),
        ("read: {}\nread: {}\n", (2, 1), "`read` stands here twice, first in line 1"),
        ("read: !!python/object:os.system {}", (1, 7), "a tag (`!…`)"),
        ("read: &a [*a]", (1, 11), "an alias within what it stands for"),
        ("read: *a", (1, 7), "an alias without its anchor"),
        ("{a: 1}: 2", (1, 1), "a key that is not a text"),
        ("- feeds", (1, 1), "the file is not a mapping of settings"),
        ("---\nread: {}\n---\nsend: {}\n", (3, 1), "a second document (`---`)"),
        ("%YAML 9.9\n---\na: 1\n", (1, 1), "a YAML version that is not read"),
        ("read: \x01", (1, 7), "a character that cannot stand in YAML"),
        ("read: " + "[" * 30, (1, 31), "nested deeper than 24 levels"),
    ],
)
def test_what_is_not_yaml_is_said_in_our_own_words(tmp_path: Path, text: str, place: tuple[int, int], what: str) -> None:
    found = mistakes(tmp_path, text)[-1]

    assert (found.line, found.column, found.what) == (*place, what)
    assert found.repair


def test_bytes_that_are_not_utf_8_are_placed(tmp_path: Path) -> None:
    found = mistakes(tmp_path, b"feeds: []\n# caf\xe9\n")[0]

    assert (found.line, found.column, found.what) == (2, 6, "not UTF-8")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    assert "1,000,000 bytes" in mistakes(tmp_path, b"#" * (LARGEST_FILE + 1))[0].what


def test_a_file_that_is_not_there_says_how_to_name_another(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").mkdir()

    assert "cannot be read" in _what_of(tmp_path)
    (tmp_path / "config.yaml").rmdir()
    assert "No such file" in _what_of(tmp_path)


def _what_of(folder: Path) -> str:
    from monitor import config
    from monitor.errors import ConfigError

    with pytest.raises(ConfigError) as caught:
        config.load(folder / "config.yaml", {})
    return caught.value.mistakes[0].what


@pytest.mark.parametrize(
    ("name", "what"),
    [("nowhere/x.db", "there is no folder"), ("/dev/null", "not a plain file"), ("other.txt", "a file of something else")],
)
def test_a_store_that_could_never_be_one_is_a_mistake(tmp_path: Path, name: str, what: str) -> None:
    (tmp_path / "other.txt").write_text("root:x:0:0:root:/root:/bin/sh\n" * 3, encoding="utf-8")

    assert mistake(tmp_path, f"store: {{url: {name}}}").what.startswith(what)


def test_a_mistake_within_a_block_of_several_lines_is_placed_there(tmp_path: Path) -> None:
    found = mistake(tmp_path, "topics:\n  - id: a\n    query: |\n      radar AND\n      (alaska OR\n")

    assert (found.line, found.column, found.key) == (5, 7, "topics[1].query")


def test_mistakes_in_a_vocabulary_are_placed_in_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text('schema: 1\nversion: a\ntopics:\n  x: {name: X, strong: {en: [ok, "a AND"]}}\n', encoding="utf-8")
    found = mistake(tmp_path, "vocabulary: words.yaml\ntopics: [x]\n")

    assert (found.file, found.line) == (str(tmp_path / "words.yaml"), 4)
    assert found.column > 33


@pytest.mark.skipif(is_installed(), reason="the extra semantic is installed here")
def test_a_language_model_that_is_not_installed_is_a_mistake_with_the_command_that_installs_it(tmp_path: Path) -> None:
    found = mistake(tmp_path, "stories: {semantic: true}")

    assert (found.line, found.column) == (1, 21)
    assert found.what == "the language model is not installed"
    assert found.repair == "pip install '.[semantic]', or write false"


def test_a_language_model_is_not_looked_for_where_none_is_wanted(tmp_path: Path) -> None:
    assert not loaded(tmp_path, "feeds: []\nstories: {semantic: false}\n").stories.semantic
