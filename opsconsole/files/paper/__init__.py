"""Paper: forms, slips and lists as PDF, and as the sheets of a workbook.

A business says what stands on a page (`Paper` and its parts, plain values); how it is drawn is `drawing`'s alone, and
how it is laid out in a workbook `book`'s.
"""

from opsconsole.files.paper.book import write_book
from opsconsole.files.paper.drawing import write_pdf
from opsconsole.files.paper.values import (
    Align,
    Fields,
    Labels,
    Paper,
    PaperColumn,
    PaperTable,
    Signatures,
    Size,
    Text,
    Words,
)

__all__ = [
    "Align",
    "Fields",
    "Labels",
    "Paper",
    "PaperColumn",
    "PaperTable",
    "Signatures",
    "Size",
    "Text",
    "Words",
    "write_book",
    "write_pdf",
]
