"""The value, duration and renewals of a contract, and the terms of a framework, in requests and answers."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, model_validator

from chassis.money import Amount, Currency
from chassis.numbers import WHOLE_NUMBER
from chassis.patches import Patch
from chassis.text import Prose
from suppliers.contracts.values.rules import DurationUnit, FrameworkType

ExactText = Annotated[Amount, PlainSerializer(str, return_type=str)]
"""Stored and sent as text: a number would lose cents."""
Length = Annotated[int, Field(ge=1, le=36_500), WHOLE_NUMBER]
Renewals = Annotated[int, Field(ge=0, le=1_000), WHOLE_NUMBER]
Participants = Annotated[int, Field(ge=1, le=100_000), WHOLE_NUMBER]


class ContractValue(BaseModel):
    """An amount of money without value-added tax, as procurement notices state it."""

    model_config = ConfigDict(extra="forbid")

    amount: ExactText = Field(
        description="The amount as text, with at most two decimals: a number would lose cents.",
        examples=["431643.18"],
    )
    currency: Currency = Field(description="Currency (ISO 4217).", examples=["EUR"])


class Duration(BaseModel):
    """How long a contract lasts, as it was agreed. It may disagree with the days."""

    model_config = ConfigDict(extra="forbid")

    value: Length | None = Field(default=None, description="How many; null where it is unlimited.", examples=[4])
    unit: DurationUnit = Field(description="Of what, or `unlimited`.", examples=["year"])

    @model_validator(mode="after")
    def _has_a_number(self) -> Self:
        if (self.value is None) is not (self.unit is DurationUnit.UNLIMITED):
            raise ValueError("A duration has a number, and an unlimited one has none.")
        return self


ESTIMATED_VALUE = Field(
    description="What the buyer estimated before the tender; null where it is not known, and always for suppliers."
)
AWARDED_VALUE = Field(
    description="Value of the tender that won, as announced: it may be a price per unit or hour; null where it"
    " is not known."
)
FRAMEWORK_MAXIMUM = Field(description="Most that may be ordered under a framework; null where it is not known.")
DURATION = Field(description="How long it lasts, as agreed; null where it is not known.")
RENEWALS_MAXIMUM = Field(description="How often it can be renewed; null where it is not known.", examples=[3])
RENEWAL_TERMS = Field(description="How it can be renewed, in words; null where it is not known.")
FRAMEWORK_TYPE = Field(
    description="How orders are placed under the framework; null for others, or where it is not known."
)
FRAMEWORK_PARTICIPANTS = Field(
    description="Most suppliers that are party to the framework; null where it is not known.", examples=[4]
)
FRAMEWORK_BUYERS = Field(description="Who else may order, in words; null where it is not known.")


class ContractTerms(BaseModel):
    """The value, duration and renewals of a new contract."""

    estimated_value: Annotated[ContractValue | None, ESTIMATED_VALUE] = None
    awarded_value: Annotated[ContractValue | None, AWARDED_VALUE] = None
    framework_maximum: Annotated[ContractValue | None, FRAMEWORK_MAXIMUM] = None
    duration: Annotated[Duration | None, DURATION] = None
    renewals_maximum: Annotated[Renewals | None, RENEWALS_MAXIMUM] = None
    renewal_terms: Annotated[Prose | None, RENEWAL_TERMS] = None
    framework_type: Annotated[FrameworkType | None, FRAMEWORK_TYPE] = None
    framework_participants: Annotated[Participants | None, FRAMEWORK_PARTICIPANTS] = None
    framework_buyers: Annotated[Prose | None, FRAMEWORK_BUYERS] = None


TERMS = frozenset(ContractTerms.model_fields)


class ContractTermsPatch(Patch):
    """The same, to change; a value or duration is replaced as a whole."""

    estimated_value: Annotated[ContractValue | None, ESTIMATED_VALUE] = None
    awarded_value: Annotated[ContractValue | None, AWARDED_VALUE] = None
    framework_maximum: Annotated[ContractValue | None, FRAMEWORK_MAXIMUM] = None
    duration: Annotated[Duration | None, DURATION] = None
    renewals_maximum: Annotated[Renewals | None, RENEWALS_MAXIMUM] = None
    renewal_terms: Annotated[Prose | None, RENEWAL_TERMS] = None
    framework_type: Annotated[FrameworkType | None, FRAMEWORK_TYPE] = None
    framework_participants: Annotated[Participants | None, FRAMEWORK_PARTICIPANTS] = None
    framework_buyers: Annotated[Prose | None, FRAMEWORK_BUYERS] = None


class ContractTermsOut(BaseModel):
    """The same, as answers have it."""

    estimated_value: Annotated[ContractValue | None, ESTIMATED_VALUE]
    awarded_value: Annotated[ContractValue | None, AWARDED_VALUE]
    framework_maximum: Annotated[ContractValue | None, FRAMEWORK_MAXIMUM]
    duration: Annotated[Duration | None, DURATION]
    renewals_maximum: Annotated[int | None, RENEWALS_MAXIMUM]
    renewal_terms: Annotated[str | None, RENEWAL_TERMS]
    framework_type: Annotated[FrameworkType | None, FRAMEWORK_TYPE]
    framework_participants: Annotated[int | None, FRAMEWORK_PARTICIPANTS]
    framework_buyers: Annotated[str | None, FRAMEWORK_BUYERS]
