"""Secrets come by reference, and are never seen again."""

import logging
from io import StringIO
from pathlib import Path

import pytest

from monitor.deliver.settings import WebhookSettings
from monitor.events import EventLog
from monitor.observe import configure_logging
from tests.config.writing import loaded, mistake, mistakes

CANARY = "S3cr3t-Tok3n-9f8e7d"
MAIL = "channels: {m: {kind: smtp, host: h.example, password: %s}}\n"


def test_a_secret_comes_from_the_environment(tmp_path: Path) -> None:
    found = loaded(tmp_path, MAIL % "'${PW}'", {"PW": CANARY})

    assert found.channels["m"].password.reveal() == CANARY
    assert found.secrets == (CANARY,)
    assert CANARY not in repr(found)


def test_a_secret_comes_from_a_file_without_its_last_line_break(tmp_path: Path) -> None:
    (tmp_path / "pw").write_text(CANARY + "\n", encoding="utf-8")

    for name in ("pw", str(tmp_path / "pw")):
        found = loaded(tmp_path, MAIL % f"'file:{name}'")
        assert found.channels["m"].password.reveal() == CANARY
        assert CANARY in found.secrets


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (CANARY, "a secret does not stand in the file"),
        ("cmd:rm -rf /", "a secret does not stand in the file"),
        ("keyring:smtp/bot", "a secret does not stand in the file"),
        ("${PW}", "the environment variable PW is not set"),
        ("${EMPTY}", "the environment variable EMPTY is not set"),
        ("${PW:-default}", "a reference is exactly `${NAME}`"),
        ("${}", "a reference is exactly `${NAME}`"),
        ("x${PW", "a reference is exactly `${NAME}`"),
        ("file:/nonexistent", "there is no file /nonexistent"),
        ("file:.", "there is no file"),
    ],
)
def test_a_secret_that_cannot_be_had_is_a_mistake(tmp_path: Path, value: str, what: str) -> None:
    found = mistake(tmp_path, MAIL % f"'{value}'", {"EMPTY": ""})

    assert found.what.startswith(what)
    assert (found.line, found.key) == (1, "channels.m.password")
    assert CANARY not in str(found)


def test_an_empty_or_binary_file_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")

    assert "empty" in mistake(tmp_path, MAIL % "'file:empty'").what
    assert "not UTF-8" in mistake(tmp_path, MAIL % "'file:binary'").what


def test_commands_that_send_nothing_work_without_passwords(tmp_path: Path) -> None:
    text = MAIL % "'${PW}'" + "digests: {id: d, channels: m, recipients: a@x.example}\n"

    assert loaded(tmp_path, text, need_secrets=False).channels["m"].password.reveal() == ""
    assert loaded(tmp_path, text, {"PW": CANARY}, need_secrets=False).channels["m"].password.reveal() == CANARY


def test_a_password_in_clear_is_refused_even_when_none_is_needed(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="a secret does not stand in the file"):
        loaded(tmp_path, MAIL % CANARY, need_secrets=False)


def test_a_store_may_be_a_path_or_an_address_whose_password_is_a_reference(tmp_path: Path) -> None:
    address = "postgresql://monitor:${PW}@db.example/monitor"

    assert loaded(tmp_path, f"store: {{url: '{address}'}}", {"PW": CANARY}).store.url.reveal() == address.replace("${PW}", CANARY)
    assert CANARY in loaded(tmp_path, "store: {url: '${DB}'}", {"DB": f"postgresql://u:{CANARY}@h/x"}).secrets
    assert mistake(tmp_path, f"store: {{url: 'postgresql://u:{CANARY}@h/x'}}").what == "a secret does not stand in the file"
    assert mistake(tmp_path, "store: {url: 'mysql://h/x'}").what == "neither a file nor a PostgreSQL address"
    assert mistake(tmp_path, "store: {url: ''}").what == "an empty text"


def test_a_store_is_needed_by_every_command(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="DB is not set"):
        loaded(tmp_path, "store: {url: '${DB}'}", need_secrets=False)


def test_the_parts_of_a_secret_address_are_secrets_themselves(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        "channels: {hook: {kind: webhook, url: '${HOOK}'}}\nstore: {url: '${DB}'}\n",
        {"HOOK": f"https://hooks.example/services/{CANARY}", "DB": "postgresql://u:p%40ss-word@h/x"},
    )

    assert isinstance(found.channels["hook"], WebhookSettings)
    assert {f"services/{CANARY}", "p%40ss-word", "p@ss-word"} <= set(found.secrets)


def test_the_address_of_a_webhook_is_a_secret(tmp_path: Path) -> None:
    assert "does not stand" in mistake(tmp_path, "channels: {h: {kind: webhook, url: 'https://hooks.example/x'}}").what
    assert "not a web address" in mistake(tmp_path, "channels: {h: {kind: webhook, url: '${H}'}}", {"H": f"mailto:{CANARY}"}).what


