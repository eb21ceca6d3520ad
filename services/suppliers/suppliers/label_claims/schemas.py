"""Label claims in requests and answers."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from chassis.dates import Day
from chassis.each_once import EACH_ONCE
from chassis.pages import ListQuery
from chassis.patterns import worded
from chassis.rows import StampedOut
from chassis.text import Country, Line, Prose, Reference, WebAddress
from suppliers.label_claims.rules import ClaimSource, ClaimStatus, LabelScheme, VerificationMethod

Level = Annotated[str, StringConstraints(pattern=worded(r"^[a-z0-9]{1,16}$", "a level such as silver"))]
Generation = Annotated[
    str, StringConstraints(pattern=worded(r"^[A-Za-z0-9.]{1,16}$", "a generation or version such as 10 or 2.1"))
]

PRODUCT = Field(description="The product that holds the label. Labels are given to products, not to brands.")
SCHEME = Field(description="The label.", examples=["EPEAT"])
GENERATION = Field(description="Generation or version of its criteria; null where not known.", examples=["10"])
LEVEL = Field(description="Level, where the label has levels; null where it has one only.", examples=["silver"])
CERTIFICATE = Field(description="Number of the certificate; null where not known.", examples=["C-2026-0417"])
ISSUER = Field(description="Who gave the label; null where not known.", examples=["Voorbeeld Certification"])
REGISTRY = Field(
    description="Web address of the entry in the label's own register; null where not known.",
    examples=["https://register.label.example/C-2026-0417"],
)
COUNTRIES = Field(
    description="Countries for which it is valid; empty where it is valid everywhere.", examples=[["BE"]]
)
VALID_FROM = Field(description="First day on which it is valid.", examples=["2026-01-01"])
VALID_TO = Field(description="Last day on which it is valid; null where it has no end.", examples=["2027-12-31"])
METHOD = Field(description="How it was verified; null where it was not.", examples=["registry"])
EVIDENCE = Field(description="The document by which it was verified; null where there is none.")
GREENWASHING = Field(
    description="Why the claim may make the product look better than it is; null where nothing was noted.",
    examples=["The label is for another configuration."],
)
REASON = Field(description="Why; null where no reason was given.", examples=["The register does not list it."])
A_CLAIM: dict[str, JsonValue] = {
    "product_id": "0197f3a2-0000-7000-8000-000000000002",
    "scheme": "EPEAT",
    "level": "silver",
    "registry_url": "https://register.label.example/C-2026-0417",
    "country_scope": ["BE"],
    "valid_from": "2026-01-01",
    "valid_to": "2027-12-31",
}


class LabelClaimIn(BaseModel):
    """A statement that a product holds a label. It never changes: a wrong one is withdrawn, and made again."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [A_CLAIM]})

    product_id: Annotated[UUID, PRODUCT]
    scheme: Annotated[LabelScheme, SCHEME]
    generation: Annotated[Generation | None, GENERATION] = None
    level: Annotated[Level | None, LEVEL] = None
    certificate_no: Annotated[Line | None, CERTIFICATE] = None
    issuer: Annotated[Line | None, ISSUER] = None
    registry_url: Annotated[WebAddress | None, REGISTRY] = None
    country_scope: Annotated[list[Country], Field(max_length=250), EACH_ONCE, COUNTRIES] = []
    valid_from: Annotated[Day, VALID_FROM]
    valid_to: Annotated[Day | None, VALID_TO] = None


class LabelEvidence(BaseModel):
    """A document by which a claim was verified."""

    model_config = ConfigDict(extra="forbid")

    title: Line = Field(description="Its title.", examples=["Certificate C-2026-0417"])
    reference: Reference | None = Field(
        default=None,
        description="Where to find it: an id, a web address or a file number; null where it is filed nowhere.",
        examples=["ICT-2026-88"],
    )


class LabelClaimTransition(BaseModel):
    """What was found out about a claim, or its withdrawal."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"to": "verified", "method": "registry"}]}
    )

    to: ClaimStatus = Field(description="The state to move to; see `allowed_transitions`.")
    method: Annotated[VerificationMethod | None, METHOD] = None
    evidence: Annotated[LabelEvidence | None, EVIDENCE] = None
    reason: Prose | None = Field(
        default=None, description="Why; required to refute or revoke, and to verify what was refuted."
    )
    greenwashing_risk: Annotated[Prose | None, GREENWASHING] = None


class LabelClaimQuery(ListQuery):
    """Which claims a list holds."""

    product_id: UUID | None = Field(None, description="Only claims about this product.")
    scheme: LabelScheme | None = Field(None, description="Only claims of this label.")
    status: ClaimStatus | None = Field(None, description="Only claims that have this status for you today.")


class LabelVerificationOut(BaseModel):
    """What somebody found out about a claim."""

    status: ClaimStatus = Field(description="What was found.", examples=["verified"])
    method: Annotated[VerificationMethod | None, METHOD]
    checked_on: date = Field(description="Day on which it was found.", examples=["2026-03-02"])
    evidence: Annotated[LabelEvidence | None, EVIDENCE]
    reason: Annotated[str | None, REASON]


class OwnLabelVerification(LabelVerificationOut):
    """What your organisation found out about a claim; nobody else sees it."""

    greenwashing_risk: Annotated[str | None, GREENWASHING]


class LabelClaimItem(StampedOut):
    """A label claim, with its state for you today."""

    product_id: Annotated[UUID, PRODUCT]
    scheme: Annotated[LabelScheme, SCHEME]
    generation: Annotated[str | None, GENERATION]
    level: Annotated[str | None, LEVEL]
    certificate_no: Annotated[str | None, CERTIFICATE]
    issuer: Annotated[str | None, ISSUER]
    registry_url: Annotated[str | None, REGISTRY]
    country_scope: Annotated[list[str], COUNTRIES]
    valid_from: Annotated[date, VALID_FROM]
    valid_to: Annotated[date | None, VALID_TO]
    source: ClaimSource = Field(description="From where the claim is.", examples=["supplier"])
    status: ClaimStatus = Field(description="Its state for you today.", examples=["claimed"])
    is_valid: bool = Field(description="Whether it was verified and is valid today.", examples=[False])


class LabelClaimOut(LabelClaimItem):
    """A label claim with what was found out about it, and the transitions that the caller can make."""

    is_own: bool = Field(description="Whether your organisation made the claim.", examples=[False])
    verification: OwnLabelVerification | None = Field(
        description="What your organisation found out; null where it did not look, and for suppliers."
    )
    platform_verification: LabelVerificationOut | None = Field(
        description="What the platform found out for all; null where it did not look."
    )
    allowed_transitions: list[ClaimStatus] = Field(description="The states to which the caller can move it now.")
