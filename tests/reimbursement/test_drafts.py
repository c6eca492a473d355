"""Claims begun and not handed in: kept, one for each, theirs alone (EXP-1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from opsconsole.errors import Refusal, Stale
from opsconsole.reimbursement.service import drafts
from opsconsole.reimbursement.service.drafts import drop_draft, hand_in_draft, keep_draft, kept_draft
from tests.reimbursement.purse import CLAIMANT, HEAD, Purse


def test_a_draft_is_kept_changed_and_handed_in_once(any_purse: Purse) -> None:
    purse, now = any_purse, any_purse.desk.now
    purse.run(CLAIMANT, keep_draft, b"one", None, now)
    later = now + timedelta(seconds=1)
    purse.run(CLAIMANT, keep_draft, b"two", now, later)
    assert purse.read(kept_draft, purse.desk.id(CLAIMANT)) == (b"two", later)
    assert purse.read(kept_draft, purse.desk.id(HEAD)) is None
    for was in (None, now):
        with pytest.raises(Stale, match="another terminal"):
            purse.run(CLAIMANT, keep_draft, b"three", was, later)
        with pytest.raises(Stale):
            purse.run(CLAIMANT, drop_draft, was)
        with pytest.raises(Stale):
            purse.run(CLAIMANT, hand_in_draft, purse.asked("4000"), was, later)
    assert purse.run(CLAIMANT, hand_in_draft, purse.asked("4000"), later, later)["number"] == "BX-2026-0001"
    assert purse.read(kept_draft, purse.desk.id(CLAIMANT)) is None
    with pytest.raises(Stale):
        purse.run(CLAIMANT, hand_in_draft, purse.asked("4000"), later, later)
    purse.run(CLAIMANT, drop_draft, None)
    assert purse.broken() == []


def test_what_cannot_be_handed_in_stays_begun(purse: Purse) -> None:
    now = purse.desk.now
    purse.run(CLAIMANT, keep_draft, b"one", None, now)
    with pytest.raises(Refusal, match="needs an amount"):
        purse.run(CLAIMANT, hand_in_draft, purse.asked("0"), now, now)
    assert purse.read(kept_draft, purse.desk.id(CLAIMANT)) == (b"one", now)


def test_no_more_is_kept_than_there_is_room_for(purse: Purse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST_BYTES", 10)
    with pytest.raises(Refusal, match="is kept up to"):
        purse.run(CLAIMANT, keep_draft, b"x" * 11, None, purse.desk.now)