def test_readers_are_given_no_way_out_that_their_mail_programs_refuse(tmp_path: Path) -> None:
    found = mistake(tmp_path, "imprint: {unsubscribe_url: 'http://x.example/u/', key: '${KEY}'}", {"KEY": "k" * 32})

    assert (found.key, found.what) == ("imprint.unsubscribe_url", "one click works over https only (RFC 8058)")


def test_what_makes_unsubscribe_tokens_is_there_and_long(tmp_path: Path) -> None:
    text = "imprint: {unsubscribe_url: 'https://x.example/u/'%s}"

    assert mistake(tmp_path, text % "").what == "unsubscribing needs `imprint.key`"
    assert "can be guessed" in mistake(tmp_path, text % ", key: '${K}'", {"K": "short"}).what
    assert loaded(tmp_path, text % ", key: '${K}'", {"K": "0123456789abcdef"}).imprint.key.reveal() == "0123456789abcdef"


def test_a_feed_may_have_a_token_by_reference_only(tmp_path: Path) -> None:
    found = loaded(tmp_path, "feeds: [{id: a, url: 'https://u:${T}@a.example/private/${T}/rss'}]", {"T": CANARY})

    assert found.feeds[0].url == "https://u:${T}@a.example/private/${T}/rss"
    assert found.fetch.tokens["T"].reveal() == CANARY
    assert CANARY in found.secrets
    assert "T is not set" in mistake(tmp_path, "feeds: [{id: a, url: 'https://a.example/${T}'}]").what
    assert mistake(tmp_path, f"feeds: [{{url: 'https://u:{CANARY}@a.example/rss'}}]").what == "a secret does not stand in the file"


def test_a_password_does_not_cross_the_network_in_clear(tmp_path: Path) -> None:
    text = "channels: {m: {kind: smtp, host: %s, security: none, user: u, password: '${PW}'}}"

    assert mistake(tmp_path, text % "mail.example", {"PW": CANARY}).key == "channels.m.security"
    assert loaded(tmp_path, text % "127.0.0.1", {"PW": CANARY}).channels["m"].security == "none"


@pytest.mark.parametrize(
    "text",
    [
        f"channels: {{m: {{kind: smtp, host: h.example, password: {CANARY}, password: {CANARY}}}}}",
        f"channels: {{m: {{kind: smtp, host: h.example, pasword: {CANARY}}}}}",
        f"channels:\n  m:\n    kind: smtp\n    password: {CANARY}\n   host: h\n",
        f"channels: {{m: {{kind: smtp, password: '{CANARY}\n",
        f"channels: {{m: {{kind: smtp, host: h.example, password: [{CANARY}]}}}}",
        f"channels: {{m: {{kind: smtp, host: h.example, password: {{x: {CANARY}}}}}}}",
        f"channels: {{m: {{kind: smtp, host: h.example, password: !x {CANARY}}}}}",
        f"channels: {{m: {{kind: smtp, host: h.example, password: &{CANARY} *{CANARY}}}}}",
        f'channels: {{m: {{kind: smtp, host: h.example, password: "{CANARY}\\x01"}}}}',
        f"channels: {{m: {{kind: chat, url: 'tgram://{CANARY}/1'}}}}",
        f"channels: {{m: {{kind: webhook, url: 'https://h.example/{CANARY}', secret: {CANARY}}}}}",
        f"store: {{url: 'postgresql://u:{CANARY}@/x'}}",
        f"store: 'postgresql://u:{CANARY}@/x'",
        f"feeds: [{{url: 'https://u:{CANARY}@h.example:99999/'}}]",
        f"imprint: {{key: {CANARY}}}",
    ],
)
def test_no_message_repeats_a_secret(tmp_path: Path, text: str) -> None:
    assert CANARY not in "\n".join(map(str, mistakes(tmp_path, text)))


def test_no_log_line_holds_a_secret_of_the_configuration(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        "feeds: [{id: a, url: 'https://a.example/private/${T}/rss'}]\nchannels: {h: {kind: webhook, url: '${HOOK}', secret: '${T}'}}\n",
        {"T": CANARY, "HOOK": "https://hooks.example/services/B0/xyzzy-17"},
    )
    out = StringIO()

    configure_logging(form="json", level=logging.DEBUG, secrets=found.secrets, stream=out)
    try:
        raise ValueError(found.channels["h"].url.reveal())
    except ValueError:
        EventLog("test").exception("failed", url=found.feeds[0].url, path="/services/B0/xyzzy-17", held=[found.channels["h"]])

    assert out.getvalue().count("***") >= 3
    assert CANARY not in out.getvalue()
    assert "xyzzy-17" not in out.getvalue()
