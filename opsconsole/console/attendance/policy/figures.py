"""Every figure of the attendance policy: its clause, what it says, and the form that changes it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from opsconsole.attendance.policy import (
    LONGEST_REASON,
    MONTH,
    AbsenceTier,
    AttendancePolicy,
    LateTier,
    Payable,
    Reason,
    Symbol,
)
from opsconsole.attendance.rules.names import LEAVE_NAMES, RESULT_NAMES, as_days
from opsconsole.attendance.rules.values import LeaveKind, Result, Shift
from opsconsole.console.attendance.why import reason_words
from opsconsole.console.attendance.words import shift_times
from opsconsole.console.widgets.form import ChoiceField, ClockField, Field, IntField, MoneyField, TextField, YesNoField
from opsconsole.console.widgets.inputs import half_width
from opsconsole.dates import format_clock
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, _
from opsconsole.money import format_yuan

MOST_MIN, MOST_TIMES = 24 * 60, 100
REASON, SYMBOL, LEAVE = "reason:", "symbol:", "leave:"
RULE_2, RULE_6, PAPER = N_("rule 2"), N_("rule 6"), N_("paper")
WHOLE_MONTH = ("m", "month", "月", "全月", "整月")
LONGEST_TIERS = 120

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, or a few that are changed together."""

    key: str
    clause: str
    name: str
    words: Callable[[AttendancePolicy], str]
    fields: Callable[[], list[Field]]
    begin: Callable[[AttendancePolicy], dict[str, Any]]
    take: Callable[[AttendancePolicy, Values], AttendancePolicy]


def figures_of(policy: AttendancePolicy) -> Iterator[Figure]:
    """Every figure of a version, in the order of the clauses; a reason a line."""
    yield from _FIGURES
    for digit, reason in enumerate(policy.reasons, start=1):
        yield _reason(digit, reason)
    for symbol in policy.symbols:
        yield _symbol(symbol)


def _minutes(key: str, clause: str, name: str, words: str, parts: Sequence[tuple[str, str]]) -> Figure:
    """Minutes, one number a part."""
    return _numbers(key, clause, name, words, parts, MOST_MIN)


def _numbers(key: str, clause: str, name: str, words: str, parts: Sequence[tuple[str, str]], most: int) -> Figure:
    """Whole numbers: each part is the attribute and its label; `words` tells the `{first}` and the `{last}`."""
    names = [part[0] for part in parts]
    return Figure(
        key,
        clause,
        name,
        lambda policy: _(words).format(first=getattr(policy, names[0]), last=getattr(policy, names[-1])),
        lambda: [IntField(one, label, required=True, most=most) for one, label in parts],
        lambda policy: {one: getattr(policy, one) for one in names},
        lambda policy, values: replace(policy, **{one: values[one] for one in names}),
    )


def _halves(key: str, clause: str, name: str, words: str, attribute: str) -> Figure:
    """Days of absence that are kept in half days."""

    def take(policy: AttendancePolicy, values: Values) -> AttendancePolicy:
        return replace(policy, **{attribute: _halves_of(values[attribute])})

    return Figure(
        key,
        clause,
        name,
        lambda policy: _(words).format(days=as_days(getattr(policy, attribute))),
        lambda: [
            TextField(attribute, N_("Days"), required=True, max_length=8, half_width=True, hint=N_("Days: 0.5, 1, 3"))
        ],
        lambda policy: {attribute: as_days(getattr(policy, attribute))},
        take,
    )


def _halves_of(text: str) -> int:
    """Days as they are typed, in half days; raises Refusal."""
    whole, _point, rest = half_width(text).partition(".")
    if not whole.isdecimal() or rest not in ("", "0", "5") or len(whole) > 3:
        raise Refusal(N_('"{text}" is no number of days; whole or half days pass'), text=text)
    return int(whole) * 2 + (rest == "5")


def _price(days: int | str) -> str:
    return _("the whole month") if days == MONTH else _("{days} days").format(days=days)


