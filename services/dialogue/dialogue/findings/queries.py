"""Reading findings and the replies to them."""

from uuid import UUID

from sqlalchemy import and_, case, func, inspect, literal, or_
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import NOBODY, Caller
from chassis.listing import ORG, Listing, equals
from chassis.rows import find
from chassis.vocabulary import OrgKind
from dialogue import visibility
from dialogue.findings.copies.schemas import FindingCopyItem
from dialogue.findings.rules import FindingNotFound
from dialogue.findings.schemas import FindingItem, FindingQuery
from dialogue.tables import (
    Finding,
    FindingReader,
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
    query=FindingQuery,
    filters={
        "status": equals(col(Finding.status)),
        "severity": equals(col(Finding.severity)),
        "facility_id": equals(col(Finding.facility_id)),
    },
)

_mine, _public = aliased(FindingReader), aliased(FindingReader)
_released_on = func.coalesce(_mine.released_on, _public.released_on)

RELEASED_FINDINGS = Listing(
    name="released_findings",
    columns=(
        col(Finding.id),
        func.coalesce(_mine.revision, _public.revision).label("revision"),
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
        and_(visibility.is_out, or_(col(_mine.org_id).is_not(None), col(_public.org_id).is_not(None))),
    ),
    query=FindingQuery,
    filters=OWN_FINDINGS.filters,
    source=(
        inspect(Finding)
        .local_table.outerjoin(
            _mine, and_(col(_mine.finding_id) == col(Finding.id), col(_mine.org_id) == ORG, col(_mine.is_told))
        )
        .outerjoin(
            _public,
            and_(
                col(_public.finding_id) == col(Finding.id),
                col(_public.org_id) == literal(NOBODY),
                col(_public.is_told),
            ),
        )
    ),
)

_is_own = col(Finding.owner_id) == ORG
_own_columns = {column.key: column for column in OWN_FINDINGS.columns}
_copied_columns = {column.key: column for column in RELEASED_FINDINGS.columns}
_period = {
    name: case((_is_own, func.to_char(_own_columns[name], "YYYY-MM-DD")), else_=_copied_columns[name]).label(name)
    for name in ("period_from", "period_to")
}

FINDINGS_FOR_MONITORS = Listing(
    name="findings_for_monitors",
    columns=(
        *({**_copied_columns, **_own_columns, **_period}.values()),
        case((_is_own, "own"), else_="copy").label("form"),
    ),
    key=col(Finding.id),
    visible={OrgKind.MONITOR: or_(_is_own, RELEASED_FINDINGS.visible[OrgKind.BUYER])},
    query=FindingQuery,
    filters=OWN_FINDINGS.filters,
    source=RELEASED_FINDINGS.source,
    forms={"own": tuple(FindingItem.model_fields), "copy": tuple(FindingCopyItem.model_fields)},
)

LISTINGS: dict[OrgKind, Listing] = dict.fromkeys(OrgKind, RELEASED_FINDINGS) | {
    OrgKind.MONITOR: FINDINGS_FOR_MONITORS
}
"""A monitor lists its own findings, and the copies of those that were released to it or to the public."""


async def finding(session: AsyncSession, caller: Caller, finding_id: UUID, *, lock: bool = False) -> Finding:
    """Raises FindingNotFound."""
    return await find(
        session, Finding, finding_id, caller, visible=visibility.FINDINGS, lock=lock, missing=FindingNotFound
    )


async def own_finding(session: AsyncSession, caller: Caller, finding_id: UUID, *, lock: bool = False) -> Finding:
    """A finding of the caller's own monitor; raises FindingNotFound."""
    return await find(
        session, Finding, finding_id, caller, visible=OWN_FINDINGS.visible, lock=lock, missing=FindingNotFound
    )
