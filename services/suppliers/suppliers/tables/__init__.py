"""Every table of the suppliers database, one module per aggregate."""

from suppliers.tables.base import Table
from suppliers.tables.clauses import Wording
from suppliers.tables.contract_imports import ContractImport, ContractImportLot, ContractImportWinner
from suppliers.tables.contracts import Contract, ContractClause, ContractSpend, Delivery, Escalation, Obligation
from suppliers.tables.costs import LifeCycleCost
from suppliers.tables.criteria import ContractCriterion, LabelRequirement
from suppliers.tables.data_imports import DataImport, DataImportRow, SupplierNumber
from suppliers.tables.disclosures import Disclosure, DisclosureAcceptance, DisclosureRow
from suppliers.tables.equivalence import EquivalenceDecisionRow, EquivalenceDossier
from suppliers.tables.facilities import (
    Facility,
    FacilityIdentifier,
    FacilityKey,
    FacilityRegistration,
    KeyFrequency,
)
from suppliers.tables.imports import DisclosureImport, ImportChunk, ImportRow
from suppliers.tables.labels import LabelClaim, LabelVerification
from suppliers.tables.links import SupplierLink
from suppliers.tables.market import MarketObservation
from suppliers.tables.parties import ContactPoint, Supplier, SupplierIdentifier
from suppliers.tables.products import Product, ProductOffer
from suppliers.tables.quotes import ProductQuote
from suppliers.tables.revisions import ContractRevision, SpendRevision
from suppliers.tables.service_tables import ExpiryEvent, Grant
from suppliers.tables.targets import Target

__all__ = [
    "ContactPoint",
    "Contract",
    "ContractClause",
    "ContractCriterion",
    "ContractImport",
    "ContractImportLot",
    "ContractImportWinner",
    "ContractRevision",
    "ContractSpend",
    "DataImport",
    "DataImportRow",
    "Delivery",
    "Disclosure",
    "DisclosureAcceptance",
    "DisclosureImport",
    "DisclosureRow",
    "EquivalenceDecisionRow",
    "EquivalenceDossier",
    "Escalation",
    "ExpiryEvent",
    "Facility",
    "FacilityIdentifier",
    "FacilityKey",
    "FacilityRegistration",
    "Grant",
    "ImportChunk",
    "ImportRow",
    "KeyFrequency",
    "LabelClaim",
    "LabelRequirement",
    "LabelVerification",
    "LifeCycleCost",
    "MarketObservation",
    "Obligation",
    "Product",
    "ProductOffer",
    "ProductQuote",
    "SpendRevision",
    "Supplier",
    "SupplierIdentifier",
    "SupplierLink",
    "SupplierNumber",
    "Table",
    "Target",
    "Wording",
]