def _late_words(policy: AttendancePolicy) -> str:
    words = _("from {times}: {price}")
    return ", ".join(words.format(times=tier.from_times, price=_price(tier.days)) for tier in policy.late_tiers)


def _absence_words(policy: AttendancePolicy) -> str:
    words = _("from {days} d: {price}")
    return ", ".join(
        words.format(days=as_days(tier.from_halves), price=_price(tier.days)) for tier in policy.absence_tiers
    )


def _typed_tiers(pairs: Sequence[tuple[str, int | str]]) -> str:
    return " ".join(f"{start}={'m' if days == MONTH else days}" for start, days in pairs)


def _read_tiers(text: str) -> Iterator[tuple[str, int | str]]:
    """Tiers as they are typed, `3=5 4=10 10=m`; raises Refusal naming the part that cannot be read."""
    for part in half_width(text).replace(",", " ").replace("、", " ").split():
        start, sign, days = part.partition("=")
        if not sign or not start or not (days.isdecimal() or days.casefold() in WHOLE_MONTH) or len(days) > 3:
            raise Refusal(N_('"{part}" is no tier; 3=5 (from 3: 5 days) or 10=m (the whole month) pass'), part=part)
        yield start, int(days) if days.isdecimal() else MONTH


def _take_late(policy: AttendancePolicy, values: Values) -> AttendancePolicy:
    tiers = []
    for start, days in _read_tiers(values["tiers"]):
        if not start.isdecimal() or len(start) > 3:
            raise Refusal(N_('"{part}" is no number of times'), part=start)
        tiers.append(LateTier(int(start), days))
    return replace(policy, late_tiers=tuple(tiers))


def _take_absence(policy: AttendancePolicy, values: Values) -> AttendancePolicy:
    tiers = tuple(AbsenceTier(_halves_of(start), days) for start, days in _read_tiers(values["tiers"]))
    return replace(policy, absence_tiers=tiers)


def _tiers_field(hint: str) -> list[Field]:
    return [TextField("tiers", N_("Tiers"), required=True, max_length=LONGEST_TIERS, hint=hint)]


SHIFT_LABELS = (N_("Morning from"), N_("Morning to"), N_("Afternoon from"), N_("Afternoon to"))


def _take_shift(policy: AttendancePolicy, values: Values) -> AttendancePolicy:
    first, second, third, fourth = (values[f"shift:{place}"] for place in range(4))
    return replace(policy, default_shift=(first, second, third, fourth))


def _take_kinds(policy: AttendancePolicy, values: Values) -> AttendancePolicy:
    return replace(policy, certificate_kinds=tuple(kind.value for kind in LeaveKind if values[kind.value]))


def _take_rate(policy: AttendancePolicy, values: Values) -> AttendancePolicy:
    whole, _point, rest = half_width(values["days"]).partition(".")
    if not whole.isdecimal() or len(whole) > 2 or (rest and not rest.isdecimal()) or len(rest) > 2:
        raise Refusal(N_('"{text}" is no number of days with two decimals'), text=values["days"])
    return replace(policy, day_rate_days_hundredths=int(whole) * 100 + int(rest.ljust(2, "0") or 0))


def _rate(policy: AttendancePolicy) -> str:
    whole, hundredths = divmod(policy.day_rate_days_hundredths, 100)
    return f"{whole}.{hundredths:02d}"


def _minimum(policy: AttendancePolicy) -> str:
    if policy.minimum_wage_fen is None:
        return _("not entered: the percentage stands alone")
    return _("{yuan} yuan").format(yuan=format_yuan(policy.minimum_wage_fen))


PAYABLE = {Payable.LOWER: N_("the lower of the two"), Payable.POLICY: N_("the policy's figure")}

