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

__all__ = ["PollSettings", "after_poll", "body_hash", "host_back_off", "is_unchanged", "next_request", "words_for"]
