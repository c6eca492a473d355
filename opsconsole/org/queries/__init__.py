"""What screens, files and other businesses ask about the organisation; none of it can be changed by who asks."""

from opsconsole.org.queries.chart import ReportingNode, reporting_tree
from opsconsole.org.queries.details import (
    AssignmentLine,
    Holding,
    PersonDetail,
    PositionDetail,
    PositionLine,
    UnitDetail,
    UnitRef,
    person_detail,
    position_detail,
    unit_detail,
)
from opsconsole.org.queries.posts import (
    PersonRef,
    deputy_in_charge,
    general_manager,
    head_of,
    org_roles,
    units_below,
    units_headed,
    units_in_charge,
)
from opsconsole.org.queries.search import Found, FoundKind, search
from opsconsole.org.queries.tree import UnitNode, company_names, tree_on

__all__ = [
    "company_names",
    "AssignmentLine",
    "Found",
    "FoundKind",
    "Holding",
    "PersonDetail",
    "PersonRef",
    "PositionDetail",
    "PositionLine",
    "ReportingNode",
    "UnitDetail",
    "UnitNode",
    "UnitRef",
    "deputy_in_charge",
    "general_manager",
    "head_of",
    "org_roles",
    "person_detail",
    "position_detail",
    "reporting_tree",
    "search",
    "tree_on",
    "unit_detail",
    "units_below",
    "units_headed",
    "units_in_charge",
]
