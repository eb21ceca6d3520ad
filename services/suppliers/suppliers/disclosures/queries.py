"""Reading versions, their rows, and how they stand for the caller."""

from uuid import UUID

from sqlalchemy import Select, case, func
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import ORG, Listing, binds, equals, since
from chassis.rows import find
from suppliers import visibility
from suppliers.disclosures.rules import TIERS_ASKED, DisclosureNotFound, DisclosureStatus, Tier
from suppliers.obligations.rules import ObligationStatus
from suppliers.tables import Contract, Disclosure, DisclosureAcceptance, DisclosureRow, Obligation

S = DisclosureStatus
_decided = (
    col(DisclosureAcceptance.disclosure_id) == col(Disclosure.id),
    col(DisclosureAcceptance.submission) == col(Disclosure.submission),
    visibility.acceptance_seen,
)
_own_first = ((col(DisclosureAcceptance.owner_id) == ORG).desc(), col(DisclosureAcceptance.updated_at).desc())


def _decision() -> Select[DisclosureStatus]:
    return select_columns(col(DisclosureAcceptance.status)).where(*_decided).order_by(*_own_first).limit(1)


STATUS = case(
    (col(Disclosure.status) == S.DRAFT, col(Disclosure.status)),
    else_=func.coalesce(_decision().correlate(Disclosure).scalar_subquery(), col(Disclosure.status)),
)
"""The caller's own decision, else one it may know of, else the owner's side."""

DISCLOSURES = Listing(
    name="disclosures",
    columns=(
        col(Disclosure.id),
        col(Disclosure.version),
        col(Disclosure.created_at),
        col(Disclosure.updated_at),
        col(Disclosure.supplier_id),
        col(Disclosure.product_id),
        col(Disclosure.product_family),
        col(Disclosure.version_no),
        col(Disclosure.supersedes),
        col(Disclosure.valid_from),
        col(Disclosure.valid_to),
        col(Disclosure.source),
        col(Disclosure.default_confidentiality).label("confidentiality"),
        col(Disclosure.entered_by_buyer),
        col(Disclosure.confirmed_on),
        STATUS.label("status"),
    ),
    key=col(Disclosure.id),
    visible=visibility.DISCLOSURES,
    filters={
        "supplier_id": equals(col(Disclosure.supplier_id)),
        "product_id": equals(col(Disclosure.product_id)),
        "status": equals(STATUS),
        "updated_since": since(col(Disclosure.updated_at)),
    },
)

ROW_COLUMNS = (
    col(DisclosureRow.id),
    col(DisclosureRow.number),
    col(DisclosureRow.tier),
    col(DisclosureRow.relation),
    col(DisclosureRow.facility_id),
    visibility.hidden_from_suppliers(col(DisclosureRow.possible_duplicate_of)),
    col(DisclosureRow.name),
    col(DisclosureRow.address),
    col(DisclosureRow.city),
    col(DisclosureRow.region),
    col(DisclosureRow.postal_code),
    col(DisclosureRow.country),
    col(DisclosureRow.component),
    col(DisclosureRow.share_pct),
    col(DisclosureRow.valid_from),
    col(DisclosureRow.valid_to),
    col(DisclosureRow.confidentiality),
    col(DisclosureRow.basis),
)

ROWS = Listing(
    name="disclosure_rows",
    columns=ROW_COLUMNS,
    key=col(DisclosureRow.id),
    visible=visibility.DISCLOSURE_ROWS,
    filters={
        "disclosure_id": equals(col(DisclosureRow.disclosure_id)),
        "tier": equals(col(DisclosureRow.tier)),
        "facility_id": equals(col(DisclosureRow.facility_id)),
    },
    oldest_first=True,
)


async def disclosure(
    session: AsyncSession, caller: Caller, disclosure_id: UUID, *, lock: bool = False
) -> Disclosure:
    """Raises DisclosureNotFound."""
    return await find(
        session, Disclosure, disclosure_id, caller, visibility.DISCLOSURES, lock=lock, missing=DisclosureNotFound
    )


async def decision(session: AsyncSession, caller: Caller, row: Disclosure) -> DisclosureAcceptance | None:
    """The decision that gives the version its status for this caller."""
    statement = (
        select(DisclosureAcceptance)
        .where(
            col(DisclosureAcceptance.disclosure_id) == row.id,
            col(DisclosureAcceptance.submission) == row.submission,
            visibility.acceptance_seen,
        )
        .order_by(*_own_first)
        .limit(1)
    )
    return (await session.exec(statement, params=binds(caller))).first()


def status_of(row: Disclosure, decided: DisclosureAcceptance | None) -> DisclosureStatus:
    return row.status if row.status is S.DRAFT or decided is None else decided.status


async def tiers_asked(session: AsyncSession, caller: Caller, supplier_id: UUID) -> list[Tier]:
    """The tiers that clauses of the contracts between this supplier and the caller ask for."""
    visible = visibility.CONTRACTS.get(caller.org_kind)
    if visible is None:
        return []
    statement = (
        select(Obligation.type)
        .join(Contract, col(Contract.id) == col(Obligation.contract_id))
        .where(
            visible,
            col(Contract.supplier_id) == supplier_id,
            col(Obligation.type).in_(TIERS_ASKED),
            col(Obligation.status) != ObligationStatus.WAIVED,
        )
        .distinct()
    )
    return sorted({TIERS_ASKED[kind] for kind in (await session.exec(statement, params=binds(caller))).all()})


async def rows_of(session: AsyncSession, caller: Caller, disclosure_id: UUID) -> list[DisclosureRow]:
    """As many as the caller may see, in the order they were given."""
    statement = (
        select(DisclosureRow)
        .where(col(DisclosureRow.disclosure_id) == disclosure_id, visibility.DISCLOSURE_ROWS[caller.org_kind])
        .order_by(col(DisclosureRow.number))
    )
    return list((await session.exec(statement, params=binds(caller))).all())
