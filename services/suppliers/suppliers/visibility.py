"""Who may see which rows: WHERE clauses by kind of organisation.

A kind of organisation that is not listed sees nothing. For owned rows, row-level security is a second check.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Label, Select, Uuid, and_, case, cast, exists, or_, select, true
from sqlmodel import SQLModel, col

from chassis.callers import Caller
from chassis.listing import KIND, ORG, SUPPLIER, Clause
from chassis.rows import StampedForReaders
from chassis.vocabulary import OrgKind
from suppliers.contracts.rules import BEFORE_AWARD, ContractKind
from suppliers.disclosures.rows.rules import NETWORK_READERS, SHARED_LEVELS, Confidentiality
from suppliers.disclosures.rules import DisclosureStatus
from suppliers.equivalence.rules import DossierStatus
from suppliers.tables import (
    ContactPoint,
    Contract,
    ContractCriterion,
    ContractImport,
    ContractRevision,
    ContractSpend,
    DataImport,
    DataImportRow,
    Delivery,
    Disclosure,
    DisclosureAcceptance,
    DisclosureImport,
    DisclosureRow,
    EquivalenceDecisionRow,
    EquivalenceDossier,
    Facility,
    Grant,
    ImportRow,
    LabelClaim,
    LabelRequirement,
    LifeCycleCost,
    MarketObservation,
    Product,
    ProductOffer,
    ProductQuote,
    SpendRevision,
    Supplier,
    SupplierLink,
    Target,
)

REGISTER_READERS = (OrgKind.BUYER, OrgKind.MONITOR, OrgKind.EXPERT, OrgKind.PLATFORM)


def granted(table: type[SQLModel]) -> Select[Any]:
    """Ids of rows of this table that others own and the caller's organisation may read."""
    return select(col(Grant.row_id)).where(col(Grant.org_id) == ORG, col(Grant.table_name) == table.__tablename__)


SUPPLIERS: dict[OrgKind, Clause] = {
    **dict.fromkeys(REGISTER_READERS, true()),
    OrgKind.SUPPLIER: col(Supplier.id) == SUPPLIER,
}

_is_awarded = col(Contract.status).not_in(BEFORE_AWARD)
_of_its_buyers = col(Contract.owner_id).in_(
    select(col(SupplierLink.buyer_id)).where(col(SupplierLink.org_id) == ORG)
)

CONTRACTS: dict[OrgKind, Clause] = {
    OrgKind.BUYER: col(Contract.owner_id) == ORG,
    OrgKind.SUPPLIER: and_(
        col(Contract.supplier_id) == SUPPLIER,
        col(Contract.id).in_(granted(Contract)),
        _of_its_buyers,
        _is_awarded,
    ),
}
"""A supplier does not see a contract before the award, even if it is with itself. It sees none of a buyer that its
organisation does not work with, even if that buyer opened it to the organisation as if that were a buyer."""

FRAMEWORKS: dict[OrgKind, Clause] = {
    OrgKind.BUYER: and_(
        col(Contract.id).in_(granted(Contract)), col(Contract.kind) == ContractKind.FRAMEWORK, _is_awarded
    )
}
"""Frameworks of others under which the caller may order; they are none of its own contracts."""

PARENTS: dict[OrgKind, Clause] = {OrgKind.BUYER: or_(CONTRACTS[OrgKind.BUYER], FRAMEWORKS[OrgKind.BUYER])}
"""Contracts that a new contract of the caller can be a part of."""

PARENT_OF_CONTRACT: Label[Any] = case(
    (
        or_(cast(SUPPLIER, Uuid).is_(None), col(Contract.central_body_id).is_(None)),
        col(Contract.parent_contract_id),
    ),
    else_=None,
).label("parent_contract_id")
"""Null for suppliers where the framework is another buyer's: with whom that one works is not theirs to know."""


Shared = Contract | ContactPoint | Disclosure | DisclosureAcceptance | EquivalenceDossier | EquivalenceDecisionRow
SHARED_WITH_SUPPLIER: Mapping[type[Shared], Clause] = {
    Contract: _is_awarded,
    ContactPoint: true(),
    Disclosure: col(Disclosure.status) == DisclosureStatus.SUBMITTED,
    DisclosureAcceptance: true(),
    EquivalenceDossier: col(EquivalenceDossier.status) != DossierStatus.DRAFT,
    EquivalenceDecisionRow: true(),
}
"""Tables of a buyer whose rows its supplier's organisations may read, and which of the rows."""


def within_contract(part: type[Delivery | ContractCriterion | LabelRequirement]) -> dict[OrgKind, Clause]:
    """Whoever may see a contract may see its parts of this kind."""
    return {
        OrgKind.BUYER: col(part.owner_id) == ORG,
        OrgKind.SUPPLIER: col(part.contract_id).in_(select(col(Contract.id)).where(CONTRACTS[OrgKind.SUPPLIER])),
    }


