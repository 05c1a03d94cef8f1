"""A verdict as it was kept in; the same decision again, from its parts alone, out."""

from __future__ import annotations

from monitor.model import Verdict

ROUNDING = 1e-9


def re_decide(verdict: Verdict) -> bool:
    """What a kept explanation decides: the sum of its parts against its threshold. Always equal to `is_match`."""
    return bool(verdict.parts) and sum(points for _, points in verdict.parts) >= verdict.threshold - ROUNDING
