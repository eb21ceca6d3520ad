"""Who may invite whom, and where an invitation leads."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chassis.callers import Caller
from chassis.problems import Conflict, Invalid, NotFound
from chassis.vocabulary import OrgKind, Role
from gateway.accounts.rules import ROLES_OF, RoleNotGiven, SupplierIdMisplaced, check_given

VALID_FOR = timedelta(days=14)
INVITERS_OF_SUPPLIERS = frozenset({Role.BUYER_OFFICER, Role.BUYER_MANAGER})


class InvitationNotFound(NotFound):
    """No open invitation with this token or id: it may be used, withdrawn or older than 14 days."""

    title = "Invitation not found"


class UnknownSupplier(Invalid):
    """No market party has this id."""

    title = "Unknown supplier"


class InvitesForItself(Conflict):
    """A monitor that has an editor invites its people itself: what workers entrusted to it is not the platform's
    to open. Ask the editor."""

    title = "The monitor invites for itself"


class BothSides(Conflict):
    """Buyer and supplier check each other's promises, so nobody sits on both sides; let somebody else take
    the place."""

    title = "Nobody sits on both sides"


@dataclass(frozen=True, slots=True)
class Destination:
    """An existing organisation, or the one that speaks (or will speak) for a supplier with this buyer."""

    organisation_id: UUID | None = None
    supplier_id: UUID | None = None


def destination(
    caller: Caller, role: Role, *, supplier_id: UUID | None, organisation_id: UUID | None, kind: OrgKind
) -> Destination:
    """Where somebody invited with this role will find themselves; `kind` is that of the organisation named.

    Raises RoleNotGiven, SupplierIdMisplaced.
    """
    to_supplier = role in ROLES_OF[OrgKind.SUPPLIER] and caller.org_kind is OrgKind.BUYER
    if to_supplier:
        if supplier_id is None:
            raise SupplierIdMisplaced("Say for which supplier, in `supplier_id`.", pointer="/supplier_id")
        if caller.roles.isdisjoint(INVITERS_OF_SUPPLIERS):
            raise RoleNotGiven(f"{role} cannot be given here.", pointer="/role")
        return Destination(supplier_id=supplier_id)
    if supplier_id is not None and supplier_id != caller.supplier_id:
        raise SupplierIdMisplaced(f"{role} belongs to no supplier.", pointer="/supplier_id")
    check_given([role], holder=caller.roles, kind=kind, pointer="/role")
    return Destination(organisation_id=organisation_id or caller.org)
