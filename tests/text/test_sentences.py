from __future__ import annotations

from monitor.text.sentences import new_sentences, sentences


def test_what_no_earlier_text_had_is_new() -> None:
    first = "Poland signed the contract on Monday. It is worth 2.3 billion dollars."
    later = "Poland signed the contract on Monday. It is worth 2.3 billion dollars. Deliveries begin in 2028, the minister said."

    assert new_sentences(later, [first]) == ("Deliveries begin in 2028, the minister said.",)


def test_an_editors_touch_is_not_new_but_another_figure_is() -> None:
    told = "The air force said on Tuesday that it had shot down 84 drones over the south of the country."
    touched = "The air force said on Tuesday that it had shot down 84 drones over the south of the country overnight."
    changed = "The air force said on Tuesday that it had shot down 112 drones over the south of the country."

    assert new_sentences(touched, [told]) == ()
    assert new_sentences(changed, [told]) == (changed,)


def test_scripts_without_spaces_have_sentences_too() -> None:
    assert sentences("我国成功进行试验。国防部发表声明。", language="zh") == ("我国成功进行试验。", "国防部发表声明。")
    assert new_sentences("我国成功进行试验。国防部发表声明。", ["我国成功进行试验。"], language="zh") == ("国防部发表声明。",)


def test_the_same_words_in_other_quotes_and_case_are_not_new() -> None:
    assert new_sentences('He said "No" twice to them.', ["He said “no” twice to them."]) == ()


def test_nothing_in_nothing_out() -> None:
    assert new_sentences("", ["Something."]) == ()
    assert new_sentences("Something happened.", []) == ("Something happened.",)
