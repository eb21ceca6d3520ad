"""Exposures: how a buyer is involved in a harm, and how far around a finding disclosures count."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from chassis.calendar_arithmetic import whole_months

MARGIN_MONTHS = 6
"""Months around a finding's period in which a disclosure still counts, because lists are not exact to the day."""


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


class MatchKind(StrEnum):
    """How precisely a version names the product, from the most to the least precise.

    `exact_product`: it is about this product, and the site is near its assembly; `ancestor_tier`: it is about this
    product, but the site makes parts or materials for many; `product_family`: it is about a family that contains
    the product; `supplier_level`: it is about the supplier or its brand in general; `last_known_site`: an earlier
    version named the site, and the later one says less without saying that the site was left.
    """

    EXACT_PRODUCT = "exact_product"
    ANCESTOR_TIER = "ancestor_tier"
    PRODUCT_FAMILY = "product_family"
    SUPPLIER_LEVEL = "supplier_level"
    LAST_KNOWN_SITE = "last_known_site"


class Confidence(StrEnum):
    """How sure a link is: lower where the version is general, doubtful, stale or about other days."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Involvement(StrEnum):
    """How a buyer is involved in a harm (UN Guiding Principles 13 and 19).

    `cause`: the buyer causes it. `contribute`: the buyer contributes to it. `directly_linked`: only a business
    relation links them. `not_linked`: no link was found. `undetermined`: not assessed yet.
    """

    CAUSE = "cause"
    CONTRIBUTE = "contribute"
    DIRECTLY_LINKED = "directly_linked"
    NOT_LINKED = "not_linked"
    UNDETERMINED = "undetermined"


UNTIL_ASSESSED = Involvement.DIRECTLY_LINKED
"""The involvement of a new link; a person has to assess it."""


class Lookup(NamedTuple):
    """What the suppliers service is asked: a site and the days around a finding, never that a finding exists."""

    facility_id: UUID
    first: date
    last: date


def lookup_of(facility_id: UUID | None, period_from: date, period_to: date) -> Lookup:
    """The site of a released finding, and the whole months of the finding."""
    if facility_id is None:
        raise ValueError("a released finding has a site")
    return Lookup(facility_id, *whole_months(period_from, period_to))
