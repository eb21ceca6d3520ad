"""Asking which of a buyer's contracts a finding touches.

Suppliers is asked with the caller's own token, about a site and a period: it never learns that a finding exists.
"""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from dialogue.exposures.rules import MARGIN_MONTHS, whole_months
from dialogue.exposures.schemas import ExposureList
from dialogue.findings import queries as findings
from dialogue.suppliers_client import SuppliersWindow
from dialogue.tables import Finding, ReadLog


async def exposures(
    session: AsyncSession, caller: Caller, suppliers: SuppliersWindow, finding_id: UUID
) -> ExposureList:
    """What the finding touches of the caller's own contracts; the question is logged. Raises FindingNotFound."""
    finding = await findings.finding(session, caller, finding_id)
    session.add(
        ReadLog(reader=caller.person, reader_org=caller.org, subject_type="finding.exposure", subject_id=finding.id)
    )
    return await touched_by(suppliers, finding)


async def touched_by(suppliers: SuppliersWindow, finding: Finding) -> ExposureList:
    """The links of one finding to the contracts of whoever the window asks for."""
    first, last = whole_months(finding.period_from, finding.period_to)
    question = {
        "facility_id": str(finding.facility_id),
        "from": first.isoformat(),
        "to": last.isoformat(),
        "margin_months": MARGIN_MONTHS,
    }
    answer = await suppliers.ask("POST", "/internal/exposure-lookups", json=question)
    return ExposureList.model_validate(answer)
