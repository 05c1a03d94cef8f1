from __future__ import annotations

import random

import pytest

from monitor.stories.copies import copies_among, copy_of
from monitor.stories.sketch import BANDS, SIZE, SketchIndex, sketch_of
from monitor.stories.words import fold, pieces, shingles, text_hash
from tests.stories.desk import OTHER, WIRE, told

TEMPLATE = (
    "{who}, was awarded a ${sum} contract for {what}. Work will be performed in {place}, with an estimated completion date of {end}. "
    "Fiscal 2026 and 2027 procurement funds were obligated at the time of the award. The contracting activity is Redstone Arsenal, Alabama."
)
ARMY = TEMPLATE.format(who="Tallwood Dynamics Corp.", sum="611,420,000", what="missile spares", place="Camden", end="Dec. 31, 2029")
NAVY = TEMPLATE.format(who="Brannock Systems Co.", sum="93,775,000", what="decoy launchers", place="Tucson", end="June 30, 2028")
BACKGROUND = (
    "\n\nThe alliance declared its missile defence system fully capable at the 2024 summit. It says the shield is purely defensive and "
    "cannot affect the Russian strategic deterrent, a claim that Moscow rejects."
)


def test_the_hash_does_not_see_spaces_case_quotes_dashes_and_width() -> None:
    assert text_hash("“No”  he said – twice") == text_hash('"no" he said - TWICE') == text_hash("“Ｎｏ” he said\n— twice")
    assert text_hash("no he said once") != text_hash("no he said twice")
    assert text_hash(" \n…") == ""


def test_a_sketch_takes_at_most_160_bytes() -> None:
    assert SIZE == 4 * BANDS <= 160
    assert len(told("a").sketch) == SIZE
    assert sketch_of([]) == b""


@pytest.mark.parametrize(("change", "at_least"), [(0.05, 59), (0.1, 57)])
def test_an_edited_copy_is_found(change: float, at_least: int) -> None:
    draw = random.Random(4)
    vocabulary = [f"w{number}" for number in range(3_000)]
    texts = [draw.choices(vocabulary, k=400) for _ in range(60)]
    index = SketchIndex([sketch_of(shingles(text)) for text in texts])

    copies = [[draw.choice(vocabulary) if draw.random() < change else word for word in text] for text in texts]
    found = sum(number in index.candidates(sketch_of(shingles(copy))) for number, copy in enumerate(copies))

    assert found >= at_least


def test_a_copy_cut_at_the_end_is_always_found() -> None:
    draw = random.Random(4)
    texts = [[f"w{draw.randrange(3_000)}" for _ in range(400)] for _ in range(60)]
    index = SketchIndex([sketch_of(shingles(text)) for text in texts])

    assert all(number in index.candidates(sketch_of(shingles(text[:160]))) for number, text in enumerate(texts))


def test_two_uses_of_one_template_are_no_copies() -> None:
    assert copy_of(told("army", ARMY, title="Contracts: Army missiles"), told("navy", NAVY, title="Contracts: Navy missiles")) is None


def test_shared_background_is_no_copy() -> None:
    one = told("one", WIRE.split("\n\n")[0] + BACKGROUND, credits=("Northgate",))
    other = told("two", OTHER.split("\n\n")[0] + BACKGROUND, title="Norway funds missiles", credits=("Northgate",))

    assert copy_of(one, other) is None


def test_one_outlet_with_one_text_under_titles_it_does_not_speak_of_has_only_furniture() -> None:
    one = told("one", BACKGROUND, title="Harbour bridge reopens tomorrow morning", outlet="Tideway Herald")
    other = told("two", BACKGROUND, title="Council postpones swimming pool vote", outlet="Tideway Herald")

    assert copy_of(one, other) is None


def test_the_same_text_elsewhere_under_another_title_is_a_copy() -> None:
    copied = copy_of(told("one"), told("two", title="Kyiv gets help", outlet="Tideway Herald"))

    assert copied == (1.0, "the same words")


def test_a_shortened_copy_with_another_beginning_is_known_by_its_credit() -> None:
    paragraphs = WIRE.split("\n\n")
    short = told(
        "short", f"{paragraphs[0]}\n\nThat is all that was said on Tuesday.", title="Dutch gift", outlet="Cape", credits=("Northgate",)
    )

    evidence = copy_of(told("wire"), short)

    assert evidence is not None
    assert "credit" in evidence[1] or "common" in evidence[1]


def test_chinese_is_compared_by_its_characters() -> None:
    text = "据国防部消息，我国在境内进行了一次陆基中段反导拦截技术试验，试验达到了预期目的。这一试验是防御性的，不针对任何国家。"
    one, other = told("one", text, language="zh"), told("two", text + "专家表示肯定。", outlet="长河日报", language="zh")

    assert len(shingles(pieces(fold(text)))) > 40
    assert [(copy.first, copy.second) for copy in copies_among([one, other])] == [(0, 1)]
