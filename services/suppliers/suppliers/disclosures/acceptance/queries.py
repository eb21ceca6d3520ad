"""Reading decisions on versions, and what a version must disclose."""

from uuid import UUID

from sqlalchemy import Select, case, false, func
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import ORG, binds
from suppliers import visibility
from suppliers.disclosures.rows.rules import Tier
from suppliers.disclosures.rules import TIER_OF_DUTY, DisclosureStatus
from suppliers.obligations.rules import ObligationStatus
from suppliers.tables import Contract, Disclosure, DisclosureAcceptance, DisclosureRow, Grant, Obligation

S = DisclosureStatus
_decided = (
    col(DisclosureAcceptance.disclosure_id) == col(Disclosure.id),
    col(DisclosureAcceptance.submission) == col(Disclosure.submission),
    visibility.visible_acceptance,
)
_own_first = ((col(DisclosureAcceptance.owner_id) == ORG).desc(), col(DisclosureAcceptance.updated_at).desc())


def _decision() -> Select[DisclosureStatus]:
    return select_columns(col(DisclosureAcceptance.status)).where(*_decided).order_by(*_own_first).limit(1)


STATUS = case(
    (col(Disclosure.status) == S.DRAFT, col(Disclosure.status)),
    else_=func.coalesce(_decision().correlate(Disclosure).scalar_subquery(), col(Disclosure.status)),
)
"""The caller's own decision, else one that it may see, else the owner's state."""


async def decision_of(session: AsyncSession, caller: Caller, row: Disclosure) -> DisclosureAcceptance | None:
    """The decision that gives the version its status for this caller."""
    statement = (
        select(DisclosureAcceptance)
        .where(
            col(DisclosureAcceptance.disclosure_id) == row.id,
            col(DisclosureAcceptance.submission) == row.submission,
            visibility.visible_acceptance,
        )
        .order_by(*_own_first)
        .limit(1)
    )
    return (await session.exec(statement, params=binds(caller))).first()


async def own_decision(session: AsyncSession, caller: Caller, disclosure_id: UUID) -> DisclosureAcceptance | None:
    """The caller's own decision on a version, locked."""
    statement = select(DisclosureAcceptance).where(
        col(DisclosureAcceptance.disclosure_id) == disclosure_id, col(DisclosureAcceptance.owner_id) == caller.org
    )
    return (await session.exec(statement.with_for_update())).first()


async def required_tiers(session: AsyncSession, caller: Caller, supplier_id: UUID) -> list[Tier]:
    """The tiers that the caller's contracts with this supplier require it to disclose."""
    statement = (
        select(Obligation.type)
        .join(Contract, col(Contract.id) == col(Obligation.contract_id))
        .where(
            visibility.CONTRACTS.get(caller.org_kind, false()),
            col(Contract.supplier_id) == supplier_id,
            col(Obligation.type).in_(TIER_OF_DUTY),
            col(Obligation.status) != ObligationStatus.WAIVED,
        )
        .distinct()
    )
    return sorted(
        {TIER_OF_DUTY[duty_type] for duty_type in (await session.exec(statement, params=binds(caller))).all()}
    )


async def tiers_named(session: AsyncSession, caller: Caller, disclosure_id: UUID) -> set[Tier]:
    """The tiers of the rows that the caller may see.

    Hidden rows answer no duty: their reader would learn that they exist.
    """
    visible = visibility.DISCLOSURE_ROWS[caller.org_kind]
    statement = (
        select(DisclosureRow.tier).where(col(DisclosureRow.disclosure_id) == disclosure_id, visible).distinct()
    )
    return {Tier(tier) for tier in (await session.exec(statement, params=binds(caller))).all()}


async def is_shared_with(session: AsyncSession, org_id: UUID, disclosure_id: UUID) -> bool:
    """Whether a version was shared with this organisation by name."""
    statement = select(Grant.row_id).where(
        col(Grant.table_name) == Disclosure.__tablename__,
        col(Grant.row_id) == disclosure_id,
        col(Grant.org_id) == org_id,
    )
    return (await session.exec(statement.limit(1))).first() is not None
