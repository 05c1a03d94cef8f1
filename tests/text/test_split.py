"""Long texts are cut where a reader would, never within a link, an entity or an escape."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.deliver.chat import without_calls
from monitor.text.split import split
from tests import faults

WHOLE = ("<https://a.example/long?q=1|the headline>", "[head line](https://b.example/x)", "https://c.example/path", "&amp;", r"\_")


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(
    words=st.lists(st.sampled_from([*WHOLE, "word", "Ракета", "導彈防禦", "\n\n", "\n", "x" * 70]), max_size=120),
    limit=st.integers(60, 200),
)
@settings(max_examples=200, deadline=None)
def test_every_part_is_within_the_limit_and_nothing_is_lost_or_cut(words: list[str], limit: int) -> None:
    text = " ".join(words)

    parts = split(text, limit)

    assert all(0 < len(part) <= limit for part in parts)
    assert squeezed("".join(parts)) == squeezed(text)
    for whole in WHOLE:
        assert sum(part.count(whole) for part in parts) == text.count(whole)


def test_stories_stay_together_where_they_fit() -> None:
    text = "\n\n".join(f"{number} {'word ' * 15}".strip() for number in range(6))

    assert all(part.startswith(tuple("012345")) for part in split(text, 200))


def test_a_link_beyond_every_limit_is_left_out() -> None:
    assert split("see https://a.example/" + "x" * 5_000 + " there", 100) == ("see … there",)


@pytest.mark.parametrize(
    ("hostile", "call"),
    [("@everyone", "@everyone"), ("@here look", "@here"), ("<@123>", "<@123"), ("<@&9>", "@&9"), ("<!channel>", "<!"), ("<#C1>", "<#")],
)
def test_nobody_is_called_by_a_headline(hostile: str, call: str) -> None:
    assert call not in without_calls(f"News: {hostile}")


def test_a_link_with_an_at_sign_still_works() -> None:
    assert without_calls("see https://a.example/@desk/1 and @desk") == "see https://a.example/%40desk/1 and @\u2060desk"


@pytest.mark.parametrize("case", [case for case in faults.cases("channel") if case["channel"] == "discord"], ids=lambda case: case["id"])
def test_the_cases_of_discord_mention_nobody_and_stay_within_its_limit(case: dict[str, str]) -> None:
    parts = split(without_calls(case["title"]), 2_000)

    assert all(len(part) <= 2_000 for part in parts)
    assert not any(re.search(r"@\w|<[@#!]", part) for part in parts)
