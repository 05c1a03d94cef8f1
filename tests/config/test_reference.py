"""The pages written from the program are in step with it, and the file that comes with it is a true example."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from monitor import config
from monitor.config.schema import OMITTED
from tools import reference

ROOT = Path(__file__).resolve().parents[2]
CLASSES = [reference.Form, *dict.fromkeys(reference.every_class(reference.Form))]


@pytest.mark.parametrize("page", list(reference.PAGES))
def test_a_written_page_is_in_step_with_the_program(page: str) -> None:
    assert (ROOT / page).read_text(encoding="utf-8") == reference.PAGES[page](), "run: make reference"


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_setting_is_documented(kind: type) -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")

    for name, words in reference.described(kind).items():
        if (kind, name) in OMITTED:
            continue
        assert words, f"{kind.__name__}.{name} has no docstring under it"
        assert " ".join(words.split()).replace("|", "\\|") in page


def test_the_schema_accepts_the_file_that_comes_with_the_program_and_refuses_mistakes() -> None:
    schema = json.loads((ROOT / "docs" / "config.schema.json").read_text(encoding="utf-8"))
    check = jsonschema.Draft202012Validator(schema)
    example = YAML(typ="safe", pure=True).load(ROOT / "config.yaml")

    assert list(check.iter_errors(example)) == []
    assert not check.is_valid({**example, "feads": []})
    assert not check.is_valid({"channels": {"m": {"kind": "smtp", "host": "h.example", "password": "in clear"}}})
    assert not check.is_valid({"fetch": {"gap": 5}})
    assert check.is_valid({"topics": "israel", "digests": {"id": "d", "recipients": ["a@x.example", {"address": "b@x.example"}]}})


def test_the_file_that_comes_with_the_program_is_used_by_changing_three_lines() -> None:
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    found = config.load(ROOT / "config.yaml", {"MONITOR_SMTP_PASSWORD": "x"})

    assert text.count("# <-- ") == 3
    assert config.load(ROOT / "config.yaml", {}, need_secrets=False).feeds == found.feeds
    assert len(found.feeds) >= 25
    assert all(feed.name and feed.language and feed.country and feed.kind != "other" for feed in found.feeds)
    assert {topic.use for topic in found.topics} >= {
        topic.id for topic in found.vocabulary.topics if topic.is_default and topic.id != "core"
    }
    (digest,) = found.digests
    assert set(digest.channels) <= set(found.channels)
    assert digest.recipients
    assert found.secrets == ("x",)


def test_the_example_has_the_suggested_sources(shared: Path) -> None:
    suggested = YAML(typ="safe", pure=True).load(shared / "data" / "topics" / "feeds.yaml")["feeds"]
    wanted = {
        (one["url"], one["lang"], one["country"], one["kind"], one.get("state_media", False))
        for one in suggested
        if one.get("suggest_default")
    }
    found = config.load(ROOT / "config.yaml", {}, need_secrets=False)

    assert {(feed.url, feed.language, feed.country, feed.kind, feed.is_state_media) for feed in found.feeds} == wanted


def test_what_is_commented_out_in_the_example_is_right_too(tmp_path: Path) -> None:
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    rest = text.split("channels:", 1)[1]
    said = re.sub(r"^( *)# (?=(?: *- )?[a-z_-]+:(?: |$)| *- (?:address|id))", r"\1", "channels:" + rest, flags=re.MULTILINE)
    said = re.sub(r"^( *)#   (?=[a-z_]+: )", r"\1  ", said, flags=re.MULTILINE)
    (tmp_path / "templates").mkdir()
    path = tmp_path / "config.yaml"
    path.write_text(re.sub(r"^vocabulary: .*$", "", said, flags=re.MULTILINE), encoding="utf-8")

    found = config.load(path, dict.fromkeys(("MONITOR_SMTP_PASSWORD", "MONITOR_SLACK_URL", "MONITOR_KEY"), "https://x.example/"))

    assert {"desk-chat", "mail", "archive"} == set(found.channels)
    assert "my-company" in {topic.id for topic in found.topics}
    assert {recipient.address for recipient in found.digests[0].recipients} == {"analyst@example.org", "ada@example.org"}
    assert (found.network.allow, found.templates) == (("10.0.0.0/8",), str(tmp_path / "templates"))
    assert found.channels["archive"].base_url
    assert found.imprint.key.reveal()
