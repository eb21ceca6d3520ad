"""Reading versions and their rows."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, case, exists, func, or_
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import KIND, ORG, Listing, binds, equals, since
from chassis.rows import find
from chassis.vocabulary import OrgKind
from suppliers import visibility
from suppliers.disclosures.acceptance import queries as acceptance_queries
from suppliers.disclosures.acceptance.queries import STATUS
from suppliers.disclosures.rows.rules import Tier
from suppliers.disclosures.rows.schemas import RowQuery
from suppliers.disclosures.rules import IN_FORCE, DisclosureNotFound, DisclosureStatus
from suppliers.disclosures.schemas import DisclosureQuery
from suppliers.tables import Disclosure, DisclosureAcceptance, DisclosureImport, DisclosureRow
from suppliers.tables.states import IMPORT_IS_RUNNING

_earlier = aliased(Disclosure)
_accepted = exists().where(
    col(DisclosureAcceptance.disclosure_id) == _earlier.id,
    col(DisclosureAcceptance.status).in_(IN_FORCE),
    visibility.visible_acceptance,
)
_published = and_(col(_earlier.is_open), KIND == OrgKind.MONITOR)
PREDECESSOR = (
    select_columns(col(_earlier.id))
    .where(
        col(_earlier.supplier_id) == col(Disclosure.supplier_id),
        col(_earlier.subject) == col(Disclosure.subject),
        col(_earlier.id) < col(Disclosure.id),
        col(_earlier.status) == DisclosureStatus.SUBMITTED,
        or_(_accepted, _published),
        visibility.visible_version(_earlier),
    )
    .order_by(col(_earlier.id).desc())
    .limit(1)
    .correlate(Disclosure)
    .scalar_subquery()
)
"""The last version about the same subject that was accepted before this one, whoever wrote it, for the caller.

