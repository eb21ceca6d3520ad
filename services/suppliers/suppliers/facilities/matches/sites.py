"""A site in a request as it is compared."""

from suppliers.facilities.matches.schemas import SiteQuery
from suppliers.facilities.schemas import FacilityIn
from suppliers.matching.normalisation.sites import Site


def site_of(body: FacilityIn | SiteQuery) -> Site:
    return Site(
        name=body.name,
        address=body.address or "",
        country=body.country or "",
        city=body.city or "",
        region=body.region or "",
        postal_code=body.postal_code or "",
        identifiers={item.scheme.value: item.value for item in body.identifiers},
    )
