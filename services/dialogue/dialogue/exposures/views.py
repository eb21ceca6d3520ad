"""Links from a finding to contracts, as the buyer reads them."""

from dialogue.exposures.schemas import Exposure, ExposureCoverage, ExposureList
from dialogue.suppliers_api.schemas import ExposureLinks


def exposures_out(links: ExposureLinks) -> ExposureList:
    """The links with their involvement, as long as it is not assessed."""
    return ExposureList(
        items=[Exposure(**link.model_dump()) for link in links.items],
        coverage=ExposureCoverage(**links.coverage.model_dump()),
    )
