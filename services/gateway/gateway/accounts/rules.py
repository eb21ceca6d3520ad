"""Who may be what: which roles exist in which kind of organisation."""

from collections.abc import Collection

from chassis.problems import Conflict, Invalid, NotFound
from chassis.vocabulary import OrgKind, Role

R = Role

ROLES_OF: dict[OrgKind, frozenset[Role]] = {
    OrgKind.BUYER: frozenset(
        {R.BUYER_OFFICER, R.BUYER_MANAGER, R.BUYER_VIEWER, R.GROUP_COORDINATOR, R.DASHBOARD_CLIENT}
    ),
    OrgKind.MONITOR: frozenset({R.MONITOR_AUTHOR, R.MONITOR_EDITOR, R.DASHBOARD_CLIENT}),
    OrgKind.SUPPLIER: frozenset({R.SUPPLIER_CONTACT, R.SUPPLIER_ADMIN}),
    OrgKind.EXPERT: frozenset({R.EXPERT}),
    OrgKind.PLATFORM: frozenset({R.PLATFORM_ADMIN}),
}

GIVEN_BY: dict[Role, frozenset[Role]] = {
    R.BUYER_OFFICER: frozenset({R.BUYER_OFFICER, R.BUYER_VIEWER}),
    R.BUYER_MANAGER: ROLES_OF[OrgKind.BUYER],
    R.MONITOR_EDITOR: ROLES_OF[OrgKind.MONITOR],
    R.SUPPLIER_ADMIN: ROLES_OF[OrgKind.SUPPLIER],
    R.PLATFORM_ADMIN: frozenset().union(*ROLES_OF.values()),
}
"""Which roles the holder of a role may give to others within one organisation."""


class OrganisationNotFound(NotFound):
    """No organisation with this id that you may know of."""

    title = "Organisation not found"


class MemberNotFound(NotFound):
    """No member with this id in your organisation."""

    title = "Member not found"


class UsernameTaken(Conflict):
    """Somebody has this username; choose another. Who already has an account joins with it instead."""

    title = "Username is taken"


class AlreadyMember(Conflict):
    """This person is a member of this organisation already."""

    title = "Already a member"


class RoleNotGiven(Invalid):
    """This role does not exist in that kind of organisation, or is not yours to give."""

    title = "Role cannot be given"


class SupplierIdMisplaced(Invalid):
    """An organisation that speaks for a supplier names it by `supplier_id`, and no other organisation does."""

    title = "supplier_id is out of place"


def givable(holder: Collection[Role], kind: OrgKind) -> frozenset[Role]:
    """The roles somebody with these roles may give in an organisation of that kind."""
    given: frozenset[Role] = frozenset().union(*(GIVEN_BY.get(role, frozenset()) for role in holder))
    return given & ROLES_OF[kind]


def check_given(roles: Collection[Role], *, holder: Collection[Role], kind: OrgKind, pointer: str) -> None:
    """Raises RoleNotGiven."""
    beyond = sorted(set(roles) - givable(holder, kind))
    if beyond:
        raise RoleNotGiven(f"{', '.join(beyond)} cannot be given here.", pointer=pointer)
