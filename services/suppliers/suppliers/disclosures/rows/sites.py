"""What a row says about its site beside name and address, as it is stored."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from suppliers.facilities.rules import SiteDetails
from suppliers.matching.normalisation.sites import SITE_FIELDS, Site, has_place, normalise
from suppliers.tables import DisclosureRow


class StatedSite(BaseModel, frozen=True):
    """The content of `disclosure_rows.site`."""

    identifiers: dict[str, str] = Field(default={}, description="Numbers of the site, by their schemes.")
    details: SiteDetails = Field(default=SiteDetails(), description="What a new facility takes from the row.")
    said: dict[str, str] = Field(default={}, description="Remarks of the list, by their columns.")


def stated_site(row: DisclosureRow) -> StatedSite:
    return StatedSite.model_validate(row.site)


def site_of(row: DisclosureRow) -> Site:
    """The site as the row describes it."""
    texts = {name: getattr(row, name) or "" for name in SITE_FIELDS}
    return Site(**texts, identifiers=stated_site(row).identifiers)


def key_of(row: DisclosureRow, facility_id: UUID | None) -> str:
    """What rows about one site share: its facility, or the site's words where that is not known."""
    return str(facility_id or repr(normalise(site_of(row))))


def is_located(country: str, place: Sequence[str | None], stored: Mapping[str, Any]) -> bool:
    """Whether a row says where its site is.

    `place` is its address, city, region and postal code; `stored` is `disclosure_rows.site`.
    """
    texts = zip(("address", "city", "region", "postal_code"), place, strict=True)
    written = {name: text or "" for name, text in texts}
    identifiers = StatedSite.model_validate(stored).identifiers
    return has_place(Site(name="", country=country, identifiers=identifiers, **written))


def locates(row: DisclosureRow) -> bool:
    """Whether a row says where its site is."""
    return has_place(site_of(row))
