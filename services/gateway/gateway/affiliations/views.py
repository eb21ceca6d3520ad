"""Affiliations as a caller reads them, with the names of both sides."""

from datetime import date

from chassis.callers import Caller
from chassis.moves import allowed
from gateway.affiliations.queries import AffiliationParties
from gateway.affiliations.rules import MOVES, side_of, status_on
from gateway.affiliations.schemas import AffiliationOut
from gateway.permissions import Permission, access

NOT_SHOWN = {"owner_id", "created_by", "updated_by", "status"}


def affiliation_out(caller: Caller, parties: AffiliationParties, *, today: date) -> AffiliationOut:
    row = parties.affiliation
    status = status_on(row.status, row.valid_to, today=today)
    is_side = caller.org in (row.owner_id, row.buyer_id)
    can_move = is_side and access.allows(caller, Permission.AFFILIATION_WRITE)
    side = side_of(caller.org, proposed_by=row.proposed_by)
    return AffiliationOut(
        **row.model_dump(exclude=NOT_SHOWN),
        status=status,
        buyer_name=parties.buyer.name,
        monitor_id=parties.monitor.id,
        monitor_name=parties.monitor.name,
        allowed_transitions=allowed(MOVES, status, [side]) if can_move else [],
    )
