"""Rows of disclosures: their vocabulary, who may see them, and what they may say together."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from chassis.problems import Fault, Invalid
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


class ConsentMissing(Invalid):
    """Only the supplier, or a public source, can make a row `public`; a buyer cannot."""

    title = "Consent is missing"


class SharesExceedWhole(Invalid):
    """The shares of one component may not add up to more than 100 per cent."""

    title = "Shares exceed 100 %"


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
