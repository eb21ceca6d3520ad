"""Looking up which contracts of a buyer a finding affects; each look-up is logged."""

from uuid import UUID

from chassis.callers import Caller
from chassis.transactions import Begin
from dialogue.exposures.rules import MARGIN_MONTHS, lookup_of
from dialogue.findings.queries import finding
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.suppliers_api.schemas import ExposureLinks
from dialogue.tables import ReadLog


async def look_up_exposures(
    begin: Begin, caller: Caller, suppliers: SuppliersApi, finding_id: UUID
) -> ExposureLinks:
    """The links of the finding to contracts of the caller. Raises FindingNotFound.

    The suppliers service is asked between two transactions. The look-up is logged when there is an answer.
    """
    async with begin() as session:
        row = await finding(session, caller, finding_id)
    lookup = lookup_of(row.facility_id, row.period_from, row.period_to)
    links = await suppliers.exposures(*lookup, margin_months=MARGIN_MONTHS)
    async with begin() as session:
        session.add(
            ReadLog(reader=caller.person, reader_org=caller.org, subject_type="finding.exposure", subject_id=row.id)
        )
    return links
