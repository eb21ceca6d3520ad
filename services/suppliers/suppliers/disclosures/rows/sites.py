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


def keys_of(rows: Sequence[DisclosureRow], facilities: Mapping[UUID, UUID]) -> dict[UUID, str]:
    """For each row what rows about its site share: its facility, or the site's words where that is not known yet.

    A row that is not in the register yet has the facility of another row with the same words.
    """
    words = {row.id: repr(normalise(site_of(row))) for row in rows}
    found = {row.id: str(facilities.get(row.facility_id, row.facility_id)) for row in rows if row.facility_id}
    named = {words[row_id]: facility for row_id, facility in found.items()}
    return {row_id: found.get(row_id) or named.get(words[row_id], words[row_id]) for row_id in words}


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
