"""Paper: forms, slips and lists as PDF.

A business says what stands on a page (`Paper` and its parts, plain values); how it is drawn is `drawing`'s alone.
"""

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
    "write_pdf",
]
