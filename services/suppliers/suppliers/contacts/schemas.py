"""Contact points in requests and answers."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.dates import Day, Instant
from chassis.each_once import EACH_ONCE
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.patterns import worded
from chassis.rows import StampedOut
from chassis.text import Email, Line, Prose
from suppliers.contacts.rules import ContactStatus, FunctionArea, LawfulBasis, Purpose, Rejection

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
    EACH_ONCE,
]

SUPPLIER_ID = Field(description="The market party for which the person works.")
PERSON_NAME = Field(description="Full name of the person; a pseudonym where the contact is `anonymised`.")
FUNCTION_TITLE = Field(description="Job title, as the supplier uses it; null where the contact is `anonymised`.")
FUNCTION_AREA = Field(description="What the person works on. A clause contact may not work in sales or marketing.")
EMAIL = Field(description="Business e-mail address; null where the contact is `anonymised`.")
PHONE = Field(description="Business telephone number; null where none is recorded.", examples=["+32 2 123 45 67"])
LANGUAGES = Field(description="Languages the person works in (ISO 639-1).", examples=[["nl", "en"]])
PURPOSE = Field(description="What the buyer contacts the person for.")
DECLARED_NOT_SALES = Field(
    description="Whether it was declared that the person does not work in sales. A clause contact must have it."
)
LAWFUL_BASIS = Field(
    description="Why the buyer may keep these data (Regulation (EU) 2016/679, article 6). Only the buyer sets it."
)
ACTIVE_TO = Field(description="Last day on which the person is the contact; null where no end is known.")


class ContactPointIn(BaseModel):
    """A contact person of a supplier: added by a buyer, or proposed to a buyer by the supplier.

    Only business data: no private addresses, no data about the person beyond the job.
    """

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

    supplier_id: Annotated[UUID, SUPPLIER_ID]
    buyer_id: UUID | None = Field(
        default=None,
        description=(
            "The buyer to whom a supplier proposes the person; a supplier with one buyer may leave it out. A buyer"
            " always leaves it out."
        ),
    )
    person_name: Annotated[Line, PERSON_NAME]
    function_title: Annotated[Line, FUNCTION_TITLE]
    function_area: Annotated[FunctionArea, FUNCTION_AREA]
    email: Annotated[Email, EMAIL]
    phone: Annotated[Phone | None, PHONE] = None
    languages: Annotated[Languages, LANGUAGES] = []
    purpose: Annotated[Purpose, PURPOSE]
    declared_not_sales: Annotated[bool, DECLARED_NOT_SALES] = False
    active_from: Day | None = Field(
        default=None, description="First day on which the person is the contact; today where it is left out."
    )
    active_to: Annotated[Day | None, ACTIVE_TO] = None
    lawful_basis: Annotated[LawfulBasis, LAWFUL_BASIS] = LawfulBasis.PUBLIC_TASK


class ContactPointPatch(Patch):
    """What can be changed of a contact point. Fields that are left out stay as they are."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"function_title": "Head of human rights", "phone": None}]}
    )

    clearable: ClassVar[frozenset[str]] = frozenset({"phone", "active_to"})

    person_name: Annotated[Line | None, PERSON_NAME] = None
    function_title: Annotated[Line | None, FUNCTION_TITLE] = None
    function_area: Annotated[FunctionArea | None, FUNCTION_AREA] = None
    email: Annotated[Email | None, EMAIL] = None
    phone: Annotated[Phone | None, PHONE] = None
    languages: Annotated[Languages | None, LANGUAGES] = None
    declared_not_sales: Annotated[bool | None, DECLARED_NOT_SALES] = None
    active_to: Annotated[Day | None, ACTIVE_TO] = None
    lawful_basis: Annotated[LawfulBasis | None, LAWFUL_BASIS] = None
    is_primary: Annotated[bool, Field(strict=True)] | None = Field(
        default=None, description="true makes this clause contact the primary one, in place of the current one."
    )


class ContactPointTransition(BaseModel):
    """The next state of a contact point."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "accepted"}]})

    to: ContactStatus = Field(description="The state to move to; see `allowed_transitions`.")
    rejection: Rejection | None = Field(
        default=None, description="Why the person is not accepted; required for `rejected`, null otherwise."
    )
    reason: Prose | None = Field(
        default=None,
        max_length=2000,
        description="Why it is rejected or ended, in words; required where `rejection` is `other`.",
    )


class ContactPointQuery(ListQuery):
    """Which contact points a list holds."""

    q: Line | None = Field(None, description="Only contact points with this text in their name or function.")
    supplier_id: UUID | None = Field(None, description="Only contact points of this supplier.")
    purpose: Purpose | None = Field(None, description="Only contact points for this purpose.")
    status: ContactStatus | None = Field(None, description="Only contact points with this status.")
    updated_since: Instant | None = Field(None, description="Only contact points changed at this moment or later.")


class ContactPointItem(StampedOut):
    """A contact point in a list."""

    buyer_id: UUID = Field(description="The buyer whose contact the person is.")
    supplier_id: Annotated[UUID, SUPPLIER_ID]
    person_name: Annotated[str, PERSON_NAME]
    function_title: Annotated[str | None, FUNCTION_TITLE]
    function_area: Annotated[FunctionArea, FUNCTION_AREA]
    email: Annotated[str | None, EMAIL]
    phone: Annotated[str | None, PHONE]
    languages: Annotated[list[str], LANGUAGES]
    purpose: Annotated[Purpose, PURPOSE]
    is_primary: bool = Field(description="Whether the buyer contacts this clause contact first; at most one is.")
    declared_not_sales: Annotated[bool, DECLARED_NOT_SALES]
    active_from: date = Field(description="First day on which the person is the contact.")
    active_to: Annotated[date | None, ACTIVE_TO]
    lawful_basis: Annotated[LawfulBasis, LAWFUL_BASIS]
    retention_until: date | None = Field(
        description="Last day on which the data about the person are kept; null while no end of the role is known."
    )
    status: ContactStatus = Field(description="State today; an accepted contact is `ended` after `active_to`.")


class ContactPointOut(ContactPointItem):
    """A contact point, with the transitions that the caller can make."""

    declared_at: datetime | None = Field(
        description="When it was declared that the person does not work in sales; null where it was not."
    )
    rejection: Rejection | None = Field(description="Why the person was rejected; null where it was not.")
    reason: str | None = Field(description="Why it was rejected or ended; null where no reason was given.")
    anonymised_on: date | None = Field(
        description="Day on which the data about the person were removed; null where they were not."
    )
    allowed_transitions: list[ContactStatus] = Field(description="The states to which the caller can move it now.")
