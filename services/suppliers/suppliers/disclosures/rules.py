"""Disclosures: what their rows say, how versions move, and which version is in force when."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, Invalid, NotFound


class Tier(StrEnum):
    """How far a site stands from the finished product; supply chains that count from the brand say one less."""

    C = "C"
    T0 = "T0"
    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"
    TL = "TL"
    TR = "TR"
    TE = "TE"
    TX = "TX"


class Relation(StrEnum):
    """What the site does for the product."""

    ASSEMBLES = "assembles"
    MAKES_COMPONENT = "makes_component"
    REFINES = "refines"
    MINES = "mines"
    RECRUITS = "recruits"
    LOGISTICS = "logistics"
    RECYCLES = "recycles"


class Confidentiality(StrEnum):
    """Who may see a row, from the widest to the narrowest."""

    PUBLIC = "public"
    NETWORK = "network"
    GROUP = "group"
    PARTIES = "parties"
    BUYER_ONLY = "buyer_only"
    RESTRICTED = "restricted"


class RowBasis(StrEnum):
    """What a row leans on."""

    CONTRACT = "contract"
    SUPPLIER_STATEMENT = "supplier_statement"
    AUDIT = "audit"
    ESTIMATE = "estimate"


class DisclosureSource(StrEnum):
    """Whose statement a list is."""

    SUPPLIER = "supplier"
    PUBLIC = "public"


class DisclosureStatus(StrEnum):
    """Where a version stands, for one organisation: each buyer accepts or returns for itself."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CONTESTED = "contested"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


S = DisclosureStatus
SUPPLIER_SIDE = "supplier_contact"
OFFICE = ("buyer_officer", "buyer_manager", "platform_admin")

MOVES: Machine[DisclosureStatus] = {
    (S.DRAFT, S.SUBMITTED): by(SUPPLIER_SIDE, *OFFICE),
    (S.SUBMITTED, S.RETURNED): by(*OFFICE, needs=["reason"]),
    (S.RETURNED, S.DRAFT): by(SUPPLIER_SIDE, *OFFICE),
    (S.SUBMITTED, S.ACCEPTED): by(*OFFICE),
    (S.ACCEPTED, S.CONTESTED): by(*OFFICE, needs=["reason"]),
    (S.CONTESTED, S.ACCEPTED): by("buyer_manager", "platform_admin"),
    (S.CONTESTED, S.WITHDRAWN): by("buyer_manager", "platform_admin", needs=["reason"]),
}
"""What people do. A version becomes `superseded` when its acceptor accepts a later one for the same days."""

OWNERS_MOVES = frozenset({S.SUBMITTED, S.DRAFT})
"""Moves of whoever wrote the version; all others are the acceptor's."""
IN_FORCE = frozenset({S.ACCEPTED, S.CONTESTED, S.SUPERSEDED})
"""States in which a version counts for the days it was accepted for."""

OPEN_LEVELS = (Confidentiality.PUBLIC, Confidentiality.NETWORK)
SHARED_LEVELS = (*OPEN_LEVELS, Confidentiality.GROUP, Confidentiality.PARTIES)
"""What the parties of a version see of it; the levels after these are its owner's alone."""

RELATION_OF_TIER = {
    Tier.T0: Relation.ASSEMBLES,
    Tier.T1: Relation.MAKES_COMPONENT,
    Tier.T2: Relation.MAKES_COMPONENT,
    Tier.T3: Relation.REFINES,
    Tier.T4: Relation.MINES,
    Tier.TL: Relation.LOGISTICS,
    Tier.TR: Relation.RECRUITS,
    Tier.TE: Relation.RECYCLES,
}
"""What a site of a tier does where the list does not say; other tiers leave it open."""

BASIS_OF_SOURCE = {
    DisclosureSource.SUPPLIER: RowBasis.SUPPLIER_STATEMENT,
    DisclosureSource.PUBLIC: RowBasis.ESTIMATE,
}
"""A public list tells where a supplier has things made, not where this product is."""

TIER_OF_DUTY = {"DISCLOSURE_ASSEMBLY": Tier.T0, "DISCLOSURE_COMPONENTS": Tier.T1}
"""The tier each obligation of a clause asks for."""

WHOLE_SUPPLIER = "*"
"""The subject of a list that names neither a product nor a family."""


class DisclosureNotFound(NotFound):
    """No disclosure with this id that you may see."""

    title = "Disclosure not found"


class NotADraft(Conflict):
    """A version that was submitted is not changed any more; make a new version, or have it returned."""

    title = "Not a draft"


class NobodyAddressed(Invalid):
    """A supplier's version says which buyers it is for: name them, or have a contract with them."""

    title = "Nobody is addressed"


class AssemblySiteMissing(Conflict):
    """A contract asks for the final-assembly site, and this version neither names one (tier `T0`) nor shows the
    formal request by which it was asked for (`gaps`). Return it, or record the request."""

    title = "The final-assembly site is missing"


class ProductOrFamily(Invalid):
    """A list is about one product or about a family of products, not about both."""

    title = "Product or family"


class PeriodOutOfOrder(Invalid):
    """A version ends on the day it begins at the earliest; both days count."""

    title = "Period out of order"


class ConsentMissing(Invalid):
    """A row is public by the supplier's own word or from a public source; a buyer cannot make it so."""

    title = "Consent is missing"


class SharesExceedWhole(Invalid):
    """The shares of one component add up to more than 100 per cent."""

    title = "Shares exceed the whole"


class NothingToConfirm(Conflict):
    """A version that is handed in or in force is confirmed by its supplier, or by a buyer that has accepted it."""

    title = "Nothing to confirm"


class ImportStillRunning(Conflict):
    """Rows of this list are still being read; wait until its import is `done`."""

    title = "Import is still running"


def subject_of(product_id: object | None, product_family: str | None) -> str:
    """What versions follow one another about: a product, a family, or all a supplier makes."""
    if product_id is not None:
        return f"product:{product_id}"
    return f"family:{product_family.casefold()}" if product_family else WHOLE_SUPPLIER


def requested_tiers(gaps: Iterable[Mapping[str, object]]) -> set[Tier]:
    """What is not disclosed, but was formally asked for."""
    return {Tier(str(gap["tier"])) for gap in gaps if gap.get("formal_request")}


def lacks_assembly(
    required: Collection[Tier], named: Collection[Tier], gaps: Iterable[Mapping[str, object]]
) -> bool:
    """Whether final assembly is asked for and neither named nor formally requested."""
    return Tier.T0 in required and Tier.T0 not in {*named, *requested_tiers(gaps)}


def completeness(asked: Collection[Tier], located: Collection[Tier]) -> float | None:
    """Per cent of the tiers asked for with at least one site of known address; None where nothing is asked."""
    if not asked:
        return None
    return round(100 * len(set(asked) & set(located)) / len(set(asked)), 1)


def check_days(valid_from: date, valid_to: date | None) -> None:
    """Raises PeriodOutOfOrder."""
    if valid_to is not None and valid_to < valid_from:
        raise PeriodOutOfOrder(pointer="/valid_to")


def check_shares(shares: Iterable[tuple[str | None, float | None]]) -> None:
    """`shares` are (component, per cent); raises SharesExceedWhole."""
    sums: dict[str | None, float] = {}
    for component, share in shares:
        sums[component] = sums.get(component, 0) + (share or 0)
    over = sorted(str(component or "the product") for component, total in sums.items() if total > 100)
    if over:
        raise SharesExceedWhole(f"More than 100 % of {', '.join(over)}.", pointer="/rows")
