"""Clock times: which clock day a punch belongs to, and its whole minute there (rule 2).

Seconds are cut, never rounded, before anything is compared (ATT-5).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from opsconsole.dates import ONE_DAY

MINUTES_A_DAY = 24 * 60
CLOCK_DAY_STARTS_MIN = 4 * 60


def clock_day(moment: datetime, starts_min: int = CLOCK_DAY_STARTS_MIN) -> date:
    """The day whose clock day holds `moment`: 03:59:59 still belongs to the day before, 04:00:00 does not."""
    day = moment.date()
    return day - ONE_DAY if moment.hour * 60 + moment.minute < starts_min else day


def clock_minute(moment: datetime, day: date) -> int:
    """Whole minutes of `moment` after the midnight that starts `day`; half past the next midnight is 1470."""
    return (moment.date() - day).days * MINUTES_A_DAY + moment.hour * 60 + moment.minute


def cut(moment: datetime) -> datetime:
    """`moment` without its seconds."""
    return moment.replace(second=0, microsecond=0)


def minutes_between(earlier: datetime, later: datetime) -> int:
    """Whole minutes from one moment to another, both cut first; negative where `later` comes before."""
    return (cut(later) - cut(earlier)) // timedelta(minutes=1)


def moment_of(day: date, minute: int) -> datetime:
    """The moment that lies `minute` minutes after the midnight that starts `day`."""
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
