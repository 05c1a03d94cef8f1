"""What a failed fetch of a page means: whether it passes, and whether the page is at fault."""

from __future__ import annotations

from datetime import timedelta

from monitor.errors import FetchError

LASTING = frozenset({"blocked", "gone", "too_big", "refused", "redirect", "encoding", "robots"})
"""Fetch problems that another try in an hour will not cure."""

BROKEN = frozenset({"too_big", "encoding", "redirect"})
"""Of these, what is wrong with the page itself and worth a line; that an outlet refuses us or has taken a page down is daily life."""

NOT_FOUND_AGAIN = timedelta(hours=1)
"""A page that is not found (404) may be a slip of the site; when it is not found after so long either, it is gone."""

PASSING_STATUS = frozenset({408, 425, 429})
"""Statuses below 500 that do pass (RFC 9110, RFC 8470, RFC 6585)."""


def is_lasting(error: FetchError) -> bool:
    """Whether another try in an hour will not cure it."""
    if error.kind == "http":
        status = error.status or 0
        return 400 <= status < 500 and status not in PASSING_STATUS
    return error.kind in LASTING
