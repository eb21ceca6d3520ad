"""Reading label claims."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal, or_
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import ORG, Listing, equals
from chassis.rows import find
from chassis.sql_time import TODAY
from suppliers import visibility
from suppliers.label_claims.rules import ClaimStatus, LabelClaimNotFound
from suppliers.label_claims.schemas import LabelClaimQuery
from suppliers.tables import LabelClaim, LabelVerification

S = ClaimStatus
_is_own = and_(col(LabelVerification.claim_id) == col(LabelClaim.id), col(LabelVerification.owner_id) == ORG)


def _own(column: Any) -> Any:
    """A column of the caller's own verification of a claim."""
    return select_columns(column).where(_is_own).correlate(LabelClaim).scalar_subquery()


_own_status = _own(col(LabelVerification.status))
_found = func.coalesce(_own_status, col(LabelClaim.platform_status), literal(S.CLAIMED.value))
STATUS: ColumnElement[Any] = case(
    (col(LabelClaim.withdrawn_on).is_not(None), literal(S.WITHDRAWN.value)),
    (or_(_own_status == S.REVOKED, col(LabelClaim.platform_status) == S.REVOKED), literal(S.REVOKED.value)),
    (_found == S.REFUTED, literal(S.REFUTED.value)),
    (col(LabelClaim.valid_to) < TODAY, literal(S.EXPIRED.value)),
    else_=_found,
)
"""The state of a claim for the caller today (twin: `label_claims.rules.claim_state`)."""

CLAIMS = Listing(
    name="label_claims",
    columns=(
        col(LabelClaim.id),
        (col(LabelClaim.version) + func.coalesce(_own(col(LabelVerification.version)), 0)).label("version"),
        col(LabelClaim.created_at),
        func.greatest(col(LabelClaim.updated_at), _own(col(LabelVerification.updated_at))).label("updated_at"),
        col(LabelClaim.product_id),
        col(LabelClaim.scheme),
        col(LabelClaim.generation),
        col(LabelClaim.level),
        col(LabelClaim.certificate_no),
        col(LabelClaim.issuer),
        col(LabelClaim.registry_url),
        col(LabelClaim.country_scope),
        col(LabelClaim.valid_from),
        col(LabelClaim.valid_to),
        col(LabelClaim.source),
        STATUS.label("status"),
        and_(STATUS.in_([S.VERIFIED.value]), col(LabelClaim.valid_from) <= TODAY).label("is_valid"),
    ),
    key=col(LabelClaim.id),
    visible=visibility.LABEL_CLAIMS,
    query=LabelClaimQuery,
    filters={
        "product_id": equals(col(LabelClaim.product_id)),
        "scheme": equals(col(LabelClaim.scheme)),
        "status": equals(STATUS),
    },
)


async def claim(session: AsyncSession, caller: Caller, claim_id: UUID, *, lock: bool = False) -> LabelClaim:
    """Raises LabelClaimNotFound."""
    return await find(
        session,
        LabelClaim,
        claim_id,
        caller,
        visible=visibility.LABEL_CLAIMS,
        lock=lock,
        missing=LabelClaimNotFound,
    )


async def own_verification(
    session: AsyncSession, caller: Caller, claim_id: UUID, *, lock: bool = False
) -> LabelVerification | None:
    """What the caller's organisation found out about a claim."""
    statement = select(LabelVerification).where(
        col(LabelVerification.claim_id) == claim_id, col(LabelVerification.owner_id) == caller.org
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(statement)).first()
