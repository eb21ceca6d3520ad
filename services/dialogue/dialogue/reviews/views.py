"""An annual review as each side may see it."""

from datetime import date
from typing import Any

from chassis.callers import Caller
from chassis.stored_values import as_stored
from dialogue.reviews.rules import effective_status, knows_outcomes, signed_off, transitions
from dialogue.reviews.schemas import ReviewOut
from dialogue.tables import AnnualReview


def review_out(row: AnnualReview, caller: Caller, *, today: date) -> ReviewOut:
    """The review on a day, as the side of this caller may see it."""
    status = effective_status(row.status, row.grace_ends, today)
    signed = signed_off(row.buyer_signed_at, row.supplier_signed_at)
    fields: dict[str, Any] = row.model_dump() | {
        "dialogue_id": row.dossier_id,
        "status": status,
        "overall_conclusion": row.overall_conclusion if knows_outcomes(caller.org_kind, status) else None,
        "signed_off_by": signed,
        "allowed_transitions": transitions(status, caller.roles, caller.org_kind, signed),
    }
    return as_stored(ReviewOut, fields)
