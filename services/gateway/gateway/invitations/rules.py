"""Who may invite whom, and into which organisation an invitation leads."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chassis.callers import Caller
from chassis.problems import Conflict, Invalid, NotFound
from chassis.vocabulary import OrgKind, Role
from gateway.accounts.rules import (
    ADMINISTRATOR_OF,
    GIVEN_BY,
    ROLES_OF,
    RoleNotGiven,
    SupplierIdMisplaced,
    check_givable,
)

VALID_FOR = timedelta(days=14)
OFFER_WAITS = timedelta(days=7)
"""In this time an organisation can refuse an administrator that the platform offers it."""
INVITERS_OF_SUPPLIERS = frozenset({Role.BUYER_OFFICER, Role.BUYER_MANAGER})


class InvitationNotFound(NotFound):
    """There is no open invitation with this token or id. It may be used, withdrawn or older than 14 days."""

    title = "Invitation not found"


class UnknownSupplier(Invalid):
    """There is no supplier with this id; see `GET /v1/suppliers`."""

    title = "Unknown supplier"


class InvitesForItself(Conflict):
    """This organisation has members, so only its own administrators invite people into it. Ask one of them. If
    none is left, the platform can offer it an administrator, except to a monitor that has an editor."""

    title = "The organisation admits its own people"


class InvitationWaits(Conflict):
    """The platform offers this organisation an administrator. The invitation works after a waiting period, in
    which the organisation can refuse the offer; see `opens_at`."""

    title = "The invitation is not open yet"


class OperatorsStayOutside(Conflict):
    """A person of the platform's operator cannot join another organisation, and a member of another organisation
    cannot join the operator. Another person must accept this invitation."""

    title = "The operator's people belong to no other organisation"


class InvitationAccepted(Conflict):
    """This invitation was accepted, so it cannot be withdrawn. An administrator of that organisation can end the
    membership; the platform can refuse the link of a supplier's organisation."""

    title = "The invitation was accepted"


class InvitesItself(Conflict):
    """This is the e-mail address or user name of a person of the platform. The platform cannot invite its own
    people into another organisation."""

    title = "The platform cannot invite its own people"


@dataclass(frozen=True, slots=True)
class PeopleIn:
    """Whether an organisation has members, and an administrator among them."""

    has_members: bool
    has_administrator: bool


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
    """Whether the person who made an invitation with this role may still make it."""
    if role in ROLES_OF[OrgKind.SUPPLIER] and inviter.org_kind is OrgKind.BUYER:
        return not inviter.roles.isdisjoint(INVITERS_OF_SUPPLIERS)
    return any(role in GIVEN_BY.get(held, frozenset()) for held in inviter.roles)


def is_offer(kind: OrgKind, role: Role, people: PeopleIn) -> bool:
    """Whether an invitation by the platform into another organisation is an offer, which waits.

    It is none where the organisation has no members: then it founds the organisation. Raises InvitesForItself,
    RoleNotGiven.
    """
    administrator = ADMINISTRATOR_OF[kind]
    if people.has_members and (role is not administrator or _is_closed(kind, people)):
        raise InvitesForItself
    if role is not administrator:
        raise RoleNotGiven(
            f"The first member of this organisation administers it: invite with the role {administrator}.",
            pointer="/role",
        )
    return people.has_members


def check_open(opens_at: datetime | None, kind: OrgKind, people: PeopleIn, *, now: datetime) -> None:
    """Whether an invitation by the platform may be accepted now. Raises InvitesForItself, InvitationWaits."""
    if people.has_members and (opens_at is None or _is_closed(kind, people)):
        raise InvitesForItself
    if opens_at is not None and now < opens_at:
        raise InvitationWaits(f"The organisation can refuse this offer until {opens_at:%Y-%m-%d %H:%M} UTC.")


def _is_closed(kind: OrgKind, people: PeopleIn) -> bool:
    """A monitor with an editor keeps its sources from the platform as well."""
    return kind is OrgKind.MONITOR and people.has_administrator


def check_outsider(own: Collection[OrgKind], joins: OrgKind) -> None:
    """`own` are the kinds of the person's organisations. Raises OperatorsStayOutside."""
    if any((kind is OrgKind.PLATFORM) != (joins is OrgKind.PLATFORM) for kind in own):
        raise OperatorsStayOutside
