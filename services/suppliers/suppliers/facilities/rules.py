"""Facilities: their vocabulary, and the sources of the register."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from chassis.problems import Conflict, Invalid, NotFound
from chassis.vocabulary import Role


class Verification(StrEnum):
    """Whether a party other than its source has checked a site.

    `unverified`: it was not checked; `verified`: it was confirmed; `disputed`: a party contests it.
    """

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    DISPUTED = "disputed"


class FacilityStatus(StrEnum):
    """Whether a site still works: `active`, `closed`, or `moved` to another address."""

    ACTIVE = "active"
    CLOSED = "closed"
    MOVED = "moved"


class GeoPrecision(StrEnum):
    """How exact coordinates are: `exact` at the gate, else the middle of the street, city or region."""

    EXACT = "exact"
    STREET = "street"
    CITY = "city"
    REGION = "region"
    UNKNOWN = "unknown"


class FoundAs(StrEnum):
    """How a facility was found: by its own id, or as the `survivor` of the one that was asked for."""

    ITSELF = "itself"
    SURVIVOR = "survivor"


class SourceKind(StrEnum):
    """Kind of source that named a site. The register does not show which organisation it was."""

    SUPPLIER_LIST = "supplier list"
    PUBLIC_SOURCE = "public source"
    MONITOR = "monitor"
    PLATFORM = "platform"


class FacilityType(StrEnum):
    """What is done at a site.

    `pcb`: printed circuit boards; `semiconductor_fab`: chips; `smelter_refiner`: metals; `mine_artisanal`: mining
    by hand, on a small scale; `labour_agency`: recruits workers for other sites.
    """

    FINAL_ASSEMBLY = "final_assembly"
    PCB_ASSEMBLY = "pcb_assembly"
    PCB_FABRICATION = "pcb_fabrication"
    SEMICONDUCTOR_FAB = "semiconductor_fab"
    SEMICONDUCTOR_PACKAGING_TEST = "semiconductor_packaging_test"
    DISPLAY_PANEL = "display_panel"
    BATTERY_CELL = "battery_cell"
    BATTERY_PACK = "battery_pack"
    POWER_SUPPLY_CABLE = "power_supply_cable"
    CASING_METAL = "casing_metal"
    CASING_PLASTIC = "casing_plastic"
    CAMERA_MODULE = "camera_module"
    STORAGE = "storage"
    CONNECTOR = "connector"
    CHEMICAL = "chemical"
    PACKAGING = "packaging"
    SMELTER_REFINER = "smelter_refiner"
    MINE_INDUSTRIAL = "mine_industrial"
    MINE_ARTISANAL = "mine_artisanal"
    RECYCLING = "recycling"
    REFURBISHING = "refurbishing"
    WAREHOUSE = "warehouse"
    DORMITORY = "dormitory"
    LABOUR_AGENCY = "labour_agency"
    DATA_CENTRE = "data_centre"
    OFFICE = "office"


class FacilityNotFound(NotFound):
    """There is no facility with this id, or you may not see it."""

    title = "Facility not found"


class PossibleDuplicate(Conflict):
    """The register may already have this site; `candidates` lists the likeliest facilities.

    Use one of them, or send the request again with `allow_duplicate=true`.
    """

    title = "Possible duplicate"


class IdentifierOfAnotherSite(Conflict):
    """Another facility has this number, and a number such as an OS ID belongs to one site only."""

    title = "Identifier of another site"


class CannotMerge(Invalid):
    """A facility can only be merged into another one that is not merged itself, and only once."""

    title = "Cannot merge"


SOURCE_OF_ROLE = {
    Role.SUPPLIER_CONTACT: SourceKind.SUPPLIER_LIST,
    Role.SUPPLIER_ADMIN: SourceKind.SUPPLIER_LIST,
}
"""What others register has the source `platform`. So does the site of a finding: a source of its own would reveal
that something was found there.
"""


@dataclass(frozen=True, slots=True)
class SiteDetails:
    """What a list says about a site beside its name, address and numbers; a new facility takes it from there."""

    lat: float | None = None
    lon: float | None = None
    types: list[str] = field(default_factory=list)
    workers_total: int | None = None
    parent_company: str | None = None


def found_as(facility_id: UUID, *, asked_for: UUID) -> FoundAs:
    return FoundAs.ITSELF if facility_id == asked_for else FoundAs.SURVIVOR


def search_text(*parts: str | None) -> str:
    """The text in which a search looks: one text, so that one index is enough."""
    return " · ".join(part for part in parts if part)
