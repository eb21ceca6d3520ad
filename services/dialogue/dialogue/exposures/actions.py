"""Looking up which contracts of a buyer a finding touches; each look-up is logged."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from dialogue.exposures.queries import links_of
from dialogue.findings.queries import finding
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.suppliers_api.schemas import ExposureLinks
from dialogue.tables import ReadLog


async def look_up_exposures(
    session: AsyncSession, caller: Caller, suppliers: SuppliersApi, finding_id: UUID
) -> ExposureLinks:
    """The links of the finding to contracts of the caller. Raises FindingNotFound."""
    row = await finding(session, caller, finding_id)
    session.add(
        ReadLog(reader=caller.person, reader_org=caller.org, subject_type="finding.exposure", subject_id=row.id)
    )
    return await links_of(suppliers, row)
