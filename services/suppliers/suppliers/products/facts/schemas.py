"""What is said about a product, in requests and answers."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from chassis.dates import Day
from chassis.each_once import EACH_ONCE
from chassis.numbers import WHOLE_NUMBER, decimals, exact
from chassis.patterns import worded
from chassis.stored_values import on_input
from chassis.text import Line, WebAddress
from suppliers.products.facts.rules import (
    Component,
    Material,
    RepairabilityScheme,
    ReplaceablePart,
    has_check_digit,
)


def _checked(gtin: str) -> str:
    if not has_check_digit(gtin):
        raise ValueError("The last digit of this GTIN does not fit the others; look for a mistyped digit.")
    return gtin


Gtin = Annotated[
    str,
    StringConstraints(pattern=worded(r"^[0-9]{8}([0-9]{4,6})?$", "a GTIN of 8, 12, 13 or 14 digits")),
    on_input(_checked),
]
Years = Annotated[int, Field(ge=0, le=30), WHOLE_NUMBER]
Cycles = Annotated[int, Field(ge=0, le=100_000), WHOLE_NUMBER]
Percent = Annotated[
    Decimal,
    Field(ge=0, le=100, max_digits=4, decimal_places=1),
    BeforeValidator(decimals(1)),
    AfterValidator(exact(1)),
]


def _shortest(score: Decimal) -> Decimal:
    """With one decimal where that says all; the classes of the EU index begin at scores such as 3.35."""
    one = exact(1)(score)
    return one if one == score else exact(2)(score)


Score = Annotated[
    Decimal,
    Field(ge=0, le=100, max_digits=5, decimal_places=2),
    BeforeValidator(decimals(2)),
    AfterValidator(_shortest),
]


class Repairability(BaseModel):
    """How well the product can be repaired, as somebody scored it."""

    model_config = ConfigDict(extra="forbid")

    scheme: RepairabilityScheme = Field(description="Who scored it.", examples=["fr_index"])
    score: Score = Field(description="The score, with at most two decimals.", examples=["7.4"])
    max: Score | None = Field(
        default=None,
        description="The highest score of the scheme; may be left out unless the scheme is `other`.",
        examples=["10.0"],
    )
    assessed_on: Day | None = Field(
        default=None, description="Day of the score; null where it is not known.", examples=["2026-03-02"]
    )


class RepairabilityOut(BaseModel):
    """How well the product can be repaired, as somebody scored it."""

    scheme: RepairabilityScheme = Field(description="Who scored it.", examples=["fr_index"])
    score: Decimal = Field(description="The score.", examples=["7.4"])
    max: Decimal = Field(description="The highest score of the scheme.", examples=["10.0"])
    assessed_on: date | None = Field(
        description="Day of the score; null where it is not known.", examples=["2026-03-02"]
    )


class MainComponent(BaseModel):
    """A component that matters for the people who make it, or for what the product costs."""

    model_config = ConfigDict(extra="forbid")

    component: Component = Field(description="The component.", examples=["battery"])
    risk_note: Line | None = Field(
        default=None,
        description="Which risk for people is known; null where none is noted.",
        examples=["Cobalt from artisanal mines."],
    )
    value_note: Line | None = Field(
        default=None,
        description="What it contributes to the value of the product; null where that is not noted.",
        examples=["About a tenth of the price."],
    )


ORIGINAL = Field(description="The new product that this used one was; null where it is new, or not recorded.")
WARRANTY = Field(description="Years of warranty that the brand gives; null where they are not known.", examples=[3])
SPARE_PARTS_YEARS = Field(
    description="For how many years spare parts are sold; null where that is not known.", examples=[7]
)
PRICE_LIST = Field(
    description="Web address of the published price list of spare parts; null where none is known.",
    examples=["https://parts.meridiaan.example/slate-14"],
)
REPAIRABILITY = Field(description="How well it can be repaired; null where no score is known.")
UPGRADEABLE = Field(description="Parts that can be replaced with better ones.", examples=[["memory", "battery"]])
BATTERY_CYCLES = Field(
    description="Full cycles after which the battery keeps at least 80 % of its capacity; null where not known.",
    examples=[1000],
)
RECYCLED = Field(
    description="Recycled material in per cent of the weight, with at most one decimal; null where not known.",
    examples=["32.5"],
)
MATERIALS = Field(description="Materials with a known risk that are in it.", examples=[["cobalt", "tin"]])
COMPONENTS = Field(description="Its main components, by risk and value.")

OriginalId = Annotated[UUID | None, ORIGINAL]
WarrantyYears = Annotated[Years | None, WARRANTY]
SparePartsYears = Annotated[Years | None, SPARE_PARTS_YEARS]
SparePartsPrices = Annotated[WebAddress | None, PRICE_LIST]
Upgradeable = Annotated[list[ReplaceablePart], Field(max_length=8), EACH_ONCE]
BatteryCycles = Annotated[Cycles | None, BATTERY_CYCLES]
RecycledContent = Annotated[Percent | None, RECYCLED]
Materials = Annotated[list[Material], Field(max_length=13), EACH_ONCE]
Components = Annotated[list[MainComponent], Field(max_length=20)]
