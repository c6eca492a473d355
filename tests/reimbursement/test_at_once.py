"""Eight clerks enter one invoice at the same moment, each spelling it otherwise (EXP-4)."""

from __future__ import annotations

from pathlib import Path

from tests.db.acts import terminal
from tests.reimbursement.purse import INVOICE, Purse

CLERKS = 8

CLAIM = """
import datetime, pathlib
from opsconsole.access.actor import Actor
from opsconsole.assembly import open_database
from opsconsole.errors import Refusal
from opsconsole.invoices import parse_invoice
from opsconsole.reimbursement.rules.values import ClaimedLine, ClaimKind
from opsconsole.reimbursement.service.claims import ClaimAsked, hand_in
url, folder, employee, spelling = sys.argv[1:5]
now = datetime.datetime(2026, 4, 1, 9)
actor = Actor(int(employee), "E", "E", frozenset(), "t")
database = open_database(url, state_dir=pathlib.Path(folder), clock=lambda: now, actor=actor)
line = ClaimedLine("t", now.date(), 1000, "", parse_invoice(spelling))
print("ready", flush=True)
start = pathlib.Path(folder).with_name("start")
while not start.exists():
    pass
try:
    asked = ClaimAsked(ClaimKind.DAILY, now.date(), [line], "t")
    print(database.run(hand_in, actor, int(employee), asked, now)["number"])
except Refusal as refusal:
    print(refusal.clause)
"""


def spellings() -> list[str]:
    """The same twenty digits in eight spellings."""
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in INVOICE)
    return [
        INVOICE,
        wide,
        f" {INVOICE} ",
        " ".join(INVOICE),
        f"{INVOICE[:10]}　{wide[10:]}",
        f"{wide[:5]}{INVOICE[5:]}",
        f"{INVOICE[:4]} {INVOICE[4:]}",
        f"\t{INVOICE}",
    ]


def test_eight_enter_one_invoice_and_one_goes_through(any_purse: Purse, tmp_path: Path) -> None:
    url = any_purse.desk.database.url.render_as_string(hide_password=False)
    folder = str(tmp_path / "state")
    people = ("E4", "E6", "E3", "E7")
    every = [
        terminal(CLAIM, url, folder, str(any_purse.desk.id(people[place % 4])), spelling)
        for place, spelling in enumerate(spellings())
    ]
    assert {one.stdout.readline().strip() for one in every if one.stdout} == {"ready"}
    (tmp_path / "start").touch()
    told = [one.communicate(timeout=60) for one in every]
    assert [error for _, error in told if error.strip()] == []
    assert sorted(out.strip() for out, _ in told) == ["BX-2026-0001"] + ["EXP-4"] * (CLERKS - 1)
    assert any_purse.broken() == []
