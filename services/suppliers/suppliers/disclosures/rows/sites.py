"""What a row says about its site beside name and address, as it is stored."""

from pydantic import BaseModel, Field

from suppliers.facilities.rules import SiteDetails
from suppliers.tables import DisclosureRow


class StatedSite(BaseModel, frozen=True):
    """The content of `disclosure_rows.site`."""

    identifiers: dict[str, str] = Field(default={}, description="Numbers of the site, by their schemes.")
    details: SiteDetails = Field(default=SiteDetails(), description="What a new facility takes from the row.")
    said: dict[str, str] = Field(default={}, description="Remarks of the list, by their columns.")


def stated_site(row: DisclosureRow) -> StatedSite:
    return StatedSite.model_validate(row.site)
