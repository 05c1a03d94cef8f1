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


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("斥资四亿一千万克朗订购雷达。", "斥资4.1亿克朗订购雷达。", id="one number in two scripts"),
        pytest.param("叫停了青湖边的天线工程。", "叫停了青湖畔的天线工程。", id="signs that mean the same"),
        pytest.param(
            "Poszukiwani są chemicy, spawacze i kontrolerzy.", "Szuka się chemików, spawaczy i kontrolerów.", id="every word inflected"
        ),
        pytest.param("Die Reform vereinfacht das Verfahren.", "Die Reform macht das Verfahren einfacher.", id="a verb made of a word"),
        pytest.param("El arma abarata cada disparo.", "El arma hace más barato cada disparo.", id="the same in Spanish"),
    ],
)
def test_other_words_for_the_same_are_no_change(old: str, new: str) -> None:
    assert compare(build.article(text=old), build.article(text=new))[0] == "cosmetic"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("The order is worth 4.1 million crowns.", "The order is worth 41 million crowns.", id="a point that moved"),
        pytest.param("Poszukiwani są chemicy i spawacze.", "Szuka się chemików i murarzy.", id="inflected, and another trade"),
        pytest.param("The firm makes radars in Lisburg.", "The firm sells radars in Lisburg.", id="made is not sold"),
        pytest.param("法院叫停了青湖边的工程。", "法院批准了青湖边的工程。", id="stopped is not allowed"),
    ],
)
def test_other_words_for_something_else_are_a_material_change(old: str, new: str) -> None:
    assert compare(build.article(text=old), build.article(text=new))[0] == "material"


@pytest.mark.parametrize(
    ("tag", "change"),
    [("CORRECTED", "material"), ("STORY WITHDRAWN", "withdrawn"), ("REFILE", "cosmetic"), ("UPDATE 2", "cosmetic"), (None, "cosmetic")],
)
def test_the_wires_own_word_for_a_version_is_believed(tag: str | None, change: str) -> None:
    assert compare(build.article(text=OLD), build.article(text=OLD, tag=tag))[0] == change


def test_a_tag_that_was_there_before_is_no_news() -> None:
    assert compare(build.article(text=OLD, tag="CORRECTED"), build.article(text=OLD, tag="CORRECTED"))[0] == "cosmetic"