DELIVERIES = within_contract(Delivery)
CRITERIA = within_contract(ContractCriterion)
LABEL_REQUIREMENTS = within_contract(LabelRequirement)

SPEND: dict[OrgKind, Clause] = {OrgKind.BUYER: col(ContractSpend.owner_id) == ORG}
CONTRACT_REVISIONS: dict[OrgKind, Clause] = {OrgKind.BUYER: col(ContractRevision.owner_id) == ORG}
SPEND_REVISIONS: dict[OrgKind, Clause] = {OrgKind.BUYER: col(SpendRevision.owner_id) == ORG}
"""Spend, and what its totals are counted from, is the buyer's alone."""
TARGETS: dict[OrgKind, Clause] = {OrgKind.BUYER: col(Target.owner_id) == ORG}
LIFE_CYCLE_COSTS: dict[OrgKind, Clause] = {OrgKind.BUYER: col(LifeCycleCost.owner_id) == ORG}

_of_the_supplier = or_(
    col(Product.brand_id) == SUPPLIER,
    col(Product.id).in_(select(col(ProductOffer.product_id)).where(col(ProductOffer.supplier_id) == SUPPLIER)),
)
_speaks_to_the_buyer = select(col(SupplierLink.org_id)).where(col(SupplierLink.buyer_id) == ORG)
_delivered_to_the_buyer = select(col(Delivery.product_id)).where(col(Delivery.owner_id) == ORG)

PRODUCTS: dict[OrgKind, Clause] = {
    **dict.fromkeys(REGISTER_READERS, col(Product.is_listed).is_(True)),
    OrgKind.BUYER: or_(
        col(Product.is_listed),
        col(Product.registered_by).in_(_speaks_to_the_buyer),
        col(Product.id).in_(_delivered_to_the_buyer),
    ),
    OrgKind.SUPPLIER: or_(col(Product.registered_by) == ORG, and_(col(Product.is_listed), _of_the_supplier)),
}

REGISTERED_PRODUCTS: dict[OrgKind, Clause] = {
    **dict.fromkeys(REGISTER_READERS, col(Product.is_listed).is_(True)),
    OrgKind.SUPPLIER: PRODUCTS[OrgKind.SUPPLIER],
}
"""Products that somebody who registers a number finds: readers of the register find only what is in it."""

_of_a_visible_product = {
    kind: col(LabelClaim.product_id).in_(select(col(Product.id)).where(visible))
    for kind, visible in PRODUCTS.items()
}
_claimed_openly = {
    **dict.fromkeys(REGISTER_READERS, col(LabelClaim.is_listed).is_(True)),
    OrgKind.BUYER: or_(col(LabelClaim.is_listed), col(LabelClaim.claimed_by).in_(_speaks_to_the_buyer)),
    OrgKind.SUPPLIER: or_(col(LabelClaim.is_listed), col(LabelClaim.claimed_by) == ORG),
}
LABEL_CLAIMS: dict[OrgKind, Clause] = {
    kind: and_(_of_a_visible_product[kind], claimed) for kind, claimed in _claimed_openly.items()
}
"""Whoever sees a product sees what is claimed of it; what an unconfirmed organisation says, only its buyers."""

EQUIVALENCE_DOSSIERS: dict[OrgKind, Clause] = dict.fromkeys(
    (OrgKind.BUYER, OrgKind.SUPPLIER),
    or_(col(EquivalenceDossier.owner_id) == ORG, col(EquivalenceDossier.id).in_(granted(EquivalenceDossier))),
)
"""Whoever wrote a dossier, and the other side from the first submission on."""

MARKET_OBSERVATIONS: dict[OrgKind, Clause] = {OrgKind.BUYER: col(MarketObservation.owner_id) == ORG}
QUOTES: dict[OrgKind, Clause] = {OrgKind.BUYER: col(ProductQuote.owner_id) == ORG}

CONTACTS: dict[OrgKind, Clause] = {
    OrgKind.BUYER: col(ContactPoint.owner_id) == ORG,
    OrgKind.SUPPLIER: col(ContactPoint.id).in_(granted(ContactPoint)),
}

_row_of_a_party = and_(
    col(DisclosureRow.disclosure_id).in_(granted(Disclosure)), col(DisclosureRow.confidentiality).in_(SHARED_LEVELS)
)
_may_read_open_row = or_(
    col(DisclosureRow.confidentiality) == Confidentiality.PUBLIC,
    and_(col(DisclosureRow.confidentiality) == Confidentiality.NETWORK, KIND.in_(NETWORK_READERS)),
)
_open_row = and_(col(DisclosureRow.is_open), _may_read_open_row)
_visible_row = or_(col(DisclosureRow.owner_id) == ORG, _row_of_a_party, _open_row)

