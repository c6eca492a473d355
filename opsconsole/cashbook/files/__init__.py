"""What the cash desk imports and exports."""

from opsconsole.cashbook.files.day_sheet import DAY_SHEET
from opsconsole.cashbook.files.goods import GOODS, SALES_NOTES_IN, SALES_NOTES_OUT

IMPORTS = (SALES_NOTES_IN,)

EXPORTS = (DAY_SHEET, GOODS, SALES_NOTES_OUT)

__all__ = ["DAY_SHEET", "EXPORTS", "GOODS", "IMPORTS", "SALES_NOTES_OUT"]
