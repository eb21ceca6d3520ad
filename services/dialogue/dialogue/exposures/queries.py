"""Reading which contracts of a buyer a finding touches.

The suppliers service gets the caller's token, a site and a period; it never learns that a finding exists.
"""

from chassis.calendar_arithmetic import whole_months
from dialogue.exposures.rules import MARGIN_MONTHS
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.suppliers_api.schemas import ExposureLinks
from dialogue.tables import Finding


async def links_of(suppliers: SuppliersApi, finding: Finding) -> ExposureLinks:
    """Links of a released finding's site to the contracts of the caller, around the months of the finding."""
    if finding.facility_id is None:
        raise ValueError("a released finding has a site")
    first, last = whole_months(finding.period_from, finding.period_to)
    return await suppliers.exposures(finding.facility_id, first, last, margin_months=MARGIN_MONTHS)
