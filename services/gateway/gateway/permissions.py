"""Which roles may do what in this service."""

from enum import StrEnum
from typing import Annotated

from chassis.auth import Access
from chassis.callers import Caller
from chassis.vocabulary import BUYER_EDITORS, BUYERS, MONITORS, SUPPLIERS, Role

R = Role
ALL = frozenset(Role) - {R.SYSTEM}
BUYER_SIDE = BUYERS | {R.GROUP_COORDINATOR}
ADMINISTRATORS = frozenset({R.BUYER_MANAGER, R.MONITOR_EDITOR, R.SUPPLIER_ADMIN, R.PLATFORM_ADMIN})


class Permission(StrEnum):
    """`<thing>:<act>`, in alphabetical order."""

    AFFILIATION_READ = "affiliation:read"
    AFFILIATION_WRITE = "affiliation:write"
    DASHBOARD_READ = "dashboard:read"
    EVENT_READ = "event:read"
    INVITATION_READ = "invitation:read"
    INVITATION_WRITE = "invitation:write"
    KEY_READ = "key:read"
    KEY_WRITE = "key:write"
    LINK_DECIDE = "link:decide"
    LINK_READ = "link:read"
    LINK_REQUEST = "link:request"
    ME_READ = "me:read"
    MEMBER_READ = "member:read"
    MEMBER_WRITE = "member:write"
    ORGANISATION_READ = "organisation:read"
    ORGANISATION_WRITE = "organisation:write"
    TEST_CLOCK_MOVE = "test_clock:move"
    TEST_CLOCK_READ = "test_clock:read"


P = Permission

access = Access(
    {
        P.AFFILIATION_READ: BUYER_SIDE | MONITORS | {R.PLATFORM_ADMIN},
        P.AFFILIATION_WRITE: frozenset({R.MONITOR_EDITOR, R.BUYER_MANAGER}),
        P.DASHBOARD_READ: frozenset({R.BUYER_OFFICER, R.BUYER_MANAGER, R.BUYER_VIEWER, R.DASHBOARD_CLIENT}),
        P.EVENT_READ: ALL - {R.DASHBOARD_CLIENT},
        P.INVITATION_READ: ADMINISTRATORS | {R.BUYER_OFFICER},
        P.INVITATION_WRITE: ADMINISTRATORS | {R.BUYER_OFFICER},
        P.KEY_READ: ALL - {R.DASHBOARD_CLIENT},
        P.KEY_WRITE: ALL,
        P.LINK_DECIDE: BUYER_EDITORS | {R.SUPPLIER_ADMIN, R.PLATFORM_ADMIN},
        P.LINK_READ: BUYER_SIDE | SUPPLIERS | {R.PLATFORM_ADMIN},
        P.LINK_REQUEST: BUYER_EDITORS,
        P.ME_READ: ALL,
        P.MEMBER_READ: ALL - {R.DASHBOARD_CLIENT},
        P.MEMBER_WRITE: ADMINISTRATORS,
        P.ORGANISATION_READ: ALL - {R.DASHBOARD_CLIENT},
        P.ORGANISATION_WRITE: frozenset({R.PLATFORM_ADMIN}),
        P.TEST_CLOCK_MOVE: frozenset({R.PLATFORM_ADMIN}),
        P.TEST_CLOCK_READ: frozenset({R.PLATFORM_ADMIN}),
    }
)

CanDecideLinks = Annotated[Caller, access.may(P.LINK_DECIDE)]
CanMoveTestClock = Annotated[Caller, access.may(P.TEST_CLOCK_MOVE)]
CanReadAffiliations = Annotated[Caller, access.may(P.AFFILIATION_READ)]
CanReadDashboards = Annotated[Caller, access.may(P.DASHBOARD_READ)]
CanReadEvents = Annotated[Caller, access.may(P.EVENT_READ)]
CanReadInvitations = Annotated[Caller, access.may(P.INVITATION_READ)]
CanReadKeys = Annotated[Caller, access.may(P.KEY_READ)]
CanReadLinks = Annotated[Caller, access.may(P.LINK_READ)]
CanReadMe = Annotated[Caller, access.may(P.ME_READ)]
CanReadMembers = Annotated[Caller, access.may(P.MEMBER_READ)]
CanReadOrganisations = Annotated[Caller, access.may(P.ORGANISATION_READ)]
CanReadTestClock = Annotated[Caller, access.may(P.TEST_CLOCK_READ)]
CanRequestLinks = Annotated[Caller, access.may(P.LINK_REQUEST)]
CanWriteAffiliations = Annotated[Caller, access.may(P.AFFILIATION_WRITE)]
CanWriteInvitations = Annotated[Caller, access.may(P.INVITATION_WRITE)]
CanWriteKeys = Annotated[Caller, access.may(P.KEY_WRITE)]
CanWriteMembers = Annotated[Caller, access.may(P.MEMBER_WRITE)]
CanWriteOrganisations = Annotated[Caller, access.may(P.ORGANISATION_WRITE)]
