"""What can be asked for in the stockroom: money for purchases, and the differences of a stocktake."""

from opsconsole.stockroom.requests.counting import COUNT_DIFFERENCES
from opsconsole.stockroom.requests.funds import FUNDS

REQUEST_KINDS = (FUNDS, COUNT_DIFFERENCES)

__all__ = ["REQUEST_KINDS"]
