"""Every known fault of the store and every known place to crash has a test, or a reason why it has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import cases

TESTS = Path(__file__).resolve().parents[1]

DISK, CRASH = "journey/test_disk.py::", "journey/test_crash.py::"
KILLED = CRASH + "test_killed_at_this_point_a_turn_loses_and_doubles_nothing"
ANY = CRASH + "test_killed_at_any_instant_a_turn_loses_and_doubles_nothing"
REFUSED = "operations/test_upkeep.py::test_a_store_that_cannot_be_one_is_refused_for_good"
TOGETHER = "store/test_together.py::"

STORE = {
    "store-001": DISK + "test_a_full_disk_costs_a_turn_and_nothing_else",
    "store-003": "no test: nothing is written to /tmp; workers hand bytes over in memory",
    "store-006": DISK + "test_writes_that_fail_cost_a_turn_and_nothing_else",
    "store-008": DISK + "test_a_folder_that_may_only_be_read_is_one_clear_line_and_what_is_there_can_still_be_asked",
    "store-010": "operations/test_faults.py::test_a_store_in_a_folder_that_is_not_there_is_refused_with_its_name",
    "store-011": REFUSED,
    "store-014": "store/test_contract.py::test_a_store_that_lost_its_bytes_is_refused",
    "store-015": REFUSED,
    "store-016": REFUSED,
    "store-017": "operations/test_upkeep.py::test_the_nightly_check_finds_a_flipped_bit_and_keeps_the_good_copies",
    "store-019": TOGETHER + "test_the_index_of_the_log_can_go",
    "store-022": DISK + "test_a_copy_from_before_the_edition_sends_nothing_again_either",
    "store-023": "store/test_contract.py::test_opening_twice_keeps_everything_and_a_newer_schema_is_refused",
    "store-025": TOGETHER + "test_four_that_write_at_once_wait_for_each_other",
    "store-026": TOGETHER + "test_a_store_that_stays_locked_is_an_error_that_passes",
    "store-028": TOGETHER + "test_four_that_write_at_once_wait_for_each_other",
    "store-029": "no test: measured by bench/bench_growth.py",
    "store-030": "no test: opening asks for the schema's version and nothing else",
    "store-032": "simulation/test_month.py::test_nothing_is_lost_told_twice_or_late_without_a_word",
    "store-033": "no test: the same error as a full disk, from the same calls",
    "store-035": "no test: no deadline runs while the store is written",
    "store-036": "journey/test_daemon.py::test_a_server_that_is_restarted_under_it_costs_a_turn_and_no_mail",
    "store-039": TOGETHER + "test_a_server_that_only_reads_is_an_error_that_passes",
    "store-040": "store/test_contract.py::test_two_turns_never_overlap",
    "store-041": "journey/test_daemon.py::test_a_store_that_cannot_be_reached_is_waited_for_until_it_is_told_to_leave",
    "store-042": "no test: an error of the server like that of store-039, and dealt with alike",
}
BY_POINT = {
    "crash-009": "feed fetched",
    "crash-011": "feed parsed",
    "crash-014": "before commit of poll",
    "crash-017": "after commit of poll",
    "crash-020": "article judged",
    "crash-021": "after commit of reading",
    "crash-022": "edition composed",
    "crash-024": "entries claimed",
    "crash-025": "edition rendered",
    "crash-027": "before commit of edition",
    "crash-036": "delivery handed over",
    "crash-037": "before commit of attempt",
    "crash-038": "after commit of attempt",
    "crash-044": "backup copied",
}
CRASHES = dict.fromkeys(BY_POINT, KILLED) | {
    "crash-001": ANY,
    "crash-002": ANY,
    "crash-004": "no test: the schema and its version are one transaction",
    "crash-008": ANY,
    "crash-012": ANY,
    "crash-013": ANY,
    "crash-018": ANY,
    "crash-023": ANY,
    "crash-030": ANY,
    "crash-032": ANY,
    "crash-033": ANY,
    "crash-035": KILLED,
    "crash-039": KILLED,
    "crash-047": "no test: the program writes no log files, it has stderr",
    "crash-048": "no test: a reload writes nothing",
    "crash-050": "no test: there is no status page in a file",
    "crash-051": "no test: bench/soak.py, kills",
    "crash-052": ANY,
    "crash-053": "no test: bench/soak.py, cuts",
    "crash-055": "no test: workers hold nothing; tests/workers kills them",
    "crash-058": CRASH + "test_a_turn_that_is_stopped_and_goes_on_beside_another_doubles_nothing",
    "crash-060": "simulation/test_month.py::test_nothing_is_lost_told_twice_or_late_without_a_word",
    "crash-061": "no test: memory runs out in workers, which have the limit",
    "crash-062": "simulation/test_month.py::test_nothing_is_lost_told_twice_or_late_without_a_word",
}


@pytest.mark.parametrize(("area", "places"), [("store", STORE), ("crash", CRASHES)])
def test_every_known_fault_has_its_test_or_its_reason(area: str, places: dict[str, str]) -> None:
    assert {case["id"] for case in cases(area)} == set(places)
    for place in places.values():
        if not place.startswith("no test: "):
            file, _, name = place.partition("::")
            assert f"def {name}(" in (TESTS / file).read_text(encoding="utf-8"), place


def test_every_named_place_to_crash_is_a_point_that_is_tried() -> None:
    from tests.journey.test_crash import POINTS

    assert set(BY_POINT.values()) <= set(POINTS)


def test_a_store_in_a_folder_that_is_not_there_is_refused_with_its_name(tmp_path: Path) -> None:
    from monitor.errors import StoreError
    from monitor.model import Secret
    from monitor.store import StoreSettings, open_store

    with pytest.raises(StoreError, match="nowhere") as refused:
        open_store(StoreSettings(url=Secret(str(tmp_path / "nowhere" / "monitor.db"))))

    assert refused.value.is_lasting
