"""The figures the documentation promises do not rot: labelled items, the demonstration, the seeds."""

from __future__ import annotations

from pathlib import Path

from bench import quality_topics as quality

DATA = Path(quality.__file__).resolve().parent / "data"
TOPICS = quality.default_topics()


def test_labelled_items_in_sixteen_languages_are_told_from_their_traps() -> None:
    relevance, assigned = quality.measure(quality.json_lines(DATA / "topics_labelled.jsonl"), TOPICS)

    assert relevance.precision >= 0.97, relevance.misses
    assert relevance.recall >= 0.97, relevance.misses
    assert assigned.f1 >= 0.88, assigned.misses


def test_the_traps_of_the_demonstration_stay_out() -> None:
    relevance, _ = quality.measure(quality.demo_rows(), TOPICS)

    assert relevance.wrong == 0, relevance.misses
    assert relevance.recall >= 0.95, relevance.misses


def test_the_seeds_get_their_topics_and_their_boilerplate_adds_none(shared: Path) -> None:
    assert shared.is_dir()

    for rows in (quality.seed_rows(), quality.capture_rows()):
        relevance, assigned = quality.measure(rows, TOPICS)
        assert (relevance.hit, relevance.missed) == (5, 0)
        assert (assigned.wrong, assigned.missed) == (0, 0), assigned.misses


def test_the_shared_items_are_decided_as_labelled(shared: Path) -> None:
    relevance, assigned = quality.measure(quality.yaml_data(shared / "data" / "items" / "items.yaml")["items"], TOPICS)

    assert min(relevance.precision, relevance.recall) >= 0.97, relevance.misses
    assert assigned.f1 >= 0.95, assigned.misses
