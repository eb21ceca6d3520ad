"""Data about a person in requests and answers."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue
from pydantic_core import PydanticKnownError

from chassis.text import Email, Line
from suppliers.contacts.schemas import ContactPointItem
from suppliers.personal_data.rules import DataKind, IdentityCheck, KeptReason, NobodyNamed, NothingNamed

SHORTEST_NAME = 3
Records = Annotated[list[UUID], Field(max_length=100)]
IDENTITY_CHECK = Field(
    description="How you made sure that the person who asks is the person in question. The journal keeps it."
)
AN_EXPORT: dict[str, JsonValue] = {"email": "noor.verhulst@meridiaan.example", "identity_check": "recorded_address"}
AN_ERASURE: dict[str, JsonValue] = {
    "contact_point_ids": ["0197f3a2-0000-7000-8000-000000000007"],
    "identity_check": "recorded_address",
    "end_current": True,
}


AN_ANSWER: dict[str, JsonValue] = {
    "taken_at": "2026-03-02T09:30:00Z",
    "contact_points": [
        {
            "id": "0197f3a2-0000-7000-8000-000000000007",
            "version": 1,
            "created_at": "2026-03-01T08:00:00Z",
            "updated_at": "2026-03-01T08:00:00Z",
            "buyer_id": "0197f3a2-0000-7000-8000-000000000003",
            "supplier_id": "0197f3a2-0000-7000-8000-000000000001",
            "person_name": "Noor Verhulst",
            "function_title": "Human rights officer",
            "function_area": "human_rights",
            "email": "noor.verhulst@meridiaan.example",
            "phone": "+32 2 123 45 67",
            "languages": ["nl"],
            "purpose": "clause_contact",
            "is_primary": False,
            "declared_not_sales": True,
            "active_from": "2026-03-01",
            "active_to": "2026-06-30",
            "lawful_basis": "public_task",
            "retention_until": "2028-06-30",
            "status": "ended",
            "supplier_name": "Meridiaan Systems",
            "reason": "Has another function now.",
            "readers": ["0197f3a2-0000-7000-8000-000000000004"],
        }
    ],
    "import_rows": [],
    "mentions": [{"kind": "obligation", "id": "0197f3a2-0000-7000-8000-000000000009", "fields": ["assessment"]}],
    "other_places": [
        {"service": "dialogue", "what": "Participants of meetings.", "how": "Read them with GET /v1/meetings."}
    ],
}


def _searched(name: str) -> str:
    """The name with single spaces; raises an error where so many texts would have it that it finds nobody."""
    words = " ".join(name.split())
    if len(words) < SHORTEST_NAME:
        raise PydanticKnownError("string_too_short", {"min_length": SHORTEST_NAME})
    return words


class PersonalDataExportIn(BaseModel):
    """The person who asks which data you have."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [AN_EXPORT]})

    email: Email | None = Field(None, description="E-mail address of the person, in whatever case.")
    person_name: Annotated[Line, AfterValidator(_searched), Field(min_length=SHORTEST_NAME)] | None = Field(
        None, description="Name of the person, without regard to capitals and accents. Others can have it, too."
    )
    identity_check: Annotated[IdentityCheck, IDENTITY_CHECK]

    def demand_somebody(self) -> None:
        """Raises NobodyNamed."""
        if not (self.email or self.person_name):
            raise NobodyNamed(pointer="/email")


class PersonalDataErasureIn(BaseModel):
    """The records to erase, as an export lists them."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [AN_ERASURE]})

    contact_point_ids: Records = Field(default=[], description="Contact points about the person.")
    import_row_ids: Records = Field(default=[], description="Rows of imported workbooks about the person.")
    identity_check: Annotated[IdentityCheck, IDENTITY_CHECK]
    end_current: bool = Field(
        default=False,
        description=(
            "Also erase contact points that are still in force: their role ends today. Without it they are kept,"
            " because you still need them (article 17(3)), and the answer says so."
        ),
    )

    def demand_something(self) -> None:
        """Raises NothingNamed."""
        if not (self.contact_point_ids or self.import_row_ids):
            raise NothingNamed(pointer="/contact_point_ids")


class HeldContactPoint(ContactPointItem):
    """A contact point about the person."""

    supplier_name: str = Field(
        description="The supplier for which the person works.", examples=["Meridiaan Systems"]
    )
    reason: str | None = Field(description="Why it was rejected or ended, in words; null where nothing was said.")
    readers: list[UUID] = Field(
        description="Organisations, beside yours, that can read it: those that represent the supplier towards you."
    )


class HeldImportRow(BaseModel):
    """A row of an imported workbook about the person that was not applied."""

    id: UUID = Field(description="Permanent id of the row.")
    import_id: UUID = Field(description="The import.")
    row: int = Field(description="Its number in the import.", examples=[12])
    sheet: str = Field(description="The sheet.", examples=["contacts"])
    cells: dict[str, str] = Field(description="What the row says, by column.")
    retention_until: date = Field(description="Last day on which the values are kept, if the row is not changed.")


class PersonMention(BaseModel):
    """A record whose texts contain the name or the address; a person must read it and decide."""

    kind: str = Field(description="The kind of record.", examples=["obligation"])
    id: UUID = Field(description="Its id.")
    fields: list[str] = Field(description="The fields with the name or the address.", examples=[["assessment"]])


class OtherPlaceOut(BaseModel, from_attributes=True):
    """Where else this platform can have data about the person."""

    service: str = Field(description="The service that keeps them.", examples=["dialogue"])
    what: str = Field(description="What it keeps.", examples=["Participants of meetings."])
    how: str = Field(description="How you find and change it.", examples=["GET /v1/meetings"])


class PersonalDataExport(BaseModel):
    """What your organisation has about a person (GDPR, article 15). It is not stored; give it to the person."""

    model_config = ConfigDict(json_schema_extra={"examples": [AN_ANSWER]})

    taken_at: datetime = Field(description="When it was collected, in UTC.")
    contact_points: list[HeldContactPoint] = Field(description="Contact points about the person.")
    import_rows: list[HeldImportRow] = Field(description="Rows of workbooks that were not applied.")
    mentions: list[PersonMention] = Field(description="Other records that mention the person, at most 200.")
    other_places: list[OtherPlaceOut] = Field(description="Where this search does not look.")


class ErasureOutcome(BaseModel):
    """What became of a record."""

    kind: DataKind = Field(description="The kind of record.")
    id: UUID = Field(description="Its id.")
    kept: KeptReason | None = Field(description="Why it was not erased; null where it was.")


class PersonalDataErasure(BaseModel):
    """What was erased (GDPR, article 17), and what was not."""

    outcomes: list[ErasureOutcome] = Field(description="One for each record that was named, in this order.")
    other_places: list[OtherPlaceOut] = Field(description="Where this erasure does not reach.")
