"""Who may do what in this service, by role."""

from enum import StrEnum
from typing import Annotated

from chassis.auth import Access
from chassis.callers import Caller
from chassis.vocabulary import BUYER_EDITORS, BUYERS, MONITORS, SUPPLIERS, OrgKind, Role

R = Role
READERS = BUYERS | MONITORS | SUPPLIERS | {R.EXPERT, R.PLATFORM_ADMIN}


class Permission(StrEnum):
    """`<thing>:<action>`, in alphabetical order."""

    CLAUSE_TEMPLATE_WRITE = "clause_template:write"
    CONTACT_READ = "contact:read"
    CONTACT_WRITE = "contact:write"
    CONTRACT_IMPORT_READ = "contract_import:read"
    CONTRACT_IMPORT_WRITE = "contract_import:write"
    CONTRACT_READ = "contract:read"
    CONTRACT_WRITE = "contract:write"
    DATA_EXPORT = "data:export"
    DATA_IMPORT = "data:import"
    DATA_IMPORT_READ = "data_import:read"
    DISCLOSURE_IMPORT_READ = "disclosure_import:read"
    DISCLOSURE_READ = "disclosure:read"
    DISCLOSURE_WRITE = "disclosure:write"
    DISCLOSURE_GAP_READ = "disclosure_gap:read"
    EQUIVALENCE_READ = "equivalence:read"
    EQUIVALENCE_WORK = "equivalence:work"
    EXPOSURE_READ = "exposure:read"
    FACILITY_LOOK_UP = "facility:look_up"
    FACILITY_MATCH = "facility:match"
    FACILITY_MERGE = "facility:merge"
    FACILITY_READ = "facility:read"
    FACILITY_REGISTER = "facility:register"
    FACILITY_WRITE = "facility:write"
    FIGURE_READ = "figure:read"
    FRAMEWORK_READ = "framework:read"
    LABEL_CLAIM_MAKE = "label_claim:make"
    LABEL_CLAIM_READ = "label_claim:read"
    MARKET_READ = "market:read"
    MARKET_WRITE = "market:write"
    OBLIGATION_WORK = "obligation:work"
    PERSONAL_DATA_HANDLE = "personal_data:handle"
    PRODUCT_READ = "product:read"
    PRODUCT_WRITE = "product:write"
    QUOTE_READ = "quote:read"
    QUOTE_WRITE = "quote:write"
    REFERENCE_READ = "reference:read"
    SPEND_READ = "spend:read"
    SUPPLIER_AMEND = "supplier:amend"
    SUPPLIER_READ = "supplier:read"
    SUPPLIER_WRITE = "supplier:write"
    TARGET_READ = "target:read"
    TARGET_WRITE = "target:write"


P = Permission

access = Access(
    {
        P.CLAUSE_TEMPLATE_WRITE: BUYER_EDITORS,
        P.CONTACT_READ: BUYERS | SUPPLIERS,
        P.CONTACT_WRITE: BUYER_EDITORS | SUPPLIERS,
        P.CONTRACT_IMPORT_READ: BUYERS,
        P.CONTRACT_IMPORT_WRITE: BUYER_EDITORS,
        P.CONTRACT_READ: BUYERS | SUPPLIERS,
        P.CONTRACT_WRITE: BUYER_EDITORS,
        P.DATA_EXPORT: BUYERS,
        P.DATA_IMPORT: BUYER_EDITORS,
        P.DATA_IMPORT_READ: BUYERS,
        P.DISCLOSURE_READ: READERS,
        P.DISCLOSURE_IMPORT_READ: BUYERS | SUPPLIERS | {R.PLATFORM_ADMIN},
        P.DISCLOSURE_WRITE: BUYER_EDITORS | {R.SUPPLIER_CONTACT, R.PLATFORM_ADMIN},
        P.DISCLOSURE_GAP_READ: BUYERS | SUPPLIERS,
        P.EQUIVALENCE_READ: BUYERS | SUPPLIERS,
        P.EQUIVALENCE_WORK: BUYER_EDITORS | {R.SUPPLIER_CONTACT},
        P.EXPOSURE_READ: BUYERS,
        P.FACILITY_LOOK_UP: frozenset({R.SYSTEM}),
        P.FACILITY_MATCH: READERS - SUPPLIERS | {R.SYSTEM},
        P.FACILITY_MERGE: frozenset({R.PLATFORM_ADMIN}),
        P.FACILITY_READ: READERS,
        P.FACILITY_REGISTER: frozenset({R.SYSTEM}),
        P.FACILITY_WRITE: BUYER_EDITORS | {R.SUPPLIER_CONTACT, R.MONITOR_EDITOR, R.PLATFORM_ADMIN},
        P.FIGURE_READ: BUYERS | {R.DASHBOARD_CLIENT},
        P.FRAMEWORK_READ: BUYERS,
        P.LABEL_CLAIM_MAKE: BUYER_EDITORS | {R.SUPPLIER_CONTACT, R.PLATFORM_ADMIN},
        P.LABEL_CLAIM_READ: READERS,
        P.MARKET_READ: BUYERS,
        P.MARKET_WRITE: BUYER_EDITORS,
        P.OBLIGATION_WORK: BUYER_EDITORS | {R.SUPPLIER_CONTACT},
        P.PERSONAL_DATA_HANDLE: BUYER_EDITORS,
        P.PRODUCT_READ: READERS,
        P.PRODUCT_WRITE: BUYER_EDITORS | SUPPLIERS | {R.PLATFORM_ADMIN},
        P.QUOTE_READ: BUYERS,
        P.QUOTE_WRITE: BUYER_EDITORS,
        P.REFERENCE_READ: frozenset(Role) - {R.SYSTEM},
        P.SPEND_READ: BUYERS,
        P.SUPPLIER_AMEND: BUYER_EDITORS | SUPPLIERS | {R.PLATFORM_ADMIN},
        P.SUPPLIER_READ: READERS,
        P.SUPPLIER_WRITE: BUYER_EDITORS | {R.PLATFORM_ADMIN},
        P.TARGET_READ: BUYERS,
        P.TARGET_WRITE: BUYER_EDITORS,
    }
)