of_the_register = col(DisclosureRow.confidentiality).in_(SHARED_LEVELS)
"""Rows that take part in the register: more confidential ones name no facility, not even to their owner."""

DISCLOSURE_ROWS: dict[OrgKind, Clause] = {
    **dict.fromkeys(REGISTER_READERS, _visible_row),
    OrgKind.SUPPLIER: and_(col(DisclosureRow.supplier_id) == SUPPLIER, _visible_row),
}
"""A supplier never sees what was published about another supplier."""


def visible_version(version: type[Disclosure]) -> Clause:
    """Which versions an organisation may see; `version` is the table or an alias of it.

    A supplier sees only those about itself, which this clause does not check.
    """
    has_open_row = exists().where(col(DisclosureRow.disclosure_id) == col(version.id), _open_row)
    return or_(
        col(version.owner_id) == ORG,
        col(version.id).in_(granted(Disclosure)),
        and_(col(version.is_open), or_(KIND.in_(NETWORK_READERS), has_open_row)),
    )


_visible_version = visible_version(Disclosure)

DISCLOSURES: dict[OrgKind, Clause] = {
    **dict.fromkeys(REGISTER_READERS, _visible_version),
    OrgKind.SUPPLIER: and_(col(Disclosure.supplier_id) == SUPPLIER, _visible_version),
}

visible_acceptance = or_(
    col(DisclosureAcceptance.owner_id) == ORG,
    col(DisclosureAcceptance.id).in_(granted(DisclosureAcceptance)),
    col(DisclosureAcceptance.is_open),
)
"""Decisions that the caller may see: its own, those on its versions, and those of the platform on public lists."""

CONTRACT_IMPORTS: dict[OrgKind, Clause] = {OrgKind.BUYER: col(ContractImport.owner_id) == ORG}

DISCLOSURE_IMPORTS: dict[OrgKind, Clause] = dict.fromkeys(
    (OrgKind.BUYER, OrgKind.PLATFORM, OrgKind.SUPPLIER), col(DisclosureImport.owner_id) == ORG
)
IMPORT_ROWS: dict[OrgKind, Clause] = dict.fromkeys(
    (OrgKind.BUYER, OrgKind.PLATFORM, OrgKind.SUPPLIER), col(ImportRow.owner_id) == ORG
)

DATA_IMPORTS: dict[OrgKind, Clause] = {OrgKind.BUYER: col(DataImport.owner_id) == ORG}
DATA_IMPORT_ROWS: dict[OrgKind, Clause] = {OrgKind.BUYER: col(DataImportRow.owner_id) == ORG}


def sites_in_lists_of(supplier: Any) -> Clause:
    """Facilities, also merged ones, that lists of this supplier name, as far as the caller may see these."""
    visible = and_(
        col(DisclosureRow.is_entered),
        of_the_register,
        col(DisclosureRow.supplier_id) == supplier,
        or_(cast(SUPPLIER, Uuid).is_(None), col(DisclosureRow.supplier_id) == cast(SUPPLIER, Uuid)),
        _visible_row,
    )
    named = select(col(DisclosureRow.facility_id)).where(visible)
    survivors = select(col(Facility.merged_into)).where(col(Facility.id).in_(named))
    return or_(col(Facility.id).in_(named), col(Facility.id).in_(survivors))


is_listed = col(Facility.is_listed).is_(True)
"""Whether the record is in the register."""

FACILITIES: dict[OrgKind, Clause] = {
    **dict.fromkeys(REGISTER_READERS, is_listed),
    OrgKind.SUPPLIER: or_(col(Facility.registered_by) == ORG, and_(is_listed, sites_in_lists_of(SUPPLIER))),
}


def facility_of_row(column: Any) -> Label[Any]:
    """A facility that a row names, but null where the row takes no part in the register."""
    return case((of_the_register, column), else_=None).label(column.key)


def sees_owners_fields(caller: Caller) -> bool:
    """Whether the caller reads contracts as their owner: with what the buyer plans, and its count of changes."""
    return caller.org_kind is OrgKind.BUYER


def sees_possible_duplicates(caller: Caller) -> bool:
    """Whether the caller sees which facilities may be one site; see `hidden_from_suppliers`, for lists."""
    return caller.org_kind is not OrgKind.SUPPLIER


def hidden_from_suppliers(column: Any) -> Label[Any]:
    """The column, but null for suppliers: it reveals that others know a similar site."""
    return case((cast(SUPPLIER, Uuid).is_(None), column), else_=None).label(column.key)


def as_readers_count(table: type[StampedForReaders], own: str, shared: str) -> Label[Any]:
    """The owner's version or time of change for the owner, and that of the other readers for these.

    Only owners and suppliers read such rows.
    """
    return case((cast(SUPPLIER, Uuid).is_(None), getattr(table, own)), else_=getattr(table, shared)).label(own)
