"""Sites to look for in the register, and the facilities that they may be, in requests and answers."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.numbers import WHOLE_NUMBER
from chassis.text import Line
from suppliers.facilities.schemas import (
    ADDRESS,
    CITY,
    COUNTRY,
    IDENTIFIERS,
    NAME,
    POSTAL_CODE,
    REGION,
    AddressLine,
    PostalCode,
)
from suppliers.matching.decision import Decision, Doubt
from suppliers.suppliers.schemas import Identifier


class SiteQuery(BaseModel):
    """A site to look for, as it is written in your document."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Line, NAME]
    address: Annotated[AddressLine | None, ADDRESS] = None
    city: Annotated[Line | None, CITY] = None
    region: Annotated[Line | None, REGION] = None
    postal_code: Annotated[PostalCode | None, POSTAL_CODE] = None
    country: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] | None = Field(
        default=None,
        description="Country: a code, or a name in any usual spelling; null where it is not known.",
        examples=["CN"],
    )
    identifiers: Annotated[list[Identifier], Field(max_length=20), IDENTIFIERS] = []


class MatchIn(BaseModel):
    """Up to 100 sites to look for in the register."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "queries": {
                        "a": {
                            "name": "Havenkant Assembly",
                            "address": "Example Dock Road 12, Shenzhen",
                            "country": "CN",
                        }
                    },
                    "limit": 5,
                }
            ]
        },
    )

    queries: Annotated[dict[Line, SiteQuery], Field(min_length=1, max_length=100)] = Field(
        description="The sites, each under a key of your choice; the answer uses the same keys."
    )
    limit: Annotated[int, Field(ge=1, le=50), WHOLE_NUMBER] = Field(
        default=5, description="The largest number of candidates for each site."
    )


class MatchedFacility(BaseModel, from_attributes=True):
    """A candidate, with its name and address."""

    id: UUID = Field(description="Id of the facility.")
    name: Annotated[str, NAME]
    address: Annotated[str | None, ADDRESS]
    city: Annotated[str | None, CITY]
    country: Annotated[str, COUNTRY]


class MatchFeature(BaseModel, from_attributes=True):
    """A term of the score: it adds `value` times `weight` to the log-odds."""

    name: str = Field(description="What was compared.", examples=["name"])
    value: float = Field(
        description="How far it agrees (or differs, for names ending in `differ`), from 0 to 1.", examples=[0.94]
    )
    weight: float = Field(
        description="Its weight: positive terms speak for the same site, negative ones against it.", examples=[4.0]
    )
    detail: str = Field(
        description="The compared texts.", examples=["havenkant assembly | havenkant assembly works"]
    )


class MatchResult(BaseModel):
    """A candidate for a site."""

    facility: MatchedFacility = Field(description="The facility.")
    score: float = Field(
        description="How likely it is the site, from 0 (certainly not) to 1 (certainly).", examples=[0.93]
    )
    decision: Decision = Field(description="Whether it is the site.")
    doubts: list[Doubt] = Field(
        description="Why a high score is not enough for `same`; empty where there are none."
    )
    features: list[MatchFeature] = Field(description="The terms of the score.")


class MatchResponse(BaseModel):
    """The candidates for one site."""

    results: list[MatchResult] = Field(description="The candidates, likeliest first; empty where there are none.")


class MatchOut(BaseModel):
    """The candidates for each site."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "algorithm": "sites-1",
                    "responses": {
                        "a": {
                            "results": [
                                {
                                    "facility": {
                                        "id": "5f0c9a52-7a3e-4d0b-9a75-2f1c6f0f7d11",
                                        "name": "Havenkant Assembly Works",
                                        "address": "12 Example Dock Road, Building 3",
                                        "city": "Shenzhen",
                                        "country": "CN",
                                    },
                                    "score": 0.93,
                                    "decision": "review",
                                    "doubts": ["the_numbers_differ"],
                                    "features": [
                                        {
                                            "name": "name",
                                            "value": 0.94,
                                            "weight": 4.0,
                                            "detail": "havenkant assembly | havenkant assembly works",
                                        }
                                    ],
                                }
                            ]
                        }
                    },
                }
            ]
        }
    )

    algorithm: str = Field(description="Version of the matching; scores of two versions cannot be compared.")
    responses: dict[str, MatchResponse] = Field(description="The candidates, under the key of each site.")
