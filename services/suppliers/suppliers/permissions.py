"""Who may do what in this service, by role."""

from enum import StrEnum
from typing import Annotated

from chassis.auth import Access, Caller, Role

R = Role
BUYERS = frozenset({R.BUYER_OFFICER, R.BUYER_MANAGER, R.BUYER_VIEWER})
BUYER_EDITORS = frozenset({R.BUYER_OFFICER, R.BUYER_MANAGER})
MONITORS = frozenset({R.MONITOR_AUTHOR, R.MONITOR_EDITOR})
SUPPLIERS = frozenset({R.SUPPLIER_CONTACT, R.SUPPLIER_ADMIN})
READERS = BUYERS | MONITORS | SUPPLIERS | {R.EXPERT, R.PLATFORM_ADMIN}


class Permission(StrEnum):
    """`<thing>:<act>`, alphabetical."""

    CONTACT_READ = "contact:read"
    CONTACT_WRITE = "contact:write"
    DISCLOSURE_READ = "disclosure:read"
    DISCLOSURE_WRITE = "disclosure:write"
    FACILITY_MATCH = "facility:match"
    FACILITY_MERGE = "facility:merge"
    FACILITY_READ = "facility:read"
    FACILITY_WRITE = "facility:write"
    SUPPLIER_READ = "supplier:read"
    SUPPLIER_WRITE = "supplier:write"


P = Permission

access = Access(
    {
        P.CONTACT_READ: BUYERS | SUPPLIERS,
        P.CONTACT_WRITE: BUYER_EDITORS | SUPPLIERS,
        P.DISCLOSURE_READ: READERS,
        P.DISCLOSURE_WRITE: BUYER_EDITORS | {R.SUPPLIER_CONTACT, R.PLATFORM_ADMIN},
        P.FACILITY_MATCH: READERS - SUPPLIERS,
        P.FACILITY_MERGE: frozenset({R.PLATFORM_ADMIN}),
        P.FACILITY_READ: READERS,
        P.FACILITY_WRITE: BUYER_EDITORS | {R.SUPPLIER_CONTACT, R.MONITOR_EDITOR, R.PLATFORM_ADMIN},
        P.SUPPLIER_READ: READERS,
        P.SUPPLIER_WRITE: BUYER_EDITORS | {R.PLATFORM_ADMIN},
    }
)

CanReadContacts = Annotated[Caller, access.may(P.CONTACT_READ)]
CanWriteContacts = Annotated[Caller, access.may(P.CONTACT_WRITE)]
CanReadDisclosures = Annotated[Caller, access.may(P.DISCLOSURE_READ)]
CanWriteDisclosures = Annotated[Caller, access.may(P.DISCLOSURE_WRITE)]
CanMatchFacilities = Annotated[Caller, access.may(P.FACILITY_MATCH)]
CanMergeFacilities = Annotated[Caller, access.may(P.FACILITY_MERGE)]
CanReadFacilities = Annotated[Caller, access.may(P.FACILITY_READ)]
CanWriteFacilities = Annotated[Caller, access.may(P.FACILITY_WRITE)]
CanReadSuppliers = Annotated[Caller, access.may(P.SUPPLIER_READ)]
CanWriteSuppliers = Annotated[Caller, access.may(P.SUPPLIER_WRITE)]
