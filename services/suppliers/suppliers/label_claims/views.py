"""Label claims as API answers."""

from datetime import date
from typing import Any

from chassis.callers import Caller
from chassis.moves import allowed
from chassis.stored_values import as_stored
from suppliers.label_claims.rules import CLAIMANT, MOVES, ClaimStatus, claim_state, is_valid
from suppliers.label_claims.schemas import LabelClaimOut
from suppliers.permissions import Permission, access
from suppliers.tables import LabelClaim, LabelVerification


def state_of(row: LabelClaim, own: LabelVerification | None, *, today: date) -> ClaimStatus:
    """`own` is the verification of whoever reads it."""
    return claim_state(
        is_withdrawn=row.withdrawn_on is not None,
        own=own.status if own else None,
        platforms=row.platform_status,
        valid_to=row.valid_to,
        today=today,
    )


def actors_of(row: LabelClaim, caller: Caller) -> set[str]:
    """As whom the caller acts on the claim."""
    is_claimant = row.claimed_by == caller.org and access.allows(caller, Permission.LABEL_CLAIM_MAKE)
    return {*caller.roles, *({CLAIMANT} if is_claimant else ())}


def claim_out(row: LabelClaim, own: LabelVerification | None, caller: Caller, *, today: date) -> LabelClaimOut:
    status = state_of(row, own, today=today)
    facts: dict[str, Any] = {
        "version": row.version + (own.version if own else 0),
        "updated_at": max(row.updated_at, own.updated_at) if own else row.updated_at,
        "status": status,
        "is_valid": is_valid(status, row.valid_from, today=today),
        "is_own": row.claimed_by == caller.org,
        "verification": own.model_dump() if own else None,
        "platform_verification": _platforms(row),
        "allowed_transitions": allowed(MOVES, status, actors_of(row, caller)),
    }
    return as_stored(LabelClaimOut, row.model_dump() | facts)


def _platforms(row: LabelClaim) -> dict[str, Any] | None:
    if row.platform_status is None:
        return None
    fields = ("status", "method", "checked_on", "evidence", "reason")
    return {name: getattr(row, f"platform_{name}") for name in fields}
