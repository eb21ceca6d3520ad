"""Contact points on the wire."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.dates import Day, Instant
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.patterns import worded
from chassis.rows import StampedOut
from chassis.text import Email, Line, Prose
from suppliers.contacts.rules import ContactStatus, FunctionArea, Purpose

Phone = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        pattern=worded(r"^\+?[0-9 ()./-]{3,39}$", "a telephone number, such as +32 2 123 45 67"),
    ),
]
Languages = Annotated[
    list[
        Annotated[
            str,
            StringConstraints(
                pattern=worded(r"^[a-z]{2}$", "a language code of two small letters (ISO 639-1), such as nl")
            ),
        ]
    ],
    Field(max_length=20),
]


class ContactPointIn(BaseModel):
    """A person of a supplier: entered by a buyer, or proposed to a buyer by the supplier. Business data only."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "supplier_id": "0197f3a2-0000-7000-8000-000000000001",
                    "person_name": "Noor Verhulst",
                    "function_title": "Human rights officer",
                    "function_area": "human_rights",
                    "email": "noor.verhulst@meridiaan.example",
                    "purpose": "clause_contact",
                    "declared_not_sales": True,
                }
            ]
        },
    )

    supplier_id: UUID
    buyer_id: UUID | None = Field(default=None, description="whom a supplier proposes it to; buyers leave it out")
    person_name: Line
    function_title: Line
    function_area: FunctionArea
    email: Email
    phone: Phone | None = None
    languages: Languages = []
    purpose: Purpose
    declared_not_sales: bool = False
    active_from: Day | None = Field(default=None, description="today, where it is left out")
    active_to: Day | None = Field(default=None, description="the last day")


class ContactPointPatch(Patch):
    """What may change of a contact point; `is_primary` makes it the one who is asked first."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"function_title": "Head of human rights", "phone": None}]}
    )

    clearable: ClassVar[frozenset[str]] = frozenset({"phone", "active_to"})

    person_name: Line | None = None
    function_title: Line | None = None
    function_area: FunctionArea | None = None
    email: Email | None = None
    phone: Phone | None = None
    languages: Languages | None = None
    declared_not_sales: bool | None = None
    active_to: Day | None = None
    is_primary: Annotated[bool, Field(strict=True)] | None = None


class ContactPointTransition(BaseModel):
    """Where a contact point goes."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "accepted"}]})

    to: ContactStatus
    reason: Prose | None = Field(default=None, max_length=2000, description="needed to reject")


class ContactPointQuery(ListQuery):
    """Which contact points a list holds."""

    q: Line | None = Field(None, description="Only contact points with this text in their name or function.")
    supplier_id: UUID | None = Field(None, description="Only contact points of this supplier.")
    purpose: Purpose | None = Field(None, description="Only contact points for this purpose.")
    status: ContactStatus | None = Field(None, description="Only contact points with this status.")
    updated_since: Instant | None = Field(None, description="Only contact points changed at this moment or later.")


class ContactPointItem(StampedOut):
    """A contact point in a list."""

    buyer_id: UUID
    supplier_id: UUID
    person_name: str
    function_title: str
    function_area: FunctionArea
    email: str
    phone: str | None
    languages: list[str]
    purpose: Purpose
    is_primary: bool
    declared_not_sales: bool
    active_from: date
    active_to: date | None
    status: ContactStatus


class ContactPointOut(ContactPointItem):
    """A contact point, with what this caller may do with it."""

    declared_at: datetime | None
    reason: str | None
    allowed_transitions: list[ContactStatus]
