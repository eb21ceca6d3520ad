"""Disclosures: the vocabulary of their rows, and the states and transitions of versions."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, Fault, Invalid, NotFound
from chassis.vocabulary import OrgKind


class Tier(StrEnum):
    """Place of a site in the supply chain, counted from the product; other schemes count tier 1 from the brand.

    `C`: the contractor or brand itself; `T0`: final assembly; `T1`: sub-assembly and main components; `T2`:
    components and semiconductors; `T3`: materials processing, smelters and refiners; `T4`: mining; `TL`: logistics;
    `TR`: recruitment and labour agencies; `TE`: recycling; `TX`: unknown.
    """

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
    """Who may see a row once its version is accepted, from the widest to the narrowest.

    `public`: everybody who is signed in; `network`: every buyer and monitor; `group` and `parties`: the
    organisation that wrote it, its supplier and the buyers it was submitted to; `buyer_only` and `restricted`: only
    the organisation that wrote it. The sites of these two do not enter the register. Of the rows about a supplier,
    other suppliers see none.
    """

    PUBLIC = "public"
    NETWORK = "network"
    GROUP = "group"
    PARTIES = "parties"
    BUYER_ONLY = "buyer_only"
    RESTRICTED = "restricted"


class RowBasis(StrEnum):
    """On what a row is based: a contract, a statement of the supplier, an audit, or an estimate.

    Links that are based on an estimate are less sure.
    """

    CONTRACT = "contract"
    SUPPLIER_STATEMENT = "supplier_statement"
    AUDIT = "audit"
    ESTIMATE = "estimate"


class DisclosureSource(StrEnum):
    """Whose statement a version is: the `supplier`'s, or a `public` source's.

    What a public source says is about the supplier in general, so its rows count as estimates.
    """

    SUPPLIER = "supplier"
    PUBLIC = "public"


class DisclosureStatus(StrEnum):
    """State of a version for one organisation: each buyer decides for itself.

    `draft`: only its writer sees it; `submitted`: waits for the buyers; `returned`: to be corrected; `accepted`:
    counts for its days; `contested`: still counts, but is in doubt; `superseded`: a later version took all its days
    that are left; `withdrawn`: no longer counts.
    """

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
"""Transitions that people make. A version becomes `superseded` when a later one is accepted for its days."""

OWNERS_MOVES = frozenset({S.SUBMITTED, S.DRAFT})
"""Transitions of the organisation that wrote the version; all others are those of the buyer that accepts it."""
IN_FORCE = frozenset({S.ACCEPTED, S.CONTESTED, S.SUPERSEDED})
"""States in which a version counts for the days for which it was accepted."""

OPEN_LEVELS = (Confidentiality.PUBLIC, Confidentiality.NETWORK)
NETWORK_READERS = (OrgKind.BUYER, OrgKind.MONITOR, OrgKind.SUPPLIER)
"""Kinds of organisations for which `network` is open; to a supplier only what is about itself."""
SHARED_LEVELS = (*OPEN_LEVELS, Confidentiality.GROUP, Confidentiality.PARTIES)
"""Levels that the parties of a version see; only its owner sees the levels after these."""

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
"""What a site of a tier usually does; other tiers have no usual relation."""

BASIS_OF_SOURCE = {
    DisclosureSource.SUPPLIER: RowBasis.SUPPLIER_STATEMENT,
    DisclosureSource.PUBLIC: RowBasis.ESTIMATE,
}
"""A public list says where a supplier has things made, not where this product is made."""

TIER_OF_DUTY = {"DISCLOSURE_ASSEMBLY": Tier.T0, "DISCLOSURE_COMPONENTS": Tier.T1}
"""The tier that each type of obligation requires."""

WHOLE_SUPPLIER = "*"
"""The subject of a version that names neither a product nor a family."""


class DisclosureNotFound(NotFound):
    """There is no disclosure with this id, or you may not see it."""

    title = "Disclosure not found"


class NotADraft(Conflict):
    """A submitted version cannot be changed. Make a new version, or ask the buyer to return this one."""

    title = "Not a draft"


class NoBuyerAddressed(Invalid):
    """`addressed_to` must name buyers with which you are linked, and you must be linked with at least one."""

    title = "No buyer to submit to"


class AssemblySiteMissing(Conflict):
    """A contract requires the final-assembly site, but this version names no site of tier `T0`.

    Return the version, or record in `gaps` the formal request by which the supplier asked for the site.
    """

    title = "Final-assembly site is missing"


class ProductOrFamily(Invalid):
    """Give `product_id` or `product_family`, not both."""

    title = "Product or family"


class ConsentMissing(Invalid):
    """Only the supplier, or a public source, can make a row `public`; a buyer cannot."""

    title = "Consent is missing"


class SharesExceedWhole(Invalid):
    """The shares of one component may not add up to more than 100 per cent."""

    title = "Shares exceed 100 %"


class NothingToConfirm(Conflict):
    """Only a submitted or accepted version can be confirmed: by its supplier, or by a buyer that accepted it."""

    title = "Nothing to confirm"


class ImportStillRunning(Conflict):
    """A list is still being read into this version. Wait until its import is `done`."""

    title = "Import is still running"


def status_for(stored: DisclosureStatus, decided: DisclosureStatus | None) -> DisclosureStatus:
    """The state for an organisation, given the decision that counts for it; `STATUS` is the same, for lists."""
    return stored if stored is S.DRAFT or decided is None else decided


def subject_of(product_id: object | None, product_family: str | None) -> str:
    """What a version is about: a product, a family, or all products of a supplier. Later versions supersede it."""
    if product_id is not None:
        return f"product:{product_id}"
    return f"family:{product_family.casefold()}" if product_family else WHOLE_SUPPLIER


def requested_tiers(gaps: Iterable[Mapping[str, object]]) -> set[Tier]:
    """Tiers that are not disclosed, but were formally requested."""
    return {Tier(str(gap["tier"])) for gap in gaps if gap.get("formal_request")}


def lacks_assembly(
    required: Collection[Tier], named: Collection[Tier], gaps: Iterable[Mapping[str, object]]
) -> bool:
    """Whether final assembly is asked for and neither named nor formally requested."""
    return Tier.T0 in required and Tier.T0 not in {*named, *requested_tiers(gaps)}


def completeness(required: Collection[Tier], located: Collection[Tier]) -> float | None:
    """Per cent of the required tiers with at least one site whose address is known; None where none is required."""
    if not required:
        return None
    return round(100 * len(set(required) & set(located)) / len(set(required)), 1)


def default_level(source: DisclosureSource, given: Confidentiality | None) -> Confidentiality:
    """The confidentiality of rows that name none: as given, else as open as the source."""
    return given or (Confidentiality.PUBLIC if source is DisclosureSource.PUBLIC else Confidentiality.PARTIES)


def check_consent(levels: Mapping[str, Confidentiality | None], *, has_consent: bool) -> None:
    """`levels` are by their places in the request; raises ConsentMissing, pointing at each that is `public`."""
    if has_consent:
        return
    faults = [
        Fault(pointer, ConsentMissing.code(), ConsentMissing.explanation())
        for pointer, level in levels.items()
        if level is Confidentiality.PUBLIC
    ]
    if faults:
        raise ConsentMissing(errors=faults)


def check_shares(shares: Iterable[tuple[str | None, float | None]]) -> None:
    """`shares` are (component, per cent); raises SharesExceedWhole."""
    sums: dict[str | None, float] = {}
    for component, share in shares:
        sums[component] = sums.get(component, 0) + (share or 0)
    over = sorted(str(component or "the product") for component, total in sums.items() if total > 100)
    if over:
        raise SharesExceedWhole(f"The shares of {', '.join(over)} add up to more than 100 %.", pointer="/rows")
