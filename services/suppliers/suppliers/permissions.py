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
    SUPPLIER_READ = "supplier:read"
    SUPPLIER_WRITE = "supplier:write"


P = Permission

access = Access(
    {
        P.CONTACT_READ: BUYERS | SUPPLIERS,
        P.CONTACT_WRITE: BUYER_EDITORS | SUPPLIERS,
        P.SUPPLIER_READ: READERS,
        P.SUPPLIER_WRITE: BUYER_EDITORS | {R.PLATFORM_ADMIN},
    }
)

CanReadContacts = Annotated[Caller, access.may(P.CONTACT_READ)]
CanWriteContacts = Annotated[Caller, access.may(P.CONTACT_WRITE)]
CanReadSuppliers = Annotated[Caller, access.may(P.SUPPLIER_READ)]
CanWriteSuppliers = Annotated[Caller, access.may(P.SUPPLIER_WRITE)]
