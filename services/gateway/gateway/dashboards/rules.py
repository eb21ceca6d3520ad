"""Which figures the overview shows, in which order, and to whom."""

from chassis.problems import Forbidden
from chassis.vocabulary import OrgKind

ORDER = (
    "contracts_with_clause",
    "contact_coverage",
    "contacts_rejected_as_sales",
    "dialogue_coverage",
    "open_action_points",
    "products_disclosed",
    "open_findings",
    "reviews_due",
)
"""From what the contracts require to what comes of it; a figure that is not listed here follows these."""


def place(kpi: str) -> int:
    """The place of a figure in the overview."""
    return ORDER.index(kpi) if kpi in ORDER else len(ORDER)


def check_buyer(kind: OrgKind) -> None:
    """Raises Forbidden."""
    if kind is not OrgKind.BUYER:
        raise Forbidden("The overview is for buyers only: it counts a buyer's contracts and dialogues.")
