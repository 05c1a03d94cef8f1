"""now + state -> when next: back-off, adaptive interval, due windows."""

from monitor.cadence.polling import (
    PollSettings,
    after_poll,
    body_hash,
    host_back_off,
    is_unchanged,
    next_request,
    words_for,
)
from monitor.cadence.retry import next_attempt
from monitor.cadence.slots import ALERT, LATE_AFTER, CatchUp, Cron, Schedule, due_slots, next_slot, parse_cron, parse_zone

__all__ = [
    "ALERT",
    "LATE_AFTER",
    "CatchUp",
    "Cron",
    "PollSettings",
    "Schedule",
    "after_poll",
    "body_hash",
    "due_slots",
    "host_back_off",
    "is_unchanged",
    "next_attempt",
    "next_request",
    "next_slot",
    "parse_cron",
    "parse_zone",
    "words_for",
]