_FIGURES: tuple[Figure, ...] = (
    Figure(
        "default_shift",
        "ATT-1",
        N_("Default shift"),
        lambda policy: shift_times(Shift(*policy.default_shift)),
        lambda: [ClockField(f"shift:{place}", label, required=True) for place, label in enumerate(SHIFT_LABELS)],
        lambda policy: {f"shift:{place}": at for place, at in enumerate(policy.default_shift)},
        _take_shift,
    ),
    Figure(
        "clock_day_starts_min",
        RULE_2,
        N_("A clock day begins"),
        lambda policy: format_clock(policy.clock_day_starts_min),
        lambda: [ClockField("starts", N_("Begins at"), required=True)],
        lambda policy: {"starts": policy.clock_day_starts_min},
        lambda policy, values: replace(policy, clock_day_starts_min=values["starts"]),
    ),
    _minutes(
        "one_punch_under_min",
        RULE_2,
        N_("Punches that are one"),
        N_("less than {first} min apart"),
        (("one_punch_under_min", N_("Minutes")),),
    ),
    _minutes(
        "late",
        "ATT-5",
        N_("Late"),
        N_("{first} to {last} min after the start; more is half a day's absence"),
        (("late_from_min", N_("From minutes")), ("late_to_min", N_("To minutes"))),
    ),
    _minutes(
        "early",
        "ATT-5",
        N_("Left early"),
        N_("{first} to {last} min before the end; more is half a day's absence"),
        (("early_from_min", N_("From minutes")), ("early_to_min", N_("To minutes"))),
    ),
    _minutes(
        "duty_margin_min",
        "ATT-3",
        N_("Duty: punches that count"),
        N_("from {first} min before to {last} min after it"),
        (("duty_margin_min", N_("Minutes")),),
    ),
    _minutes(
        "short_event_to_min",
        "ATT-9",
        N_("A short event"),
        N_("up to {first} min: missed it is half a day's absence, a longer one a day"),
        (("short_event_to_min", N_("Minutes")),),
    ),
    Figure(
        "certificate_kinds",
        "ATT-10",
        N_("Leave with a certificate"),
        lambda policy: ", ".join(_(LEAVE_NAMES[LeaveKind(kind)]) for kind in policy.certificate_kinds),
        lambda: [YesNoField(kind.value, name) for kind, name in LEAVE_NAMES.items()],
        lambda policy: {kind.value: kind.value in policy.certificate_kinds for kind in LeaveKind},
        _take_kinds,
    ),
    Figure(
        "late_tiers",
        "ATT-6",
        N_("Tiers of late and early"),
        _late_words,
        lambda: _tiers_field(N_("3=5: from 3 times 5 days; 10=m: the month")),
        lambda policy: {"tiers": _typed_tiers([(str(tier.from_times), tier.days) for tier in policy.late_tiers])},
        _take_late,
    ),
    Figure(
        "absence_tiers",
        "ATT-7",
        N_("Tiers of absence"),
        _absence_words,
        lambda: _tiers_field(N_("0.5=1: from half a day 1 day; 3=m: the month")),
        lambda policy: {
            "tiers": _typed_tiers([(as_days(tier.from_halves), tier.days) for tier in policy.absence_tiers])
        },
        _take_absence,
    ),
    _halves(
        "probation_over_halves",
        "ATT-7",
        N_("Probation"),
        N_("over {days} d of absence, from the next month"),
        "probation_over_halves",
    ),
    _halves(
        "dismissal_from_halves",
        "ATT-7",
        N_("Dismissal"),
        N_("proposed from {days} d of absence"),
        "dismissal_from_halves",
    ),
    _numbers(
        "head_fine_times",
        "ATT-11",
        N_("The fine of a head"),
        N_("{first} times the penalty of the employee"),
        (("head_fine_times", N_("Times")),),
        MOST_TIMES,
    ),
    Figure(
        "day_rate",
        "ATT-13",
        N_("Day rate"),
        lambda policy: _("the month's amount / {divisor}").format(divisor=_rate(policy)),
        lambda: [
            TextField("days", N_("Divided by"), required=True, max_length=6, half_width=True, hint=N_("Days: 21.75"))
        ],
        lambda policy: {"days": _rate(policy)},
        _take_rate,
    ),
    _numbers(
        "cap_percent", "ATT-13", N_("Lawful cap"), N_("{first}% of the wage"), (("cap_percent", N_("Percent")),), 100
    ),
    Figure(
        "minimum_wage_fen",
        "ATT-13",
        N_("Minimum wage"),
        _minimum,
        lambda: [MoneyField("wage", N_("Yuan a month"), hint=N_("Empty: none is entered"))],
        lambda policy: {"wage": policy.minimum_wage_fen},
        lambda policy, values: replace(policy, minimum_wage_fen=values["wage"]),
    ),
    Figure(
        "payable",
        "ATT-13",
        N_("To payroll goes"),
        lambda policy: _(PAYABLE[policy.payable]),
        lambda: [
            ChoiceField(
                "payable",
                N_("To payroll goes"),
                required=True,
                options=[(one.value, Message(words)) for one, words in PAYABLE.items()],
            )
        ],
        lambda policy: {"payable": policy.payable.value},
        lambda policy, values: replace(policy, payable=Payable(values["payable"])),
    ),
)


