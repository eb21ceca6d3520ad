"""An annual review as each side may see it."""

from typing import Any

from chassis.callers import Caller
from chassis.clock import today
from chassis.moves import allowed
from chassis.vocabulary import OrgKind
from dialogue.reviews.queries import signed_off
from dialogue.reviews.rules import MOVES, OUTCOMES_KNOWN_TO_SUPPLIER, ReviewStatus, effective_status
from dialogue.reviews.schemas import ReviewOut
from dialogue.tables import AnnualReview


def review_out(row: AnnualReview, caller: Caller) -> ReviewOut:
    """The review today, as the side of this caller may see it."""
    status = effective_status(row.status, row.grace_ends, today())
    sides = signed_off(row)
    known = caller.org_kind is OrgKind.BUYER or status in OUTCOMES_KNOWN_TO_SUPPLIER
    moves = allowed(MOVES, status, caller.roles)
    fields: dict[str, Any] = row.model_dump() | {
        "dialogue_id": row.dossier_id,
        "status": status,
        "overall_conclusion": row.overall_conclusion if known else None,
        "signed_off_by": sides,
        "allowed_transitions": [
            to for to in moves if to is not ReviewStatus.AGREED or caller.org_kind not in sides
        ],
    }
    return ReviewOut.model_validate(fields)
