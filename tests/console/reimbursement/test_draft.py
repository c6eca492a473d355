"""A claim that is being entered, as it is kept (EXP-1)."""

from __future__ import annotations

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from opsconsole.console.reimbursement.draft import ClaimDraft, packed, unpacked
from opsconsole.invoices import InvoiceNumber
from opsconsole.reimbursement.rules.values import ClaimedLine, ClaimKind

days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
lines = st.builds(
    ClaimedLine,
    category=st.text(max_size=20),
    day=days,
    amount_fen=st.integers(0, 10**12),
    purpose=st.text(max_size=20),
    invoice=st.none() | st.builds(InvoiceNumber, st.just(""), st.from_regex(r"[0-9]{20}", fullmatch=True)),
    invoice_fen=st.none() | st.integers(0, 10**12),
    invoice_day=st.none() | days,
    tax_fen=st.none() | st.integers(0, 10**12),
)
drafts_begun = st.builds(
    ClaimDraft,
    kind=st.sampled_from(ClaimKind),
    day=days,
    purpose=st.text(max_size=20),
    stock_in=st.none() | st.tuples(st.integers(1, 9), st.text(max_size=9)),
    from_day=st.none() | days,
    papers=st.integers(0, 9),
    lines=st.lists(lines, max_size=3),
    files=st.dictionaries(st.text(max_size=5), st.tuples(st.text(max_size=5), st.binary(max_size=9)), max_size=2),
    changes=st.none() | st.tuples(st.integers(1, 9), st.integers(1, 9), st.text(max_size=9)),
)


@given(drafts_begun)
def test_a_draft_reads_back_as_it_was(draft: ClaimDraft) -> None:
    at = datetime(2026, 4, 1, 9)
    again = unpacked(packed(draft), at)
    assert again is not None
    assert again.kept_at == at
    again.kept_at = None
    assert again == draft


def test_a_draft_of_another_version_is_not_gone_on_with() -> None:
    assert unpacked(b'{"format": 0}', datetime(2026, 4, 1)) is None