def _reason(digit: int, reason: Reason) -> Figure:
    def take(policy: AttendancePolicy, values: Values) -> AttendancePolicy:
        changed = Reason(reason.code, values["zh"], values["en"], values["sign_zh"], values["sign_en"])
        return replace(policy, reasons=tuple(changed if one.code == reason.code else one for one in policy.reasons))

    return Figure(
        f"{REASON}{reason.code}",
        RULE_6,
        N_("Reason"),
        lambda policy: f"{digit} {reason_words(reason)}{_on_paper(reason)}",
        reason_fields,
        lambda policy: {"zh": reason.zh, "en": reason.en, "sign_zh": reason.sign_zh, "sign_en": reason.sign_en},
        take,
    )


def reason_fields() -> list[Field]:
    """A reason in both languages."""
    return [
        TextField("zh", N_("In Chinese"), required=True, max_length=LONGEST_REASON),
        TextField("en", N_("In English"), required=True, max_length=LONGEST_REASON),
        TextField("sign_zh", N_("Sign in Chinese"), max_length=1, hint=N_("On paper; empty: its digit")),
        TextField("sign_en", N_("Sign in English"), max_length=1, hint=N_("On paper; empty: its digit")),
    ]


def _on_paper(reason: Reason) -> str:
    signs = " ".join(sign for sign in (reason.sign_zh, reason.sign_en) if sign)
    return _("; on paper {signs}").format(signs=signs) if signs else ""


def _symbol(symbol: Symbol) -> Figure:
    """What stands on paper for one result."""
    leave = symbol.code.removeprefix(LEAVE)
    name = LEAVE_NAMES[LeaveKind(leave)] if leave != symbol.code else RESULT_NAMES[Result(symbol.code)]

    def take(policy: AttendancePolicy, values: Values) -> AttendancePolicy:
        changed = Symbol(symbol.code, values["zh"], values["en"])
        return replace(policy, symbols=tuple(changed if one.code == symbol.code else one for one in policy.symbols))

    return Figure(
        f"{SYMBOL}{symbol.code}",
        PAPER,
        name,
        lambda policy: _("on paper {signs}").format(signs=f"{symbol.zh} {symbol.en}"),
        lambda: [
            TextField("zh", N_("Sign in Chinese"), required=True, max_length=1),
            TextField("en", N_("Sign in English"), required=True, max_length=1),
        ],
        lambda policy: {"zh": symbol.zh, "en": symbol.en},
        take,
    )


def with_reason(policy: AttendancePolicy, values: Values) -> AttendancePolicy:
    """The policy with a new reason at the next digit. Its code follows from its words, so that no other reason, not
    even one taken away long ago, is ever mistaken for it."""
    code = f"own_{zlib.crc32('|'.join((values['zh'], values['en'])).encode()):08x}"
    made = Reason(code, values["zh"], values["en"], values["sign_zh"], values["sign_en"])
    return replace(policy, reasons=(*policy.reasons, made))


def without_reason(policy: AttendancePolicy, key: str) -> AttendancePolicy:
    """The policy without a reason: no digit gives it any more; halves explained by it stay explained."""
    return replace(policy, reasons=tuple(one for one in policy.reasons if f"{REASON}{one.code}" != key))
