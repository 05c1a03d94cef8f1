"""Every known fault of the store and every known place to crash has a test, or a reason why it has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import cases

TESTS = Path(__file__).resolve().parents[1]

DISK, CRASH = "journey/test_disk.py::", "journey/test_crash.py::"
KILLED = CRASH + "test_killed_at_this_point_a_turn_loses_and_doubles_nothing"
ANY = CRASH + "test_killed_at_any_instant_a_turn_loses_and_doubles_nothing"
"""The suite's share of random instants; hundreds at a time are struck by bench/kills.py."""
REFUSED = "operations/test_upkeep.py::test_a_store_that_cannot_be_one_is_refused_for_good"
TOGETHER, WEATHER = "store/test_together.py::", "journey/test_weather.py::"
SAME_COST = "store/test_engine.py::test_what_opening_and_polling_ask_costs_the_same_however_much_is_stored"
"""By the plans of the statements; what a million articles cost is measured by bench/bench_growth.py."""

STORE = {
    "store-001": DISK + "test_a_disk_that_is_really_full_is_one_line_and_goes_on_when_there_is_room_again",
    "store-003": WEATHER + "test_nothing_is_written_to_the_folder_of_temporary_files",
    "store-006": DISK + "test_any_write_or_sync_that_fails_costs_a_turn_and_nothing_else",
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
    "store-029": SAME_COST,
    "store-030": SAME_COST,
    "store-032": "simulation/test_month.py::test_nothing_is_lost_told_twice_or_late_without_a_word",
    "store-033": DISK + "test_a_disk_on_which_no_file_can_be_made_is_one_line_and_goes_on_when_one_can",
    "store-035": DISK + "test_a_disk_on_which_every_sync_takes_long_makes_a_turn_slow_and_nothing_else",
    "store-036": WEATHER + "test_a_server_that_dies_and_comes_back_under_load_costs_turns_and_no_mail",
    "store-039": TOGETHER + "test_a_server_that_only_reads_is_an_error_that_passes",
    "store-040": "store/test_contract.py::test_two_turns_never_overlap",
    "store-041": "journey/test_daemon.py::test_a_store_that_cannot_be_reached_is_waited_for_until_it_is_told_to_leave",
    "store-042": TOGETHER + "test_a_statement_that_takes_longer_than_the_server_allows_is_an_error_that_passes",
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
    "crash-004": CRASH + "test_killed_while_its_tables_are_made_a_store_is_made_by_the_next_turn",
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
    "crash-048": CRASH + "test_killed_while_it_reloads_its_configuration_the_daemon_loses_and_doubles_nothing",
    "crash-050": "no test: there is no status page in a file",
    "crash-051": ANY,
    "crash-052": ANY,
    "crash-053": "store/test_power.py::test_a_power_cut_at_any_write_leaves_a_whole_store_with_all_that_was_acknowledged",
    "crash-055": WEATHER + "test_workers_that_are_killed_cost_a_page_at_most_and_nothing_is_lost",
    "crash-058": CRASH + "test_a_turn_that_is_stopped_and_goes_on_beside_another_doubles_nothing",
    "crash-060": WEATHER + "test_an_error_at_this_point_ends_the_turn_and_costs_nothing_else",
    "crash-061": WEATHER + "test_a_turn_that_runs_out_of_memory_costs_itself_and_nothing_else",
    "crash-062": "journey/test_signals.py::test_ended_at_this_point_a_turn_loses_and_doubles_nothing",
}


SLOTS, PUBLISH, DAEMON, WEB = "cadence/test_slots.py::", "pipeline/test_publish.py::", "journey/test_daemon.py::", "web/test_web.py::"
SECRETS = "cli/test_secrets.py::test_a_secret_is_nowhere_in_what_a_run_leaves"

