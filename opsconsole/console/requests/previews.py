"""What asking would mean, in the words that stand beneath a form."""

from __future__ import annotations

from collections.abc import Iterator

from opsconsole.approvals.words import NOBODY_YET
from opsconsole.attendance.requests.leave import LeaveAsked
from opsconsole.attendance.requests.queries import LeavePreview
from opsconsole.attendance.requests.reporting import BackPreview
from opsconsole.attendance.rules.leave import span_words
from opsconsole.console.requests.detail import person_words
from opsconsole.console.widgets.prose import Line
from opsconsole.i18n import _, language, text_of

MOST_MATES = 3


def days_words(halves: int) -> str:
    """Half days as days: `1.5`."""
    return f"{halves // 2}.5" if halves % 2 else str(halves // 2)


def preview_lines(found: LeavePreview, asked: LeaveAsked) -> list[Line]:
    """How long, what is left afterwards, who decides, who else is away."""
    return [*_length(found), *_certificate(found, asked), *_deciders(found), *_mates(found)]


def _length(found: LeavePreview) -> Iterator[Line]:
    if not found.halves:
        yield Line(_("These days are days off; no leave is needed"), "warn")
        return
    words = _("{days} days of leave on workdays").format(days=days_words(found.halves))
    if found.left_halves is None:
        yield Line(words, "strong")
        return
    after = found.left_halves - found.halves
    facts = {"words": words, "before": days_words(max(found.left_halves, 0)), "after": days_words(max(after, 0))}
    if after >= 0:
        yield Line(_("{words}; {before} left of this year, {after} afterwards").format(**facts), "strong")
    else:
        yield Line(_("{words}; {before} left of this year: not enough").format(**facts), "bad")


def _certificate(found: LeavePreview, asked: LeaveAsked) -> Iterator[Line]:
    if found.needs_certificate and not asked.certificate:
        yield Line(_("Needs a certificate; until it is there the days count as absence (ATT-10)"), "warn")


def _deciders(found: LeavePreview) -> Iterator[Line]:
    for post, people in zip(found.posts, found.deciders, strict=True):
        names = ", ".join(map(person_words, people)) or _(NOBODY_YET)
        told = _("Decides: {who} ({post})").format(who=names, post=text_of(post.words(language())))
        yield Line(told, "" if people else "warn")


def _mates(found: LeavePreview) -> Iterator[Line]:
    for mate in found.mates_away[:MOST_MATES]:
        away = (
            _("{who} of the same unit is away then: {span}")
            if mate.approved
            else _("{who} asked for leave then: {span}")
        )
        yield Line(away.format(who=person_words(mate.person), span=text_of(span_words(mate.span))), "info")
    more = len(found.mates_away) - MOST_MATES
    if more > 0:
        yield Line(_("and {count} more").format(count=more), "info")


def back_lines(found: BackPreview) -> list[Line]:
    """What reporting back on that half day comes to."""
    if found.given_back_halves:
        words = _("{days} days of the leave are given back").format(days=days_words(found.given_back_halves))
        return [Line(words, "good")]
    if found.late_halves:
        words = _("{days} days beyond the leave count as absence, unless there were punches (ATT-4)")
        return [Line(words.format(days=days_words(found.late_halves)), "bad")]
    return [Line(_("Back just as the leave says"), "good")]