CanWriteClauseTemplates = Annotated[Caller, access.may(P.CLAUSE_TEMPLATE_WRITE)]
CanReadContacts = Annotated[Caller, access.may(P.CONTACT_READ)]
CanWriteContacts = Annotated[Caller, access.may(P.CONTACT_WRITE)]
CanReadContractImports = Annotated[Caller, access.may(P.CONTRACT_IMPORT_READ)]
CanImportContracts = Annotated[Caller, access.may(P.CONTRACT_IMPORT_WRITE)]
CanReadContracts = Annotated[Caller, access.may(P.CONTRACT_READ)]
CanWriteContracts = Annotated[Caller, access.may(P.CONTRACT_WRITE)]
CanExportData = Annotated[Caller, access.may(P.DATA_EXPORT)]
CanImportData = Annotated[Caller, access.may(P.DATA_IMPORT)]
CanReadDataImports = Annotated[Caller, access.may(P.DATA_IMPORT_READ)]
CanReadDisclosures = Annotated[Caller, access.may(P.DISCLOSURE_READ)]
CanReadImports = Annotated[Caller, access.may(P.DISCLOSURE_IMPORT_READ)]
CanWriteDisclosures = Annotated[Caller, access.may(P.DISCLOSURE_WRITE)]
CanReadGaps = Annotated[Caller, access.may(P.DISCLOSURE_GAP_READ)]
CanReadEquivalence = Annotated[Caller, access.may(P.EQUIVALENCE_READ)]
CanWorkOnEquivalence = Annotated[Caller, access.may(P.EQUIVALENCE_WORK)]
CanReadExposures = Annotated[Caller, access.may(P.EXPOSURE_READ)]
CanLookUpForMachines = Annotated[Caller, access.may(P.FACILITY_LOOK_UP)]
CanMatchFacilities = Annotated[Caller, access.may(P.FACILITY_MATCH)]
CanMergeFacilities = Annotated[Caller, access.may(P.FACILITY_MERGE)]
CanReadFacilities = Annotated[Caller, access.may(P.FACILITY_READ)]
CanRegisterForMachines = Annotated[Caller, access.may(P.FACILITY_REGISTER)]
CanWriteFacilities = Annotated[Caller, access.may(P.FACILITY_WRITE)]
CanReadFigures = Annotated[Caller, access.may(P.FIGURE_READ)]
CanReadFrameworks = Annotated[Caller, access.may(P.FRAMEWORK_READ)]
CanMakeLabelClaims = Annotated[Caller, access.may(P.LABEL_CLAIM_MAKE)]
CanReadLabelClaims = Annotated[Caller, access.may(P.LABEL_CLAIM_READ)]
CanReadMarket = Annotated[Caller, access.may(P.MARKET_READ)]
CanWriteMarket = Annotated[Caller, access.may(P.MARKET_WRITE)]
CanWorkOnObligations = Annotated[Caller, access.may(P.OBLIGATION_WORK)]
CanHandlePersonalData = Annotated[Caller, access.may(P.PERSONAL_DATA_HANDLE)]
CanReadProducts = Annotated[Caller, access.may(P.PRODUCT_READ)]
CanWriteProducts = Annotated[Caller, access.may(P.PRODUCT_WRITE)]
CanReadQuotes = Annotated[Caller, access.may(P.QUOTE_READ)]
CanWriteQuotes = Annotated[Caller, access.may(P.QUOTE_WRITE)]
CanReadReferences = Annotated[Caller, access.may(P.REFERENCE_READ)]
CanReadSpend = Annotated[Caller, access.may(P.SPEND_READ)]
CanAmendSuppliers = Annotated[Caller, access.may(P.SUPPLIER_AMEND)]
CanReadSuppliers = Annotated[Caller, access.may(P.SUPPLIER_READ)]
CanWriteSuppliers = Annotated[Caller, access.may(P.SUPPLIER_WRITE)]
CanReadTargets = Annotated[Caller, access.may(P.TARGET_READ)]
CanWriteTargets = Annotated[Caller, access.may(P.TARGET_WRITE)]


def may_publish(caller: Caller, *, is_confirmed: bool) -> bool:
    """Whether what the caller says is for others than the buyers it works with.

    `is_confirmed`: the platform confirmed that the caller's organisation represents its supplier. For buyers,
    monitors and the platform that does not matter.
    """
    return caller.org_kind is not OrgKind.SUPPLIER or is_confirmed
