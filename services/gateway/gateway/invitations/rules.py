"""Who may invite whom, and into which organisation an invitation leads."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chassis.callers import Caller
from chassis.problems import Conflict, Invalid, NotFound
from chassis.vocabulary import OrgKind, Role
from gateway.accounts.rules import GIVEN_BY, ROLES_OF, RoleNotGiven, SupplierIdMisplaced, check_givable

VALID_FOR = timedelta(days=14)
INVITERS_OF_SUPPLIERS = frozenset({Role.BUYER_OFFICER, Role.BUYER_MANAGER})


class InvitationNotFound(NotFound):
    """There is no open invitation with this token or id. It may be used, withdrawn or older than 14 days."""

    title = "Invitation not found"


class UnknownSupplier(Invalid):
    """There is no supplier with this id; see `GET /v1/suppliers`."""

    title = "Unknown supplier"


class InvitesForItself(Conflict):
    """This monitor has an editor, so only its own editors may invite people into it. Ask one of them."""

    title = "The monitor invites its own people"


class InvitationAccepted(Conflict):
    """This invitation was accepted, so it cannot be withdrawn. An administrator of that organisation can end the
    membership; the platform can refuse the link of a supplier's organisation."""

    title = "The invitation was accepted"


@dataclass(frozen=True, slots=True)
class Destination:
    """An existing organisation, or the one that represents (or will represent) a supplier towards this buyer."""

    organisation_id: UUID | None = None
    supplier_id: UUID | None = None


def destination(
    caller: Caller, role: Role, *, supplier_id: UUID | None, organisation_id: UUID | None, kind: OrgKind
) -> Destination:
    """The organisation that a person invited with this role joins; `kind` is that of the organisation named.

    Raises RoleNotGiven, SupplierIdMisplaced.
    """
    to_supplier = role in ROLES_OF[OrgKind.SUPPLIER] and caller.org_kind is OrgKind.BUYER
    if to_supplier:
        if supplier_id is None:
            raise SupplierIdMisplaced(f"`supplier_id` is required for the role {role}.", pointer="/supplier_id")
        if caller.roles.isdisjoint(INVITERS_OF_SUPPLIERS):
            raise RoleNotGiven(
                f"Only {' or '.join(sorted(INVITERS_OF_SUPPLIERS))} may invite with the role {role}.",
                pointer="/role",
            )
        return Destination(supplier_id=supplier_id)
    if supplier_id is not None and supplier_id != caller.supplier_id:
        raise SupplierIdMisplaced(f"`supplier_id` is not allowed for the role {role}.", pointer="/supplier_id")
    check_givable([role], holder=caller.roles, kind=kind, pointer="/role")
    return Destination(organisation_id=organisation_id or caller.org)


def may_invite(inviter: Caller, role: Role) -> bool:
    """Whether an invitation with this role still has somebody behind it who may make it."""
    if role in ROLES_OF[OrgKind.SUPPLIER] and inviter.org_kind is OrgKind.BUYER:
        return not inviter.roles.isdisjoint(INVITERS_OF_SUPPLIERS)
    return any(role in GIVEN_BY.get(held, frozenset()) for held in inviter.roles)
