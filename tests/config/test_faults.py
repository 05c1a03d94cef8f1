"""The fault cases of configuration files (tests/data/faults/config.jsonl), as they stand and in the words of this program's form."""

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import ConfigError
from tests import faults
from tests.config.writing import PLAIN, loaded, mistakes

CASES = {case["id"]: case for case in faults.cases("config")}

RIGHT = {"config-076", "config-077", "config-083", "config-084"}
"""Cases that are a right configuration also in this form."""

IN_OUR_WORDS: dict[str, str] = {
    "config-020": "feeds: [{url: ''}]",
    "config-025": "digests: [{id: d, cron: 0 25 * * *}]",
    "config-028": "digests: [{id: d, zone: Mars/Olympus}]",
    "config-030": "digests: [{id: d, alert_every: 0s}]",
    "config-031": "digests: [{id: d, alert_every: -5m}]",
    "config-033": "digests: [{id: d, max_stories: -1}]",
    "config-034": "digests: [{id: d, max_stories: 1e9}]",
    "config-035": 'digests: [{id: d, recipients: "a@x.org\\r\\nBcc: e@y"}]',
    "config-036": 'digests: [{id: d, recipients: "a@x.org, b@x.org"}]',
    "config-038": "channels: {m: {kind: smtp, host: h.example, sender: x}}",
    "config-040": "channels: {m: {kind: smtp, host: h.example, port: '25; rm'}}",
    "config-042": "channels: {m: {kind: smtp, host: h.example, security: none, password: '${PATH}'}}",
    "config-044": "channels: {m: {kind: webhook, form: slack, url: 'https://evil.test/x'}}",
    "config-045": "channels: {m: {kind: webhook, url: 'http://127.0.0.1/'}}",
    "config-050": "topics: [{id: a, any: '(a+)+$'}]",
    "config-052": "topics: [{id: a, any: [[1], true, null]}]",
    "config-053": "fetch: {feed_deadline: 0s}",
    "config-054": "fetch: {feed_deadline: -1s}",
    "config-055": "fetch: {feed_deadline: .inf}",
    "config-057": "fetch: {feed_deadline: 5 parsecs}",
    "config-058": "fetch: {max_bytes: 10 elephants}",
    "config-059": "store: {url: ''}",
    "config-060": "store: {url: /nonexistent/dir/x.db}",
    "config-061": "store: {url: /dev/null}",
    "config-062": "store: {url: /etc/passwd}",
    "config-063": "store: {url: 'postgresql://u:p@127.0.0.1:1/x'}",
    "config-073": "read: {threads: 010}",
    "config-093": "channels: {m: {kind: smtp, host: h.example, password: 'file:/nonexistent'}}",
    "config-094": "channels: {m: {kind: smtp, host: h.example, password: 'file:unreadable'}}",
    "config-095": "channels: {m: {kind: smtp, host: h.example, password: 'keyring:smtp/bot'}}",
    "config-097": "channels: {m: {kind: smtp, host: h.example, password: 'cmd:rm -rf /'}}",
    "config-098": "channels: {m: {kind: smtp, host: h.example, password: '${A:-default}'}}",
}
"""The same mistake, written as this program's file would have it."""


def _bytes(case: dict[str, Any]) -> bytes:
    if case["yaml"] == {"bomb": "yaml-alias-9x9"}:
        levels = [f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]" for before, name in zip("abcdefgh", "bcdefghi", strict=True)]
        return "\n".join(["a: &a [x,x,x,x,x,x,x,x,x]", *levels]).encode()
    return faults.expand(case["yaml"])


@pytest.mark.parametrize("case", [case for name, case in CASES.items() if name not in RIGHT], ids=lambda case: case["id"])
def test_a_bad_file_is_refused_with_the_place(tmp_path: Path, case: dict[str, Any]) -> None:
    found = mistakes(tmp_path, _bytes(case))

    assert all(one.what and one.line for one in found)
    assert all(len(str(one)) < 600 for one in found)


@pytest.mark.parametrize("name", list(IN_OUR_WORDS))
def test_the_same_mistake_in_our_form_is_refused_where_it_stands(tmp_path: Path, name: str) -> None:
    (tmp_path / "unreadable").mkdir()
    (found,) = mistakes(tmp_path, IN_OUR_WORDS[name], {"PATH": "x"})[:1]

    assert found.line == 1
    assert found.column > 8
    assert found.what != "unknown key"
    assert found.repair


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    assert loaded(tmp_path, "\ufeff" + PLAIN).feeds == ()


@pytest.mark.parametrize(("name", "text"), [("config-076", "1.10"), ("config-077", "1e3")])
def test_a_name_that_looks_like_a_number_is_a_name(tmp_path: Path, name: str, text: str) -> None:
    assert loaded(tmp_path, CASES[name]["yaml"]).feeds[0].name == text


def test_texts_stay_texts(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        """
        feeds:
          - {id: a, name: 1.10, url: "https://x.test"}
          - {id: b, name: 1e3, url: "https://x.test/b"}
        digests: {id: d, name: 12:30, cron: 30 1 * * *, recipients: a@x.org}
        channels: {m: {kind: smtp, host: h.example, user: yes}}
        fetch: {gap: 1m}
        """,
    )

    assert [feed.name for feed in found.feeds] == ["1.10", "1e3"]
    assert (found.digests[0].name, found.digests[0].recipients[0].address) == ("12:30", "a@x.org")
    assert found.channels["m"].user == "yes"
    assert found.fetch.gap == timedelta(minutes=1)


def test_an_address_with_a_space_is_one_address(tmp_path: Path) -> None:
    assert loaded(tmp_path, CASES["config-084"]["yaml"]).feeds[0].url == "http://x.test/?a=b:%20c"


def test_whatever_a_slip_of_the_hand_does_is_a_mistake_with_place_and_repair_or_no_mistake(tmp_path: Path) -> None:
    example = (Path(__file__).parents[2] / "config.yaml").read_text(encoding="utf-8")
    text = example.split("feeds:\n")[0] + "operator: {channel: mail, address: ada@x.example}\n"
    slips = [*"'\"[]{}: \n|~\t\u202e\x00@", "- ", "&a ", "*a", "!x ", "true", "${X}", "- -", "? "]
    chance = random.Random(7)
    refusals = []
    for _ in range(60):
        at, other = sorted(chance.randrange(len(text)) for _ in range(2))
        slip = chance.choice([chance.choice(slips), "", text[other : other + 20]])
        try:
            loaded(tmp_path, text[:at] + slip + text[at + chance.randrange(3) :], {"MONITOR_SMTP_PASSWORD": "x"})
        except ConfigError as error:
            refusals.append(error.mistakes)

    assert len(refusals) > 10
    assert all(one.line and one.what and one.repair for mistakes in refusals for one in mistakes)
