"""Who may do what in this service, by role."""

from enum import StrEnum
from typing import Annotated

from chassis.auth import Access, Caller, Role

R = Role
BUYERS = frozenset({R.BUYER_OFFICER, R.BUYER_MANAGER, R.BUYER_VIEWER})
BUYER_EDITORS = frozenset({R.BUYER_OFFICER, R.BUYER_MANAGER})
MONITORS = frozenset({R.MONITOR_AUTHOR, R.MONITOR_EDITOR})
SUPPLIERS = frozenset({R.SUPPLIER_CONTACT, R.SUPPLIER_ADMIN})
# A supplier's administrator may be a salesperson, so what is said on human rights comes from its contact.
SUPPLIER_VOICES = frozenset({R.SUPPLIER_CONTACT})
PARTIES = BUYERS | SUPPLIERS


class Permission(StrEnum):
    """`<thing>:<act>`, alphabetical."""

    DIALOGUE_MOVE = "dialogue:move"
    DIALOGUE_READ = "dialogue:read"
    DIALOGUE_WRITE = "dialogue:write"


P = Permission

access = Access(
    {
        P.DIALOGUE_MOVE: BUYER_EDITORS | SUPPLIER_VOICES,
        P.DIALOGUE_READ: PARTIES,
        P.DIALOGUE_WRITE: BUYER_EDITORS,
    }
)

CanMoveDialogues = Annotated[Caller, access.may(P.DIALOGUE_MOVE)]
CanReadDialogues = Annotated[Caller, access.may(P.DIALOGUE_READ)]
CanWriteDialogues = Annotated[Caller, access.may(P.DIALOGUE_WRITE)]
