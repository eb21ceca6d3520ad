"""What a notice says, in answers: each value beside its text, its place and its field in eForms."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

A_PATH = "/*/cac:ProcurementProjectLot[1]/cac:ProcurementProject[1]/cac:PlannedPeriod[1]/cbc:StartDate[1]"
VALUE = "The value; null where the text cannot be understood."


class NoticeSource(BaseModel):
    """Where a value comes from."""

    eforms_field: str = Field(description="The field of eForms.", examples=["BT-536-Lot"])
    path: str = Field(
        description="XPath of the element or attribute, with the prefixes that eForms use.",
        examples=[A_PATH],
    )
    text: str = Field(description="The text as it stands in the notice.", examples=["2024-09-01+02:00"])


class NoticeText(NoticeSource):
    """A text, code or number of a notice."""

    value: str = Field(description="The text.", examples=["supplies"])
    language: str | None = Field(
        description="Language of the text (ISO 639-3), where the notice names it; else null.", examples=["NLD"]
    )
    scheme: str | None = Field(
        description="Register or list of an identifier, where the notice names it; else null.", examples=["VAT"]
    )


class NoticeDay(NoticeSource):
    """A date of a notice."""

    value: date | None = Field(description="The day; null where the text is not a date.", examples=["2024-09-01"])


class NoticeAmount(NoticeSource):
    """An amount of money. It may be a price per unit or hour: amounts of a notice are never added."""

    amount: str | None = Field(
        description="The amount; null where it is withheld or no number.", examples=["2208000"]
    )
    currency: str | None = Field(
        description="The currency (ISO 4217); null where it is not stated.", examples=["EUR"]
    )
    withheld: bool = Field(description="Whether the buyer does not publish the amount.")


class NoticeDuration(NoticeSource):
    """A length of time."""

    value: str | None = Field(description=VALUE, examples=["4"])
    unit: str | None = Field(description="`DAY`, `WEEK`, `MONTH` or `YEAR`; null where missing.", examples=["YEAR"])


class NoticeNumber(NoticeSource):
    """A whole number."""

    value: int | None = Field(description=VALUE, examples=[3])


class NoticeTruth(NoticeSource):
    """Yes or no."""

    value: bool | None = Field(description=VALUE)


Text = Annotated[NoticeText | None, Field(description="Null where the notice does not say it.")]
Texts = list[NoticeText]


class NoticeParty(BaseModel):
    """An organisation in a notice. Nothing but the country is kept of a private person."""

    reference: Text
    name: Texts = Field(description="Its name, once for each language.")
    identifiers: Texts = Field(description="Its numbers as written; the register is named in few notices.")
    country: Text
    city: Text
    size: Text
    natural_person: NoticeTruth | None = Field(description="Whether it is a private person; null where not said.")


class NoticeBuyer(NoticeParty):
    """A buyer."""

    legal_type: Text


class NoticeWinner(NoticeParty):
    """A winner of a lot."""

    group_lead: NoticeTruth | None = Field(
        description="Whether it leads a group of tenderers; null where not said."
    )
    tenders: list[str] = Field(
        description="Its winning tenders, by their ids in the notice.", examples=[["TEN-0001"]]
    )
    has_contract: bool = Field(description="Whether the notice names a contract with this tenderer.")


class NoticeTender(BaseModel):
    """A winning tender."""

    tender: Text
    reference: Text
    party: Text
    value: NoticeAmount | None = Field(description="Its value; null where the notice does not say it.")
    rank: NoticeNumber | None = Field(description="Its rank; null where the notice does not say it.")
    subcontracting: Text
    subcontracting_value: NoticeAmount | None = Field(
        description="Value of what is subcontracted; null where not said."
    )
    subcontracting_percentage: Text
    subcontracting_description: Texts = Field(description="What is subcontracted.")
    subcontractors: list[NoticeParty] = Field(description="The subcontractors that the notice names.")


class NoticeContract(BaseModel):
    """A contract that was concluded."""

    contract: Text
    reference: Text
    title: Texts = Field(description="Its title, once for each language.")
    concluded_on: NoticeDay | None = Field(description="Day of the conclusion; null where not said.")
    decided_on: NoticeDay | None = Field(description="Day on which the winner was chosen; null where not said.")
    tenders: Texts = Field(description="The tenders that it is based on.")
    framework: NoticeTruth | None = Field(
        description="Whether it is within a framework agreement; null where not said."
    )
    address: Text
    framework_notice: Text


class NoticeHead(BaseModel):
    """What a notice says beside its lots."""

    notice_id: Text
    notice_version: Text
    publication_number: Text
    official_journal: Text
    published_on: NoticeDay | None = Field(description="Day of the publication; null where not said.")
    dispatched_on: NoticeDay | None = Field(description="Day on which it was sent; null where not said.")
    form_type: Text
    notice_type: Text
    notice_subtype: Text
    language: Text
    further_languages: Texts = Field(description="Further official languages of the notice.")
    customisation: Text
    changed_notice: Text
    procedure_id: Text
    procedure_type: Text
    title: Texts = Field(description="Title of the procedure, once for each language.")
    description: Texts = Field(description="Description of the procedure, once for each language.")
    internal_id: Text
    nature: Text
    cpv_main: Text
    cpv_additional: Texts = Field(description="Further codes of the Common Procurement Vocabulary.")
    estimated_value: NoticeAmount | None = Field(description="Estimated value of all lots; null where not said.")
    framework_maximum: NoticeAmount | None = Field(
        description="Most that a framework may cost; null where not said."
    )
    total_value: NoticeAmount | None = Field(description="Value of all that was awarded; null where not said.")
    total_framework_maximum: NoticeAmount | None = Field(
        description="Most that all awarded frameworks may cost; null where not said."
    )
    withheld_fields: Texts = Field(description="Fields that the buyer does not publish (BT-195).")


class NoticeLot(BaseModel):
    """What a notice says of a lot. Null and empty lists: the notice does not say it."""

    lot: str = Field(description="Id of the lot in the notice.", examples=["LOT-0001"])
    title: Texts = Field(description="Its title, once for each language.")
    description: Texts = Field(description="Its description, once for each language.")
    internal_id: Text
    nature: Text
    cpv_main: Text
    cpv_additional: Texts = Field(description="Further codes of the Common Procurement Vocabulary.")
    places: Texts = Field(description="Countries of performance (ISO 3166-1 alpha-3).")
    estimated_value: NoticeAmount | None = Field(description="Estimated value.")
    framework_maximum: NoticeAmount | None = Field(
        description="Most that the framework may cost, before the award."
    )
    result_framework_maximum: NoticeAmount | None = Field(
        description="Most that the framework may cost, as awarded."
    )
    start: NoticeDay | None = Field(description="First day.")
    end: NoticeDay | None = Field(description="Last day.")
    duration: NoticeDuration | None = Field(description="Duration; it may disagree with the days.")
    duration_code: Text
    renewals_maximum: NoticeNumber | None = Field(description="How often it can be renewed.")
    renewals: Texts = Field(description="How it can be renewed.")
    options: Texts = Field(description="Options of the buyer.")
    framework: Text
    dynamic_purchasing: Text
    framework_participants: NoticeNumber | None = Field(description="Most parties to the framework.")
    framework_buyers: Texts = Field(description="Who else may order.")
    social_objectives: Texts = Field(description="Social objectives, such as `hum-right` and `work-cond`.")
    strategic_goals: Texts = Field(description="Kinds of strategic procurement, such as `soc-obj`.")
    strategic_description: Texts = Field(description="The strategic procurement in words.")
    environmental_goals: Texts = Field(description="Environmental objectives.")
    green_criteria: Texts = Field(description="Sets of criteria of green procurement.")
    innovation_goals: Texts = Field(description="Objectives of innovation.")
    performance_terms: Texts = Field(description="Conditions of the performance, in words.")
    subcontracting_obligation: Text
    subcontracting_indication: Texts = Field(description="What tenderers must say about subcontracting.")
    winner_status: Text
    tenders: list[NoticeTender] = Field(description="The tenders that won.")
    contracts: list[NoticeContract] = Field(description="The contracts that were concluded.")
    winners: list[NoticeWinner] = Field(description="The organisations that won.")
