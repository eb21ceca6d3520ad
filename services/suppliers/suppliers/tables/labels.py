"""Label claims about products, and what buyers found out about them."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from suppliers.label_claims.rules import ClaimSource, ClaimStatus, LabelScheme, VerificationMethod
from suppliers.tables.base import Table


class LabelClaim(Stamped, Table, table=True):
    """A statement that a product holds a label. It does not change; what the platform found out is in `platform_…`.

    One that is not listed is known only to the organisation that made it, and to the buyers it works with.
    """

    __tablename__ = "label_claims"
    __table_args__ = (
        CheckConstraint("valid_from <= valid_to", name="period"),
        CheckConstraint(
            "(platform_status is null) = (platform_checked_on is null)", name="platform_check_has_a_day"
        ),
    )
    row_class: ClassVar[RowClass] = RowClass.REGISTER

    product_id: UUID = Field(foreign_key="products.id", index=True)
    scheme: LabelScheme = Field(sa_type=choice(LabelScheme))
    generation: str | None = Field(default=None, max_length=16)
    level: str | None = Field(default=None, max_length=16)
    certificate_no: str | None = Field(default=None, max_length=200)
    issuer: str | None = Field(default=None, max_length=200)
    registry_url: str | None = Field(default=None, max_length=200)
    country_scope: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    valid_from: date
    valid_to: date | None = Field(default=None, description="last day")
    source: ClaimSource = Field(sa_type=choice(ClaimSource))
    claimed_by: UUID = Field(index=True, description="the organisation that made it")
    is_listed: bool = Field(description="for all readers of the register")
    withdrawn_on: date | None = None
    withdrawal_reason: str | None = Field(default=None, max_length=20_000)
    platform_status: ClaimStatus | None = Field(default=None, sa_type=choice(ClaimStatus, name="platformstatus"))
    platform_method: VerificationMethod | None = Field(
        default=None, sa_type=choice(VerificationMethod, name="platformmethod")
    )
    platform_checked_on: date | None = None
    platform_evidence: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    platform_reason: str | None = Field(default=None, max_length=20_000)


class LabelVerification(Stamped, Table, table=True):
    """What a buyer found out about a claim; it counts for this buyer only."""

    __tablename__ = "label_verifications"
    __table_args__ = (
        UniqueConstraint("owner_id", "claim_id"),
        CheckConstraint("status in ('verified', 'refuted', 'revoked')", name="is_found_out"),
        CheckConstraint("status <> 'verified' or method is not null", name="verified_by_a_method"),
        CheckConstraint("status = 'verified' or reason is not null", name="has_a_reason"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    claim_id: UUID = Field(foreign_key="label_claims.id", index=True)
    status: ClaimStatus = Field(sa_type=choice(ClaimStatus))
    method: VerificationMethod | None = Field(default=None, sa_type=choice(VerificationMethod))
    checked_on: date
    evidence: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    reason: str | None = Field(default=None, max_length=20_000)
    greenwashing_risk: str | None = Field(default=None, max_length=20_000)