To a buyer it is one that it accepted itself, to a supplier one whose decision it may see, to a monitor an open one.
In each case the caller may see the version itself.
"""

_counted = aliased(Disclosure)
VERSION_NO = case(
    (col(Disclosure.owner_id) == ORG, col(Disclosure.version_no)),
    else_=select_columns(func.count())
    .where(
        col(_counted.owner_id) == col(Disclosure.owner_id),
        col(_counted.supplier_id) == col(Disclosure.supplier_id),
        col(_counted.subject) == col(Disclosure.subject),
        col(_counted.version_no) <= col(Disclosure.version_no),
        visibility.visible_version(_counted),
    )
    .correlate(Disclosure)
    .scalar_subquery(),
).label("version_no")
"""The number of a version. Readers count only versions that they see: a gap would show that there are others."""

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
        VERSION_NO,
        PREDECESSOR.label("supersedes"),
        col(Disclosure.valid_from),
        col(Disclosure.valid_to),
        col(Disclosure.source),
        col(Disclosure.default_confidentiality).label("confidentiality"),
        col(Disclosure.entered_by_buyer),
        col(Disclosure.standing),
        col(Disclosure.confirmed_on),
        STATUS.label("status"),
    ),
    key=col(Disclosure.id),
    visible=visibility.DISCLOSURES,
    query=DisclosureQuery,
    filters={
        "supplier_id": equals(col(Disclosure.supplier_id)),
        "product_id": equals(col(Disclosure.product_id)),
        "status": equals(STATUS),
        "updated_since": since(col(Disclosure.updated_at)),
    },
)

FACILITY = visibility.facility_of_row(col(DisclosureRow.facility_id))
POSSIBLE_DUPLICATE = visibility.hidden_from_suppliers(
    visibility.facility_of_row(col(DisclosureRow.possible_duplicate_of))
)

ROW_COLUMNS = (
    col(DisclosureRow.id),
    case((col(DisclosureRow.owner_id) == ORG, col(DisclosureRow.number)), else_=None).label("number"),
    col(DisclosureRow.tier),
    col(DisclosureRow.relation),
    FACILITY,
    POSSIBLE_DUPLICATE,
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
    query=RowQuery,
    filters={"tier": equals(col(DisclosureRow.tier)), "facility_id": equals(FACILITY.element)},
    within={"disclosure_id": equals(col(DisclosureRow.disclosure_id))},
    oldest_first=True,
)


class RowTotals(NamedTuple):
    """How many rows a version has; `resolved` are those whose facility is known."""

    total: int
    resolved: int
    waiting: int
    possible_duplicates: int


class DisclosureDetails(NamedTuple):
    """What is read for an answer about one version, beside its row."""

    decision: DisclosureAcceptance | None
    counts: RowTotals
    required: list[Tier]
    located: list[Tier]
    supersedes: UUID | None
    version_no: int


async def disclosure(
    session: AsyncSession, caller: Caller, disclosure_id: UUID, *, lock: bool = False
) -> Disclosure:
    """Raises DisclosureNotFound."""
    return await find(
        session,
        Disclosure,
        disclosure_id,
        caller,
        visible=visibility.DISCLOSURES,
        lock=lock,
        missing=DisclosureNotFound,
    )


async def rows_of(session: AsyncSession, caller: Caller, disclosure_id: UUID) -> list[DisclosureRow]:
    """As many as the caller may see, in the order they were given."""
    statement = (
        select(DisclosureRow)
        .where(col(DisclosureRow.disclosure_id) == disclosure_id, visibility.DISCLOSURE_ROWS[caller.org_kind])
        .order_by(col(DisclosureRow.number))
    )
    return list((await session.exec(statement, params=binds(caller))).all())


async def tiers_located(session: AsyncSession, caller: Caller, disclosure_id: UUID) -> list[Tier]:
    """The tiers of rows with an address that the caller may see."""
    statement = (
        select(DisclosureRow.tier)
        .where(
            col(DisclosureRow.disclosure_id) == disclosure_id,
            col(DisclosureRow.address).is_not(None),
            visibility.DISCLOSURE_ROWS[caller.org_kind],
        )
        .distinct()
    )
    return sorted(Tier(tier) for tier in (await session.exec(statement, params=binds(caller))).all())


async def row_counts(session: AsyncSession, caller: Caller, disclosure_id: UUID) -> RowTotals:
    """Counts of the rows that the caller may see."""
    statement = select(
        func.count(),
        func.count().filter(FACILITY.element.is_not(None)),
        func.count().filter(~col(DisclosureRow.is_entered), visibility.of_the_register),
        func.count().filter(POSSIBLE_DUPLICATE.element.is_not(None)),
    ).where(col(DisclosureRow.disclosure_id) == disclosure_id, visibility.DISCLOSURE_ROWS[caller.org_kind])
    return RowTotals(*(await session.exec(statement, params=binds(caller))).one())


async def last_number(session: AsyncSession, caller: Caller, supplier_id: UUID, subject: str) -> int:
    """The highest version number of the caller about this subject; 0 where it has none."""
    statement = select(func.max(Disclosure.version_no)).where(
        col(Disclosure.owner_id) == caller.org,
        col(Disclosure.supplier_id) == supplier_id,
        col(Disclosure.subject) == subject,
    )
    return (await session.exec(statement)).one() or 0


async def predecessor(session: AsyncSession, caller: Caller, disclosure_id: UUID) -> UUID | None:
    """The version that this one follows for the caller; see `PREDECESSOR`."""
    statement = select_columns(PREDECESSOR).select_from(Disclosure).where(col(Disclosure.id) == disclosure_id)
    found: UUID | None = (await (await session.connection()).execute(statement, binds(caller))).scalar_one()
    return found


async def has_accepted_rows(session: AsyncSession, disclosure_id: UUID) -> bool:
    """Whether a buyer accepted the version, so that its sites are in use, or are about to be."""
    entered = exists().where(col(DisclosureRow.disclosure_id) == disclosure_id, col(DisclosureRow.is_entered))
    counting = exists().where(
        col(DisclosureAcceptance.disclosure_id) == disclosure_id,
        col(Disclosure.id) == disclosure_id,
        col(DisclosureAcceptance.submission) == col(Disclosure.submission),
        col(DisclosureAcceptance.status).in_(IN_FORCE),
    )
    return bool((await session.exec(select(or_(entered, counting)))).one())


async def is_being_imported(session: AsyncSession, disclosure_id: UUID) -> bool:
    """Whether rows of a list are still being read into this version."""
    statement = select(DisclosureImport.id).where(
        col(DisclosureImport.disclosure_id) == disclosure_id, IMPORT_IS_RUNNING
    )
    return (await session.exec(statement)).first() is not None


async def details(session: AsyncSession, caller: Caller, row: Disclosure) -> DisclosureDetails:
    """What an answer shows this caller of a version beside its row."""
    place = select_columns(PREDECESSOR, VERSION_NO).select_from(Disclosure).where(col(Disclosure.id) == row.id)
    supersedes, version_no = (await (await session.connection()).execute(place, binds(caller))).one()
    return DisclosureDetails(
        decision=await acceptance_queries.decision_of(session, caller, row),
        counts=await row_counts(session, caller, row.id),
        required=await acceptance_queries.required_tiers(session, caller, row.supplier_id),
        located=await tiers_located(session, caller, row.id),
        supersedes=supersedes,
        version_no=version_no,
    )
