"""What a new version means to somebody who read the old one."""

from __future__ import annotations

import pytest

from monitor.extract import compare
from tests import build

OLD = "The radar at Lisburg cost 31 million crowns. Officials said it was not ready. About 40 people work there."


@pytest.mark.parametrize(
    ("new", "change"),
    [
        (OLD, "cosmetic"),
        (OLD.replace("31 million", "thirty-one million"), "cosmetic"),
        (OLD.replace("About", "Some"), "cosmetic"),
        (OLD.replace(". ", ".\n\n"), "cosmetic"),
        (OLD + " The mayor of Lisburg called the work a disgrace.", "addition"),
        (OLD.replace("31", "13"), "material"),
        (OLD.replace("not ready", "ready"), "material"),
        (OLD.replace("Lisburg", "Marena"), "material"),
        (OLD.replace(" Officials said it was not ready.", ""), "material"),
        (OLD + "\n\nCorrection: an earlier version of this article gave a wrong name.", "material"),
    ],
)
def test_a_change_is_classed(new: str, change: str) -> None:
    assert compare(build.article(text=OLD), build.article(text=new))[0] == change


def test_a_withdrawn_story_is_withdrawn() -> None:
    old = build.article(text=OLD)

    assert compare(old, build.article(title="STORY WITHDRAWN: Radar opens", text="This story has been withdrawn."))[0] == "withdrawn"


def test_a_turned_headline_is_material() -> None:
    old, new = build.article("Court stops radar", text=OLD), build.article("Court allows radar", text=OLD)

    change, words = compare(old, new)

    assert change == "material"
    assert "stops" in words
