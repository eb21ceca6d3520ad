"""Imports of notices in requests and answers."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from chassis.pages import ListQuery
from chassis.rows import StampedOut
from chassis.text import Code, Line
from suppliers.clauses.rules import ObligationType
from suppliers.contract_imports.notices.schemas import (
    A_PATH,
    NoticeBuyer,
    NoticeHead,
    NoticeLot,
    NoticeSource,
    NoticeText,
)
from suppliers.contract_imports.rules import LotOutcome, LotRemark, WinnerMatch

FILENAME = Field(description="Name of the uploaded file.", examples=["00733949-2023.xml"])
NOTICE_ID = Field(
    description="Id of the notice (BT-701); all its versions have the same.",
    examples=["40c45d73-14e2-4844-9406-c222e4b6b2b2"],
)
NOTICE_VERSION = Field(description="Version of the notice (BT-757); null where not said.", examples=["01"])
PROCEDURE_ID = Field(
    description="Id of the procedure (BT-04), from its first notice to the award; null where not said.",
    examples=["37e8a375-b55a-4459-914b-bc708c034c23"],
)
PUBLICATION_NUMBER = Field(
    description="Number of the publication in the Official Journal; null before it.", examples=["00733949-2023"]
)
FORM_TYPE = Field(description="Form type (BT-03), such as `competition` or `result`; null where not said.")
NOTICE_TYPE = Field(description="Notice type (BT-02), such as `can-standard`; null where not said.")


class ImportTerms(BaseModel):
    """What the form says beside the file."""

    clause_template: Code | None = Field(
        description="The clause to compare with; all clauses where it is left out."
    )
    dry_run: bool = Field(description="Whether to save nothing.")


class RegisterGuess(BaseModel):
    """A register that a number may belong to."""

    scheme: str = Field(description="The register.", examples=["VAT"])
    value: str = Field(description="The number in the register's own notation.", examples=["DE316623344"])
    is_stated: bool = Field(
        description="Whether the number itself shows its register; else the register is derived from the country."
    )


class WinnerCandidate(BaseModel):
    """A supplier that a winner may be."""

    supplier_id: UUID = Field(description="The supplier.")
    because: str = Field(
        description="`identifier`, `earlier_notice`, `derived_identifier` or `name`.", examples=["name"]
    )


class WinnerSupplier(BaseModel):
    """Which supplier a winner is."""

    reference: str = Field(description="How the notice calls the winner.", examples=["ORG-0003"])
    match: WinnerMatch = Field(description="How the supplier was found.")
    supplier_id: UUID | None = Field(
        description="The supplier; null where a person decides, and of a new one in a dry run."
    )
    candidates: list[WinnerCandidate] = Field(description="Suppliers to choose from; else empty.")
    guesses: list[RegisterGuess] = Field(description="Registers that its numbers may belong to. These are guesses.")


class ProposedField(BaseModel):
    """A field of the contract that the notice states."""

    field: str = Field(description="The field of the contract.", examples=["start"])
    value: str | list[str] = Field(description="Its value.", examples=["2024-09-01"])
    sources: list[NoticeSource] = Field(description="Where the notice says it.")


class DeviatingField(ProposedField):
    """A field that the contract has otherwise."""

    contract: str | list[str] | None = Field(description="What the contract has.", examples=["2024-10-01"])


class ChangedField(BaseModel):
    """A field of which the notice before said something else."""

    field: str = Field(description="The field of the lot.", examples=["tenders.value"])
    earlier: list[str] = Field(
        description="Its texts in the notice before; empty where it said nothing.", examples=[["2030-02-28+01:00"]]
    )
    present: list[str] = Field(
        description="Its texts now; empty where it says nothing.", examples=[["2031-02-28+01:00"]]
    )
    paths: list[str] = Field(description="XPaths of the texts.", examples=[[A_PATH]])


class DutyPassage(BaseModel, from_attributes=True):
    """A passage that names a duty."""

    eforms_field: str = Field(description="The field of eForms.", examples=["BT-70-Lot"])
    path: str = Field(description="XPath of the text.", examples=[A_PATH])
    phrase: str = Field(description="The words that were found.", examples=["spare parts"])
    text: str = Field(description="The words around it.", examples=["Spare parts are available for eight years."])


class ContainedDuty(BaseModel, from_attributes=True):
    """A duty that the notice names."""

    type: ObligationType = Field(description="Type of duty.")
    passages: list[DutyPassage] = Field(description="Where it is named.")


class ClauseComparison(BaseModel):
    """A clause compared with the texts of a lot. A duty is missing where the notice does not name it."""

    template: str = Field(description="Code of the clause template.", examples=["human-rights-clause"])
    template_version: int = Field(description="Version of the template.", examples=[1])
    objectives: list[NoticeText] = Field(description="Social objectives of the notice that are about the same.")
    contained: list[ContainedDuty] = Field(description="Duties that the notice names.")
    missing: list[ObligationType] = Field(description="Duties that the notice does not name.")
    unread_languages: list[str] = Field(
        description="Languages of texts in which no duty can be found (ISO 639-3).", examples=[["FIN"]]
    )


class ImportedLot(BaseModel):
    """A lot, and the contract that it is."""

    lot: str = Field(description="Id of the lot in the notice.", examples=["LOT-0001"])
    outcome: LotOutcome = Field(description="What became of the lot.")
    contract_id: UUID | None = Field(description="The contract; null of a new draft in a dry run.")
    remarks: list[LotRemark] = Field(description="What a person should look at.")
    draft: list[ProposedField] = Field(description="What the notice states of the fields of the contract.")
    missing: list[str] = Field(
        description="Fields that a complete contract needs and the notice does not state.", examples=[["model"]]
    )
    suppliers: list[WinnerSupplier] = Field(
        description="Which suppliers the winners are, in the order of the notice."
    )
    changes: list[ChangedField] = Field(description="What the notice before said otherwise; empty for a new draft.")
    deviations: list[DeviatingField] = Field(description="What the contract said otherwise; empty for a new draft.")
    clauses: list[ClauseComparison] = Field(description="The clauses, compared with the texts of the lot.")
    reading: NoticeLot = Field(description="All that the notice says of the lot.")


class ContractImportQuery(ListQuery):
    """Which imports a list holds."""

    notice_id: Line | None = Field(None, description="Only imports of this notice, in all its versions.")
    procedure_id: Line | None = Field(None, description="Only imports of notices of this procedure.")
    publication_number: Line | None = Field(None, description="Only the import with this publication number.")
    contract_id: UUID | None = Field(None, description="Only imports that made this contract or are about it.")


class ContractImportItem(StampedOut):
    """An import in a list."""

    filename: Annotated[str, FILENAME]
    notice_id: Annotated[str, NOTICE_ID]
    notice_version: Annotated[str | None, NOTICE_VERSION]
    procedure_id: Annotated[str | None, PROCEDURE_ID]
    publication_number: Annotated[str | None, PUBLICATION_NUMBER]
    form_type: Annotated[str | None, FORM_TYPE]
    notice_type: Annotated[str | None, NOTICE_TYPE]
    drafted: int = Field(description="Lots that became draft contracts.", examples=[1])
    unchanged: int = Field(description="Lots of which you have the contract already.", examples=[0])
    different: int = Field(description="Lots of which you have a contract that differs.", examples=[0])


class ContractImportOut(BaseModel):
    """An import, or what it would do in a dry run."""

    id: UUID | None = Field(description="Permanent id; null in a dry run.")
    version: int = Field(description="Always 1: an import does not change; 0 in a dry run.", examples=[1])
    dry_run: bool = Field(description="Whether nothing was saved.")
    filename: Annotated[str, FILENAME]
    notice_id: Annotated[str, NOTICE_ID]
    notice_version: Annotated[str | None, NOTICE_VERSION]
    procedure_id: Annotated[str | None, PROCEDURE_ID]
    publication_number: Annotated[str | None, PUBLICATION_NUMBER]
    form_type: Annotated[str | None, FORM_TYPE]
    notice_type: Annotated[str | None, NOTICE_TYPE]
    notice: NoticeHead = Field(description="What the notice says beside its lots.")
    buyers: list[NoticeBuyer] = Field(description="The buyers that the notice names.")
    lots: list[ImportedLot] = Field(description="The lots, in the order of the notice.")
