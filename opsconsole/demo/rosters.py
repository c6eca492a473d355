"""Duty over the holidays, meetings and a training, and what the office found on its rounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from opsconsole.attendance.rules.times import moment_of
from opsconsole.attendance.rules.values import FindingKind, HalfName
from opsconsole.dates import ONE_DAY
from opsconsole.demo.away import Away
from opsconsole.demo.people import DemoPerson
from opsconsole.demo.sins import Sin, SinsByDay
from opsconsole.demo.swipes import Swipe, swipe
from opsconsole.demo.working import Holders

_DAY_DUTY, _NIGHT_DUTY = (9 * 60, 17 * 60), (20 * 60, 32 * 60)
_DUTY_DAYS = (
    *(date(2026, 1, 1) + n * ONE_DAY for n in range(3)),
    *(date(2026, 2, 15) + n * ONE_DAY for n in range(9)),
    *(date(2026, 3, n) for n in (7, 14, 21, 28)),
)
_NIGHTS = tuple(date(2026, 2, 15) + n * ONE_DAY for n in range(8))
_ON_DUTY = ("BG-02", "XZ-02", "RL-02", "CW-03", "XS-04", "BG-08", "XZ-04", "YY-04")
_NOT_KEPT = (date(2026, 2, 19), date(2026, 3, 21))
_LATE_FOR_DUTY = {date(2026, 2, 17): 12, date(2026, 3, 7): 8}

_MEETINGS = (("HY-2601", date(2026, 1, 7)), ("HY-2602", date(2026, 2, 4)), ("HY-2603", date(2026, 3, 5)))
_AT_MEETINGS = ("ZJ-01", "ZJ-02", "ZJ-03", "ZJ-04", "ZB-01", "ZB-02", "DS-02", "YY-02", "QD-02", "XS-02", "SC1-02")
_MEETING = (14 * 60, 16 * 60)
_TRAINING = ("PX-2603", date(2026, 3, 21), 9 * 60, 17 * 60)
_TRAINED_SINCE = date(2025, 6, 1)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A line of the file `duty`."""

    badge: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Attended:
    """A line of the file `events`."""

    code: str
    title: str
    start: datetime
    end: datetime
    badge: str
    arrived: datetime | None
    left: datetime | None = None
    excused: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A line of the file `findings`."""

    badge: str
    day: date
    note: str
    kind: FindingKind = FindingKind.UNRELATED
    concerns: str = ""


def duty_roster(holders: Holders) -> list[tuple[DemoPerson, DutyLine]]:
    """Who keeps watch on which holiday; nights run into the next morning."""
    pool = [person for code in _ON_DUTY for person in holders[code][:3]]
    roster: list[tuple[DemoPerson, DutyLine]] = []
    for day, (start, end) in sorted(
        [*((day, _DAY_DUTY) for day in _DUTY_DAYS), *((day, _NIGHT_DUTY) for day in _NIGHTS)]
    ):
        person = pool[len(roster) * 7 % len(pool)]
        roster.append((person, DutyLine(person.badge, moment_of(day, start), moment_of(day, end))))
    return roster


def swipes_of_duty(roster: Sequence[tuple[DemoPerson, DutyLine]]) -> Iterator[Swipe]:
    """The swipes of those who kept their duty; two did not come, and two were late."""
    random = Random("opsconsole demo duty")
    for person, line in roster:
        day, came, went = line.start.date(), random.random(), random.random()
        daytime = line.start.hour < 12
        if daytime and day in _NOT_KEPT:
            continue
        late = _LATE_FOR_DUTY.get(day, 0) if daytime else 0
        assigned = person.on(day)
        assert assigned is not None
        begin = timedelta(minutes=late) if late else -timedelta(seconds=60 + int(came * 900))
        yield swipe(assigned, line.start + begin)
        yield swipe(assigned, line.end + timedelta(seconds=30 + int(went * 600)))


def meetings(people: list[DemoPerson], holders: Holders, away: Away, sins: SinsByDay) -> list[Attended]:
    """Who came to the monthly meetings and to the training of new people, and when (ATT-9)."""
    leading = [people_of[0] for code, people_of in sorted(holders.items()) if code.endswith("-01") and code != "HD-01"]
    leading += [person for code in _AT_MEETINGS for person in holders[code]]
    found: list[Attended] = []
    for code, day in _MEETINGS:
        expected = sorted({person.badge for person in leading if person.on(day)})
        found += _came(code, "月度例会", day, _MEETING, expected, away, sins)
    code, day, *span = _TRAINING
    new = sorted(
        person.badge
        for person in people
        if person.on(day) is not None and person.assignments[0].first >= _TRAINED_SINCE
    )
    found += _came(code, "新员工培训", day, (span[0], span[1]), new, away, sins)
    return found


def _came(
    code: str,
    title: str,
    day: date,
    span: tuple[int, int],
    expected: Sequence[str],
    away: Away,
    sins: SinsByDay,
) -> Iterator[Attended]:
    random = Random(f"opsconsole demo {code}")
    start, end = moment_of(day, span[0]), moment_of(day, span[1])
    present = [badge for badge in expected if not _elsewhere(badge, day, away, sins)]
    # One stays away, two come late, one leaves before the end; the badges in the middle of the list happen to.
    middle = len(present) // 2
    absent, late, very_late, leaves = present[middle], present[middle - 2], present[middle + 1], present[middle + 2]
    for badge in expected:
        if badge not in present:
            yield Attended(code, title, start, end, badge, None, excused=True)
            continue
        arrived = start - timedelta(seconds=int(random.random() * 600))
        left = None
        if badge == absent:
            yield Attended(code, title, start, end, badge, None)
            continue
        if badge == late:
            arrived = start + timedelta(minutes=9)
        if badge == very_late:
            arrived = start + timedelta(minutes=18)
        if badge == leaves:
            left = end - timedelta(minutes=20)
        yield Attended(code, title, start, end, badge, arrived.replace(second=0), left)


def _elsewhere(badge: str, day: date, away: Away, sins: SinsByDay) -> bool:
    on_leave = HalfName.PM in away.halves.get((badge, day), ())
    sin = sins.get((badge, day))
    return on_leave or (badge, day) in away.out or sin in (Sin.ABSENT, Sin.ABSENT_AFTERNOON, Sin.VERY_EARLY)


def findings(holders: Holders) -> list[Found]:
    """What the office found: things unrelated to work, and a head who clocked in for somebody (ATT-8, ATT-11)."""
    return [
        Found(holders["SC2-03"][8].badge, date(2026, 1, 21), "工作时间看小说"),
        Found(holders["QH-02"][1].badge, date(2026, 2, 11), "工作时间炒股"),
        Found(holders["SC2-03"][11].badge, date(2026, 3, 12), "工作时间睡觉"),
        Found(holders["XS-03"][15].badge, date(2026, 3, 19), "工作时间玩手机游戏"),
        Found(holders["XS-03"][15].badge, date(2026, 3, 25), "工作时间网购"),
        Found(
            holders["SC1-01"][0].badge,
            date(2026, 3, 27),
            "替员工打卡，遮掩迟到",
            FindingKind.FALSIFIED,
            holders["SC1-03"][3].badge,
        ),
    ]
