"""Reading findings, their readers, and who would be one."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import and_, func, inspect, literal, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import NOBODY, Caller
from chassis.clock import today
from chassis.listing import ORG, Listing, equals
from chassis.rows import find
from chassis.vocabulary import OrgKind
from dialogue import visibility
from dialogue.findings.release_rules import Audience
from dialogue.findings.rules import FindingNotFound
from dialogue.organisations.rules import LinkStatus
from dialogue.tables import (
    Affiliation,
    Finding,
    FindingReader,
    FindingRelease,
    FindingReply,
    Organisation,
    SupplierLink,
)

OWN_FINDINGS = Listing(
    name="own_findings",
    columns=(
        col(Finding.id),
        col(Finding.version),
        col(Finding.created_at),
        col(Finding.updated_at),
        col(Finding.status),
        col(Finding.reference),
        col(Finding.given_name),
        col(Finding.given_country),
        col(Finding.facility_id),
        col(Finding.facility_name),
        col(Finding.period_from),
        col(Finding.period_to),
        col(Finding.summary_public),
        col(Finding.provisions),
        col(Finding.severity),
        col(Finding.source_risk),
        col(Finding.embargo_until),
        col(Finding.do_not_contact_factory),
        col(Finding.remediation_status),
    ),
    key=col(Finding.id),
    visible={OrgKind.MONITOR: col(Finding.owner_id) == ORG},
    filters={
        "status": equals(col(Finding.status)),
        "severity": equals(col(Finding.severity)),
        "facility_id": equals(col(Finding.facility_id)),
    },
)

_mine, _everybodys = aliased(FindingReader), aliased(FindingReader)
_released_on = func.coalesce(_mine.released_on, _everybodys.released_on)

RELEASED_FINDINGS = Listing(
    name="released_findings",
    columns=(
        col(Finding.id),
        func.coalesce(_mine.revision, _everybodys.revision).label("revision"),
        _released_on.label("released_on"),
        col(Finding.owner_id).label("monitor_id"),
        col(Finding.owner_name).label("monitor_name"),
        col(Finding.status),
        col(Finding.facility_id),
        col(Finding.facility_name),
        col(Finding.facility_country),
        func.to_char(col(Finding.period_from), "YYYY-MM").label("period_from"),
        func.to_char(col(Finding.period_to), "YYYY-MM").label("period_to"),
        col(Finding.summary_public),
        col(Finding.provisions),
        col(Finding.salient_issue),
        col(Finding.certainty).label("actual_or_potential"),
        col(Finding.severity),
        col(Finding.remediation_status),
        col(Finding.do_not_contact_factory),
    ),
    key=col(Finding.id),
    visible=dict.fromkeys(
        (OrgKind.BUYER, OrgKind.SUPPLIER, OrgKind.EXPERT),
        and_(visibility.is_out, or_(col(_mine.org_id).is_not(None), col(_everybodys.org_id).is_not(None))),
    ),
    filters=OWN_FINDINGS.filters,
    source=(
        inspect(Finding)
        .local_table.outerjoin(_mine, and_(col(_mine.finding_id) == col(Finding.id), col(_mine.org_id) == ORG))
        .outerjoin(
            _everybodys,
            and_(col(_everybodys.finding_id) == col(Finding.id), col(_everybodys.org_id) == literal(NOBODY)),
        )
    ),
)

LISTINGS: dict[OrgKind, Listing] = dict.fromkeys(OrgKind, RELEASED_FINDINGS) | {OrgKind.MONITOR: OWN_FINDINGS}
"""A monitor lists its own; everybody else what was released to them."""


async def finding(session: AsyncSession, caller: Caller, finding_id: UUID, *, lock: bool = False) -> Finding:
    """Raises FindingNotFound."""
    return await find(session, Finding, finding_id, caller, visibility.FINDINGS, lock=lock, missing=FindingNotFound)


async def own_finding(session: AsyncSession, caller: Caller, finding_id: UUID, *, lock: bool = False) -> Finding:
    """A finding of the caller's own monitor; raises FindingNotFound."""
    return await find(
        session, Finding, finding_id, caller, OWN_FINDINGS.visible, lock=lock, missing=FindingNotFound
    )


async def reader(session: AsyncSession, caller: Caller, finding_id: UUID) -> FindingReader:
    """As whom the caller's organisation reads a finding: by name, else as one of everybody.

    Raises FindingNotFound where it reads it as neither.
    """
    statement = select(FindingReader).where(
        col(FindingReader.finding_id) == finding_id, col(FindingReader.org_id).in_([caller.org, NOBODY])
    )
    found = {row.org_id: row for row in (await session.exec(statement)).all()}
    row = found.get(caller.org) or found.get(NOBODY)
    if row is None:
        raise FindingNotFound
    return row


async def readers(session: AsyncSession, finding_id: UUID) -> list[FindingReader]:
    return list(
        (await session.exec(select(FindingReader).where(col(FindingReader.finding_id) == finding_id))).all()
    )


async def releases(session: AsyncSession, finding_id: UUID) -> list[FindingRelease]:
    """Oldest first."""
    statement = select(FindingRelease).where(col(FindingRelease.finding_id) == finding_id)
    return list((await session.exec(statement.order_by(col(FindingRelease.released_at)))).all())


async def replies(session: AsyncSession, finding_id: UUID) -> list[FindingReply]:
    """Oldest first."""
    statement = select(FindingReply).where(col(FindingReply.finding_id) == finding_id)
    return list((await session.exec(statement.order_by(col(FindingReply.replied_on), col(FindingReply.id)))).all())


async def affiliates(session: AsyncSession, monitor: UUID) -> set[UUID]:
    """The buyers affiliated to a monitor today."""
    statement = select(Affiliation.buyer_id).where(
        col(Affiliation.monitor_id) == monitor,
        col(Affiliation.valid_from) <= today(),
        or_(col(Affiliation.valid_until).is_(None), col(Affiliation.valid_until) >= today()),
    )
    return set((await session.exec(statement)).all())


async def known_buyers(session: AsyncSession, organisations: Collection[UUID]) -> set[UUID]:
    """Those of the organisations that are buyers."""
    statement = select(Organisation.id).where(
        col(Organisation.id).in_(organisations), col(Organisation.kind) == OrgKind.BUYER.value
    )
    return set((await session.exec(statement)).all())


async def voices(session: AsyncSession, supplier_ids: Collection[UUID], monitor: UUID) -> dict[UUID, set[UUID]]:
    """The organisations that may hear a finding for each supplier.

    The platform has confirmed their link, or the buyer who invited them is an affiliate of this monitor: an
    unconfirmed invitation by a stranger opens that stranger's dossiers and nothing else.
    """
    statement = select(SupplierLink.supplier_id, SupplierLink.org_id).where(
        col(SupplierLink.supplier_id).in_(supplier_ids),
        or_(
            col(SupplierLink.status) == LinkStatus.CONFIRMED,
            col(SupplierLink.buyer_id).in_(await affiliates(session, monitor)),
        ),
    )
    found: dict[UUID, set[UUID]] = {supplier: set() for supplier in supplier_ids}
    for supplier, org in (await session.exec(statement)).all():
        found[supplier].add(org)
    return found


def told_to_supplier(made: Collection[FindingRelease]) -> bool:
    return any(Audience.SUPPLIER in release.audiences for release in made)
