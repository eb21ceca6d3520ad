"""Findings of monitors; only the monitor sees them until an editor releases them."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, false, text, true
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as PgUuid
from sqlmodel import Field

from chassis.clock import now
from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from dialogue.findings.assessment.rules import Severity
from dialogue.findings.reactions.rules import ReactionStatus
from dialogue.findings.release.rules import Audience
from dialogue.findings.rules import (
    Certainty,
    EvidenceStrength,
    FindingStatus,
    RemediationStatus,
    ReplyKind,
    SourceRisk,
)
from dialogue.tables.base import Table


class Finding(Stamped, Table, table=True):
    """What a monitor found at a site; its id is random, so that it does not show when it was created.

    `sealed` holds every restricted word, encrypted; on withdrawal it takes in the public ones too.

    It has the site in the words of its author (`given_…`), and as the author, or the editor at the release,
    confirmed it in the register (`facility_…`). A new site is not there yet: it is registered with the first
    reader.
    """

    __tablename__ = "findings"
    __table_args__ = (
        CheckConstraint("period_from <= period_to", name="period"),
        CheckConstraint(
            "scale between 1 and 4 and scope between 1 and 4 and irremediability between 1 and 4"
            " and likelihood between 1 and 4 and severity_index between 1 and 4",
            name="measures",
        ),
        CheckConstraint("(certainty = 'potential') = (likelihood is not null)", name="likelihood"),
        CheckConstraint(
            "status in ('draft', 'submitted', 'returned', 'validated', 'withdrawn') or facility_id is not null"
            " or is_new_site",
            name="released_with_site",
        ),
        Index("ix_findings_owner", "owner_id", "id"),
        Index("ix_findings_facility", "facility_id"),
        Index("ix_findings_unresolved", "id", postgresql_where=text("needs_rematch")),
        Index("ix_findings_waiting_changes", "id", postgresql_where=text("has_waiting_changes")),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    owner_id: UUID
    owner_name: str = Field(max_length=200)
    status: FindingStatus = Field(default=FindingStatus.DRAFT, sa_type=choice(FindingStatus))
    reference: str | None = Field(default=None, max_length=64)
    given_name: str | None = Field(default=None, max_length=200)
    given_address: str | None = Field(default=None, max_length=500)
    given_country: str | None = Field(default=None, max_length=2)
    facility_id: UUID | None = None
    facility_name: str | None = Field(default=None, max_length=200)
    facility_country: str | None = Field(default=None, max_length=2)
    is_new_site: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    site_candidates: list[UUID] = Field(default_factory=list, sa_type=ARRAY(PgUuid(as_uuid=True)))
    needs_rematch: bool = False
    period_from: date
    period_to: date
    method: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    summary_public: str
    sealed: bytes = Field(sa_type=LargeBinary)
    provisions: list[str] = Field(sa_type=ARRAY(Text))
    salient_issue: str | None = Field(default=None, max_length=64)
    rights_holders: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    workers_affected_estimate: str | None = Field(default=None, max_length=32)
    certainty: Certainty = Field(default=Certainty.ACTUAL, sa_type=choice(Certainty))
    scale: int
    scope: int
    irremediability: int
    likelihood: int | None = None
    imminent_danger: bool = False
    severity: Severity = Field(sa_type=choice(Severity))
    severity_index: int
    priority: int
    evidence_strength: EvidenceStrength | None = Field(default=None, sa_type=choice(EvidenceStrength))
    source_risk: SourceRisk = Field(sa_type=choice(SourceRisk))
    proposed_source_risk: SourceRisk | None = Field(
        default=None, sa_type=choice(SourceRisk, name="proposedsourcerisk"), nullable=True
    )
    risk_proposed_by: UUID | None = None
    is_consent_withdrawn: bool = Field(
        default=False,
        sa_column_kwargs={"server_default": false()},
        description="the people who spoke no longer agree that others read it; those who know it keep it",
    )
    do_not_contact_factory: bool = False
    embargo_until: date | None = None
    has_waiting_changes: bool = Field(
        default=False,
        sa_column_kwargs={"server_default": false()},
        description="changed under an embargo; its readers' copies are renewed when it ends",
    )
    remediation_status: RemediationStatus = Field(default=RemediationStatus.NONE, sa_type=choice(RemediationStatus))
    workers_asked: str | None = Field(default=None, max_length=32, description="counts below five are not kept")
    workers_confirmed: str | None = Field(default=None, max_length=32)
    buyers_contribution: str | None = None
    submitted_by: UUID | None = None
    validated_by: UUID | None = None


class FindingReader(Table, table=True):
    """An organisation that reads a released finding, and through which audience; the nil UUID is the public.

    `is_told` since it got the event of its release; before, the finding does not exist for it. Rows of a program
    that does not know the column are taken for told. `revision` counts the changes this reader could see, and no
    others; `digest` is of the copy it last had.
    """

    __tablename__ = "finding_readers"
    __table_args__ = (Index("ix_finding_readers_org", "org_id", "finding_id"),)
    row_class: ClassVar[RowClass] = RowClass.OWNED

    finding_id: UUID = Field(primary_key=True, foreign_key="findings.id")
    org_id: UUID = Field(primary_key=True)
    owner_id: UUID
    audience: Audience = Field(sa_type=choice(Audience))
    released_on: date
    is_told: bool = Field(default=False, sa_column_kwargs={"server_default": true()})
    revision: int = 1
    digest: bytes = Field(default=b"", sa_type=LargeBinary)


class FindingRelease(Table, table=True):
    """A release: who made it, when, for which audiences, and whether the workers agreed.

    `announced_at` is when its readers got an event: at once, when an embargo ended, or when it was
    no longer held.
    """

    __tablename__ = "finding_releases"
    __table_args__ = (
        CheckConstraint("cardinality(audiences) > 0", name="audiences"),
        Index("ix_finding_releases_finding", "finding_id"),
        Index("ix_finding_releases_waiting", "id", postgresql_where=text("announced_at is null")),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    finding_id: UUID = Field(foreign_key="findings.id")
    owner_id: UUID
    audiences: list[str] = Field(sa_type=ARRAY(Text))
    released_at: datetime = Field(default_factory=now)
    released_by: UUID
    consent_confirmed: bool = False
    sealed_reason: bytes | None = Field(default=None, sa_type=LargeBinary)
    readers: list[UUID] = Field(sa_type=ARRAY(PgUuid(as_uuid=True)))
    announced_at: datetime | None = None
    omitted: dict[str, str] = Field(
        default_factory=dict,
        sa_type=JSONB,
        sa_column_kwargs={"server_default": text("'{}'")},
        description="recipients that could not be told on that day, and why",
    )


class FindingReply(Table, table=True):
    """A reply of a company to a finding."""

    __tablename__ = "finding_replies"
    __table_args__ = (Index("ix_finding_replies_finding", "finding_id"),)
    row_class: ClassVar[RowClass] = RowClass.OWNED

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    finding_id: UUID = Field(foreign_key="findings.id")
    owner_id: UUID
    org_id: UUID
    supplier_id: UUID
    kind: ReplyKind = Field(sa_type=choice(ReplyKind))
    text: str
    is_published: bool = Field(
        default=False,
        sa_column_kwargs={"server_default": false()},
        description="next to the finding, for all readers but other suppliers",
    )
    replied_on: date


class FindingReaction(Table, table=True):
    """What one organisation has said of a finding: the state is its own, and no other company sees it."""

    __tablename__ = "finding_reactions"
    row_class: ClassVar[RowClass] = RowClass.OWNED

    finding_id: UUID = Field(primary_key=True, foreign_key="findings.id")
    org_id: UUID = Field(primary_key=True)
    owner_id: UUID
    supplier_id: UUID
    status: ReactionStatus = Field(sa_type=choice(ReactionStatus))
    reacted_on: date


class MonitorKey(Table, table=True):
    """The data key of a monitor, encrypted with the key of the installation."""

    __tablename__ = "monitor_keys"
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID = Field(primary_key=True)
    wrapped: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(default_factory=now)
