"""Comparisons of versions in answers."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from suppliers.disclosures.rows.rules import Relation, Tier
from suppliers.disclosures.rows.schemas import COMPONENT, FACILITY_ID, RELATION, SHARE_PCT, TIER
from suppliers.facilities.schemas import COUNTRY, NAME


class SiteStatement(BaseModel):
    """What a version says about what a site does for the product."""

    tier: Annotated[Tier, TIER]
    relation: Annotated[Relation | None, RELATION]
    component: Annotated[str | None, COMPONENT]
    share_pct: Annotated[Decimal | None, SHARE_PCT]


class SiteChange(BaseModel):
    """A site that was added, removed or changed between two versions."""

    facility_id: Annotated[UUID | None, FACILITY_ID]
    name: Annotated[str, NAME]
    country: Annotated[str, COUNTRY]
    before: list[SiteStatement] = Field(description="What the older version says; empty for a site that was added.")
    after: list[SiteStatement] = Field(
        description="What the newer version says; empty for a site that was removed."
    )


class VaguerSite(SiteChange):
    """A site of which the newer version says less: without its place, without its name, or only its country.

    Name and country are those of the older version. The site still counts: see `last_known_site` in `MatchKind`.
    """

    named_now: list[str] = Field(
        description="What the newer version names instead.", examples=[["A factory of Meridiaan"]]
    )


class DisclosureDiff(BaseModel):
    """What changed since the previous version, as far as the caller may see the rows of both."""

    supersedes: UUID | None = Field(
        description="The version that was accepted before; null where there is none: all sites are added."
    )
    added: list[SiteChange] = Field(description="Sites that only the newer version names.")
    removed: list[SiteChange] = Field(description="Sites that only the older version names.")
    became_vaguer: list[VaguerSite] = Field(
        description="Sites of which the newer version says less; they are neither added nor removed."
    )
    changed: list[SiteChange] = Field(description="Sites about which the versions say different things.")
    unchanged: int = Field(description="Number of sites about which both say the same.", examples=[11])
