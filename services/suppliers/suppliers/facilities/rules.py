"""What a facility is in the register, and who may say so."""

from enum import StrEnum

from chassis.problems import Conflict, Invalid, NotFound
from chassis.vocabulary import Role


class Verification(StrEnum):
    """Whether somebody beside the one who named a site has found it to be so."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    DISPUTED = "disputed"


class FacilityStatus(StrEnum):
    """Whether work goes on at the site."""

    ACTIVE = "active"
    CLOSED = "closed"
    MOVED = "moved"


class GeoPrecision(StrEnum):
    """How near a coordinate is to the gate."""

    EXACT = "exact"
    STREET = "street"
    CITY = "city"
    REGION = "region"
    UNKNOWN = "unknown"


class SourceKind(StrEnum):
    """All that a stranger learns of where a claim comes from; who made it stays with its disclosure."""

    SUPPLIER_LIST = "supplier list"
    PUBLIC_SOURCE = "public source"
    MONITOR = "monitor"
    PLATFORM = "platform"


class FacilityType(StrEnum):
    """What is done at a site."""

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
    """No facility with this id."""

    title = "Facility not found"


class PossibleDuplicate(Conflict):
    """The register may hold this site already; `candidates` names the likeliest, with their scores.

    Use one of them, or send the request again with `allow_duplicate=true`.
    """

    title = "Possible duplicate"


class IdentifierOfAnotherSite(Conflict):
    """Another facility carries this site number; a number such as an OS ID stands for one site alone."""

    title = "Identifier of another site"


class CannotMerge(Invalid):
    """A facility is merged into another one that is not merged itself, and never into itself."""

    title = "Cannot merge"


# A monitor's editor enters a site as public source: `monitor` would tell that something was found there.
SOURCE_OF_ROLE = {
    Role.SUPPLIER_CONTACT: SourceKind.SUPPLIER_LIST,
    Role.SUPPLIER_ADMIN: SourceKind.SUPPLIER_LIST,
    Role.MONITOR_EDITOR: SourceKind.PUBLIC_SOURCE,
}


def search_text(*parts: str | None) -> str:
    """What the search box looks in, in one text so that one index serves it."""
    return " · ".join(part for part in parts if part)


def with_source(sources: list[dict[str, object]], kind: SourceKind, year: int) -> list[dict[str, object]]:
    """The sources with one more, each kind and year once."""
    claim: dict[str, object] = {"kind": kind.value, "year": year}
    return sources if claim in sources else [*sources, claim]
