"""Making, verifying and withdrawing label claims."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.periods import check_period
from chassis.preconditions import demand_if_sent
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind
from suppliers.label_claims import queries
from suppliers.label_claims.rules import (
    ACTOR_NAMES,
    MOVES,
    CertificateMissing,
    ClaimSource,
    ClaimStatus,
    VerificationMethod,
    VerifiedByClaimant,
    check_level,
)
from suppliers.label_claims.schemas import LabelClaimIn, LabelClaimTransition
from suppliers.label_claims.views import actors_of, state_of
from suppliers.links import queries as link_queries
from suppliers.permissions import may_publish
from suppliers.products import queries as product_queries
from suppliers.tables import LabelClaim, LabelVerification

S = ClaimStatus
SOURCE_OF = {
    OrgKind.SUPPLIER: ClaimSource.SUPPLIER,
    OrgKind.BUYER: ClaimSource.PUBLIC_SOURCE,
    OrgKind.PLATFORM: ClaimSource.PLATFORM,
}
Found = tuple[LabelClaim, LabelVerification | None]


async def make_claim(session: AsyncSession, caller: Caller, body: LabelClaimIn) -> LabelClaim:
    """Raises ProductNotFound, UnknownLevel, PeriodReversed.

    What an organisation says that the platform has not confirmed is for the buyers that it works with.
    """
    product = await product_queries.product(session, caller, body.product_id)
    check_level(body.scheme, body.level)
    check_period(body.valid_from, body.valid_to, pointer="/valid_to")
    is_confirmed = await link_queries.is_confirmed(session, org_id=caller.org, supplier_id=caller.supplier_id)
    row = LabelClaim(
        **body.model_dump(exclude={"product_id"}),
        product_id=product.id,
        source=SOURCE_OF[caller.org_kind],
        claimed_by=caller.org,
        is_listed=may_publish(caller, is_confirmed=is_confirmed),
        **stamps(caller),
    )
    session.add(row)
    await session.flush()
    await record(session, caller, Entry("label_claim.made", ("label_claim", row.id)))
    return row


async def move_claim(
    session: AsyncSession, caller: Caller, claim_id: UUID, body: LabelClaimTransition, *, read: int | None
) -> Found:
    """Verify, refute or revoke a claim for the caller's organisation or, as the platform, for all; or withdraw it.

    Raises LabelClaimNotFound, Stale, VerifiedByClaimant, CertificateMissing, and what `step` raises.
    """
    row = await queries.claim(session, caller, claim_id, lock=True)
    own = await queries.own_verification(session, caller, claim_id, lock=True)
    demand_if_sent(row.version + (own.version if own else 0), read)
    before = state_of(row, own, today=today())
    given = body.model_dump(include={"method", "reason"})
    status = step(MOVES, before, body.to, actors=actors_of(row, caller), given=given, actor_names=ACTOR_NAMES)
    if status is S.WITHDRAWN:
        touch(row, caller, withdrawn_on=today(), withdrawal_reason=body.reason)
    elif caller.org_kind is OrgKind.PLATFORM:
        _check(caller, row, body)
        touch(row, caller, **{f"platform_{name}": value for name, value in _found(body).items()})
    else:
        _check(caller, row, body)
        own = _verify(session, caller, (row, own), body)
    await session.flush()
    audience = [caller.org]
    await record(
        session,
        caller,
        Entry(f"label_claim.{status}", ("label_claim", row.id), moved=(before, status), audience=audience),
    )
    return row, own


def _check(caller: Caller, row: LabelClaim, body: LabelClaimTransition) -> None:
    """Raises VerifiedByClaimant, CertificateMissing."""
    if body.to is S.VERIFIED and row.created_by == caller.person:
        raise VerifiedByClaimant
    if body.method is VerificationMethod.DOCUMENT and body.evidence is None:
        raise CertificateMissing(pointer="/evidence")


def _verify(session: AsyncSession, caller: Caller, found: Found, body: LabelClaimTransition) -> LabelVerification:
    row, own = found
    values = {**_found(body), "greenwashing_risk": body.greenwashing_risk}
    if own is not None:
        touch(own, caller, **values)
        return own
    made = LabelVerification(owner_id=caller.org, claim_id=row.id, **values, **stamps(caller))
    session.add(made)
    return made


def _found(body: LabelClaimTransition) -> dict[str, Any]:
    """What was found out, as it is stored."""
    return {
        "status": body.to,
        "method": body.method,
        "checked_on": today(),
        "evidence": body.evidence.model_dump(mode="json") if body.evidence else None,
        "reason": body.reason,
    }
