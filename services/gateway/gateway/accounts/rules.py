"""Which roles exist in which kind of organisation, and who may give them."""

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

ADMINISTRATOR_OF: dict[OrgKind, Role] = {
    OrgKind.BUYER: R.BUYER_MANAGER,
    OrgKind.MONITOR: R.MONITOR_EDITOR,
    OrgKind.SUPPLIER: R.SUPPLIER_ADMIN,
    OrgKind.EXPERT: R.EXPERT,
    OrgKind.PLATFORM: R.PLATFORM_ADMIN,
}
"""The role that admits people to an organisation of a kind. Experts have one role only; the platform admits
them."""


class OrganisationNotFound(NotFound):
    """There is no organisation with this id, or you may not see it."""

    title = "Organisation not found"


class MemberNotFound(NotFound):
    """Your organisation has no member with this id."""

    title = "Member not found"


class UsernameTaken(Conflict):
    """This user name is taken. Choose another one. If you already have an account, use `/v1/invitations/join`."""

    title = "User name is taken"


class AlreadyMember(Conflict):
    """This person is already a member of this organisation."""

    title = "Already a member"


class LastAdministrator(Conflict):
    """This member is the only administrator of the organisation. Give another member that role first, or invite
    one."""

    title = "The last administrator cannot leave"


class RoleNotGiven(Invalid):
    """This role does not exist in this kind of organisation, or your own roles do not allow you to give it."""

    title = "Role cannot be given"


class SupplierHasOrganisation(Conflict):
    """The platform has created an organisation for this supplier already; see `GET /v1/supplier-links`."""

    title = "The supplier has an organisation"


class SupplierIdMisplaced(Invalid):
    """`supplier_id` is required for an organisation of kind `supplier` and not allowed for any other kind."""

    title = "supplier_id is missing or not allowed"


def givable(holder: Collection[Role], kind: OrgKind) -> frozenset[Role]:
    """The roles that a holder of these roles may give in an organisation of that kind."""
    by_role = (GIVEN_BY.get(role, frozenset()) for role in holder)
    return frozenset[Role]().union(*by_role) & ROLES_OF[kind]


def check_givable(roles: Collection[Role], *, holder: Collection[Role], kind: OrgKind, pointer: str) -> None:
    """Raises RoleNotGiven."""
    allowed = givable(holder, kind)
    refused = sorted(set(roles) - allowed)
    if refused:
        raise RoleNotGiven(
            f"You cannot give {', '.join(refused)} in this organisation."
            f" Roles you can give: {', '.join(sorted(allowed)) or 'none'}.",
            pointer=pointer,
        )
