"""Affiliations as a caller reads them, with the names of both sides."""

from chassis.callers import Caller
from chassis.clock import today
from chassis.moves import allowed
from gateway.affiliations.queries import AffiliationParties, side_of
from gateway.affiliations.rules import MOVES, status_on
from gateway.affiliations.schemas import AffiliationOut

NOT_SHOWN = {"owner_id", "created_by", "updated_by", "status"}


def affiliation_out(caller: Caller, parties: AffiliationParties) -> AffiliationOut:
    row = parties.affiliation
    status = status_on(row.status, row.valid_to, today=today())
    is_side = caller.org in (row.owner_id, row.buyer_id)
    return AffiliationOut(
        **row.model_dump(exclude=NOT_SHOWN),
        status=status,
        buyer_name=parties.buyer.name,
        monitor_id=parties.monitor.id,
        monitor_name=parties.monitor.name,
        allowed_transitions=allowed(MOVES, status, [side_of(row, caller)]) if is_side else [],
    )