SCHEDULE = {case["id"]: SLOTS + "test_a_daily_digest_comes_once_each_local_date_around_a_clock_change" for case in cases("schedule")} | {
    "schedule-218": SLOTS + "test_a_clock_set_back_over_the_slot_sends_nothing_again",
    "schedule-220": SLOTS + "test_a_clock_set_forward_by_a_day_brings_one_edition_and_not_one_for_each_hour",
    "schedule-221": "operations/test_upkeep.py::test_a_clock_far_ahead_and_back_expires_nothing",
    "schedule-223": SLOTS + "test_a_slot_slept_over_comes_once_and_says_that_it_is_late",
    "schedule-224": SLOTS + "test_after_three_days_the_policy_decides_how_many_editions_there_are",
    "schedule-226": "no test: a clock that drifts is at every tick a clock that is right or stepped",
    "schedule-227": PUBLISH + "test_an_edition_says_that_it_is_late",
    "schedule-228": PUBLISH + "test_after_days_of_silence_catch_up_decides",
    "schedule-230": SLOTS + "test_a_slot_that_comes_while_another_is_being_sent_is_neither_skipped_nor_doubled",
    "schedule-234": DAEMON + "test_a_second_daemon_on_one_store_is_refused_and_cron_beside_it_is_not",
    "schedule-235": KILLED,
    "schedule-236": "no test: no NFS can be mounted in a test; docs/operations.md asks for a disk of the machine itself",
    "schedule-237": SLOTS + "test_an_unknown_zone_is_refused_by_name",
    "schedule-238": SLOTS + "test_a_zone_changed_at_noon_brings_no_second_edition_that_day",
    "schedule-239": SLOTS + "test_an_hour_moved_after_it_was_served_brings_no_second_edition_that_day",
    "schedule-240": PUBLISH + "test_nothing_new_is_a_notice_or_no_mail_and_the_slot_is_done",
    "schedule-244": DAEMON + "test_a_configuration_that_became_wrong_is_refused_on_sighup_and_the_old_one_kept",
    "schedule-245": WEATHER + "test_a_turn_that_nobody_listens_to_does_its_work",
    "schedule-246": CRASH + "test_a_turn_that_is_stopped_and_goes_on_beside_another_doubles_nothing",
    "schedule-248": WEB + "test_a_job_that_completes_no_turn_is_not_alive_whatever_its_threads_do",
    "schedule-249": "workers/test_workers.py::test_a_machine_that_can_start_no_process_now_is_an_error_of_the_call_and_the_next_one_works",
}
FORGED, NO_PAGE = WEB + "test_a_forged_token_is_refused", WEB + "test_what_attackers_ask_for_is_no_page_and_nothing_of_it_comes_back"
PAGE = WEB + "test_the_page_shows_no_markup_of_others_and_nobodys_address"
SECRET = {case["id"]: SECRETS for case in cases("secret") if case["sub"] == "redaction"} | {
    "secret-018": FORGED,
    "secret-019": FORGED,
    "secret-020": FORGED,
    "secret-021": "no test: a token holds no time, so there is none that has expired; a good one stays good",
    "secret-022": WEB + "test_a_link_that_is_only_followed_changes_nothing",
    "secret-023": WEB + "test_a_link_that_is_only_followed_changes_nothing",
    "secret-024": "no test: decided otherwise, a POST without a body unsubscribes (which has its test); the token alone says who wants it",
    "secret-028": WEB + "test_a_token_that_asks_to_be_believed_unsigned_is_no_token",
    "secret-030": WEB + "test_garbage_ends_its_own_connection_only",
    "secret-031": "no test: a time cannot be held to on a shared machine; tokens are compared by hmac.compare_digest",
    "secret-033": NO_PAGE,
    "secret-034": NO_PAGE,
    "secret-036": NO_PAGE,
    "secret-038": NO_PAGE,
    "secret-040": NO_PAGE,
    "secret-041": NO_PAGE,
    "secret-042": WEB + "test_a_name_that_is_not_ours_gets_nothing",
    "secret-043": WEB + "test_who_a_header_says_is_asking_changes_nothing",
    "secret-044": WEB + "test_a_body_that_is_too_long_or_measured_oddly_is_not_read",
    "secret-048": WEB + "test_no_label_holds_what_a_feed_or_an_operator_wrote",
    "secret-049": "no test: there is no login",
    "secret-052": "deliver/test_archive.py::test_every_page_forbids_scripts_and_requests",
    "secret-053": PAGE,
    "secret-054": PAGE,
    "secret-055": WEB + "test_it_does_not_say_what_it_is_made_of",
}

AREAS = {"store": STORE, "crash": CRASHES, "schedule": SCHEDULE, "secret": SECRET}


@pytest.mark.parametrize("area", AREAS)
def test_every_known_fault_has_its_test_or_its_reason(area: str) -> None:
    assert {case["id"] for case in cases(area)} == set(AREAS[area])
    for place in set(AREAS[area].values()):
        if not place.startswith("no test: "):
            file, _, name = place.partition("::")
            assert f"def {name}(" in (TESTS / file).read_text(encoding="utf-8"), place


def test_the_manual_of_faults_counts_those_without_a_test() -> None:
    text = (TESTS.parent / "docs" / "faults.md").read_text(encoding="utf-8")

    for area, places in AREAS.items():
        without = sum(place.startswith("no test: ") for place in places.values())
        assert f"| `{area}` | {len(places)} | {len(places) - without} |" in text


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
