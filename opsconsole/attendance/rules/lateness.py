"""How late and how early somebody was for a span: the one comparison of ATT-5, for halves, duty and events."""

from __future__ import annotations

from dataclasses import dataclass

from opsconsole.attendance.rules.values import Thresholds, Why


@dataclass(frozen=True, slots=True)
class Lateness:
    """Presence compared with a span. `late_min` and `early_min` are only minutes that count: 0 within the
    grace, and 0 on both sides where the span is `absent`."""

    absent: bool
    late_min: int
    early_min: int
    why: tuple[Why, ...]


ON_TIME = Lateness(False, 0, 0, (Why.ON_TIME,))
NOT_THERE = Lateness(True, 0, 0, (Why.NO_OVERLAP,))


def lateness_of(start: int, end: int, first: int, last: int, thresholds: Thresholds) -> Lateness:
    """Judges presence from `first` to `last` against the span from `start` to `end`, all in whole minutes.

    No overlap is absence; so is a side over its limit (ATT-5). Reading: 5 and 30 minutes are late, 31 is
    absence; leaving has no grace.
    """
    if last <= start or first >= end:
        return NOT_THERE
    late, early = max(0, first - start), max(0, end - last)
    if not late and not early:
        return ON_TIME
    over = (
        *((Why.LATE_OVER,) if late > thresholds.late_to_min else ()),
        *((Why.EARLY_OVER,) if early > thresholds.early_to_min else ()),
    )
    if over:
        return Lateness(True, 0, 0, over)
    return _counted(late, early, thresholds)


def _counted(late: int, early: int, thresholds: Thresholds) -> Lateness:
    late_counts, early_counts = late >= thresholds.late_from_min, early >= thresholds.early_from_min
    why: list[Why] = []
    if late:
        why.append(Why.LATE if late_counts else Why.LATE_WITHIN_GRACE)
    if early:
        why.append(Why.EARLY if early_counts else Why.EARLY_WITHIN_GRACE)
    return Lateness(False, late if late_counts else 0, early if early_counts else 0, tuple(why))
