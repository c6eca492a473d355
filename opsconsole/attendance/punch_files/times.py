"""Wall-clock moments as whole seconds since 1970-01-01 00:00 of the same clock: no time zone, no summer time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

DAY_S = 86_400
_EPOCH = datetime(1970, 1, 1)
_EPOCH_DAY = _EPOCH.date()


def seconds_of(moment: datetime) -> int:
    """A naive local moment as `at_s`; fractions of a second are cut."""
    gone = moment - _EPOCH
    return gone.days * DAY_S + gone.seconds


def moment_of(at_s: int) -> datetime:
    """The naive local moment of `at_s`."""
    return _EPOCH + timedelta(seconds=at_s)


def day_start_s(day: date) -> int:
    """The midnight that begins `day`, as `at_s`."""
    return (day - _EPOCH_DAY).days * DAY_S
