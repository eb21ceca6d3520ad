"""Affiliations as a caller reads them, with the names of both sides."""

from gateway.affiliations.queries import AffiliationParties
from gateway.affiliations.schemas import AffiliationOut

NOT_SHOWN = {"owner_id", "created_by", "updated_by"}


def affiliation_out(parties: AffiliationParties) -> AffiliationOut:
    return AffiliationOut(
        **parties.affiliation.model_dump(exclude=NOT_SHOWN),
        buyer_name=parties.buyer.name,
        monitor_id=parties.monitor.id,
        monitor_name=parties.monitor.name,
    )
