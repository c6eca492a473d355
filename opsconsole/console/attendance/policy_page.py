"""The policy of a month as it stands, every figure with its clause; it is changed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual.app import ComposeResult

from opsconsole.attendance.policy import MONTH, AttendancePolicy, Payable
from opsconsole.attendance.rules.names import LEAVE_NAMES, as_days
from opsconsole.attendance.rules.values import LeaveKind, Shift
from opsconsole.attendance.sources import policies
from opsconsole.console.attendance.why import reason_words
from opsconsole.console.attendance.words import shift_times
from opsconsole.console.page import Page
from opsconsole.console.widgets.cells import fit
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.dates import Month, format_clock
from opsconsole.i18n import _
from opsconsole.money import format_yuan
from opsconsole.policy.queries import Timeline

CLAUSE_CELLS = 8

Figure = tuple[str, str]
"""A clause, and what the policy says there."""


class PolicyPage(Page):
    """The figures that a month is judged and priced by."""

    AUTO_FOCUS = "#figures"
    DEFAULT_CSS = """
    PolicyPage #figures { padding: 0 1; background: $background; }
    """

    def __init__(self, area: str, month: Month) -> None:
        super().__init__(area)
        self.month = month
        self._policies: Timeline[AttendancePolicy] | None = None

    def body(self) -> ComposeResult:
        yield Lines(focusable=True, id="figures")

    def context(self) -> str:
        return _("Policy of {month}").format(month=self.month)

    def refresh_data(self) -> None:
        self.fetch(policies, then=self._show)

    def retranslate(self) -> None:
        super().retranslate()
        if self._policies is not None:
            self._show(self._policies)

    def _show(self, found: Timeline[AttendancePolicy]) -> None:
        self._policies = found
        lines = [*_versions(found, self.month), *policy_lines(found.on(self.month.last))]
        self.query_one("#figures", Lines).show(lines)


def _versions(found: Timeline[AttendancePolicy], month: Month) -> Iterator[Line]:
    since = found.since(month.last)
    if since is None:
        yield Line(_("The founding figures hold in {month}.").format(month=month), "strong")
    else:
        yield Line(_("The version of {since} holds at the end of {month}.").format(since=since, month=month), "strong")
    if since != found.since(month.first):
        yield Line(_("A day is judged by the version of that day; {since} began within the month.").format(since=since))


def policy_lines(policy: AttendancePolicy) -> Iterator[Line]:
    """Every figure of a version, each with its clause."""
    for clause, words in (*_of_days(policy), *_of_months(policy), *_of_the_law(policy), *_reasons(policy)):
        yield Line(fit(clause, CLAUSE_CELLS) + words)


def _of_days(policy: AttendancePolicy) -> Iterator[Figure]:
    yield "ATT-1", _("Default shift: {times}").format(times=shift_times(Shift(*policy.default_shift)))
    yield _("rule 2"), _("A clock day begins at {time}.").format(time=format_clock(policy.clock_day_starts_min))
    one_punch = _("Punches less than {minutes} min apart are one punch.")
    yield _("rule 2"), one_punch.format(minutes=policy.one_punch_under_min)
    late = _("Late: {first} to {last} min after the start; more is half a day's absence.")
    yield "ATT-5", late.format(first=policy.late_from_min, last=policy.late_to_min)
    early = _("Early: {first} to {last} min before the end; more is half a day's absence.")
    yield "ATT-5", early.format(first=policy.early_from_min, last=policy.early_to_min)
    duty = _("Duty: punches from {minutes} min before to {minutes} min after it.")
    yield "ATT-3", duty.format(minutes=policy.duty_margin_min)
    event = _("An event of up to {minutes} min missed is half a day's absence, a longer one a day.")
    yield "ATT-9", event.format(minutes=policy.short_event_to_min)
    kinds = ", ".join(_(LEAVE_NAMES[LeaveKind(kind)]) for kind in policy.certificate_kinds)
    yield "ATT-10", _("Leave that needs a certificate: {kinds}.").format(kinds=kinds)


def _of_months(policy: AttendancePolicy) -> Iterator[Figure]:
    late = _("From {times} late or early times: {price}.")
    for tier in policy.late_tiers:
        yield "ATT-6", late.format(times=tier.from_times, price=_price(tier.days))
    absence = _("From {days} d of absence: {price}.")
    for tier in policy.absence_tiers:
        yield "ATT-7", absence.format(days=as_days(tier.from_halves), price=_price(tier.days))
    probation = _("Over {days} d of absence: probation from the next month.")
    yield "ATT-7", probation.format(days=as_days(policy.probation_over_halves))
    dismissal = _("From {days} d of absence: dismissal is proposed.")
    yield "ATT-7", dismissal.format(days=as_days(policy.dismissal_from_halves))
    fine = _("The fine of a head is {times} times the penalty of the employee.")
    yield "ATT-11", fine.format(times=policy.head_fine_times)


def _price(days: Any) -> str:
    return _("the whole month") if days == MONTH else _("{days} days").format(days=days)


def _of_the_law(policy: AttendancePolicy) -> Iterator[Figure]:
    whole, hundredths = divmod(policy.day_rate_days_hundredths, 100)
    yield "ATT-13", _("Day rate: the month's amount / {divisor}.").format(divisor=f"{whole}.{hundredths:02d}")
    yield "ATT-13", _("Lawful cap: {percent}% of the wage.").format(percent=policy.cap_percent)
    if policy.minimum_wage_fen is None:
        yield "ATT-13", _("No minimum wage is entered: the percentage stands alone.")
    else:
        wage = format_yuan(policy.minimum_wage_fen)
        yield "ATT-13", _("What remains may not be under the minimum wage of {yuan} yuan.").format(yuan=wage)
    lower = policy.payable is Payable.LOWER
    yield "ATT-13", _("To payroll goes the lower of the two.") if lower else _("To payroll goes the policy's figure.")


def _reasons(policy: AttendancePolicy) -> Iterator[Figure]:
    for digit, reason in enumerate(policy.reasons, start=1):
        yield _("rule 6"), _("Reason {digit}: {reason}").format(digit=digit, reason=reason_words(reason))
