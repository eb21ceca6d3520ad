"""Life-cycle costs in requests and answers."""

from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from chassis.money import Currency, as_text
from chassis.numbers import WHOLE_NUMBER, decimals, exact
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Line, Prose
from suppliers.contracts.costs.rules import CostKind

SignedAmount = Annotated[
    Decimal,
    BeforeValidator(decimals(2)),
    BeforeValidator(as_text),
    Field(max_digits=14, decimal_places=2),
    AfterValidator(exact(2)),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d{1,12}(\.\d{1,2})?$"}),
]
Sum = Annotated[
    Decimal, PlainSerializer(str, return_type=str), WithJsonSchema({"type": "string", "pattern": r"^-?\d+\.\d{2}$"})
]
"""Sums have more digits than their parts."""
Years = Annotated[int, Field(ge=1, le=30), WHOLE_NUMBER]

OFFER = Field(description="How the buyer calls the offer; each has one record.", examples=["Offer B"])
YEARS = Field(description="Years of use that the offers are compared over.", examples=[5])
CURRENCY = Field(description="Currency of all amounts (ISO 4217).", examples=["EUR"])
VAT = Field(description="Whether the amounts include value-added tax.")
METHOD = Field(
    description="How the costs were computed, such as the tool and the price of electricity; null where not"
    " recorded."
)


class CostLine(BaseModel):
    """A cost of the offer."""

    model_config = ConfigDict(extra="forbid")

    kind: CostKind = Field(description="What the cost is for.", examples=["energy"])
    amount: SignedAmount = Field(
        description="The amount as text, with at most two decimals. Only `end_of_life` may be negative.",
        examples=["41250.00"],
    )
    year: Years | None = Field(
        default=None,
        description="Year of the use in which it arises, counted from 1; null where it does in each.",
        examples=[1],
    )


COSTS = Field(description="What the offer costs.")
Costs = Annotated[list[CostLine], Field(min_length=1, max_length=200)]


class LifeCycleCostIn(BaseModel):
    """What an offer costs over the years of its use."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "offer": "Offer B",
                    "years": 5,
                    "currency": "EUR",
                    "vat_included": False,
                    "costs": [
                        {"kind": "acquisition", "amount": "500000.00", "year": 1},
                        {"kind": "energy", "amount": "8250.00"},
                        {"kind": "end_of_life", "amount": "-20000.00", "year": 5},
                    ],
                }
            ]
        },
    )

    offer: Annotated[Line, OFFER]
    years: Annotated[Years, YEARS]
    currency: Annotated[Currency, CURRENCY]
    vat_included: Annotated[bool, VAT]
    costs: Annotated[Costs, COSTS]
    method: Annotated[Prose | None, METHOD] = None


class LifeCycleCostPatch(Patch):
    """What can be changed of a record. `costs` are replaced as a whole; fields that are left out stay."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"years": 6}]})
    clearable: ClassVar[frozenset[str]] = frozenset({"method"})

    offer: Annotated[Line | None, OFFER] = None
    years: Annotated[Years | None, YEARS] = None
    currency: Annotated[Currency | None, CURRENCY] = None
    vat_included: Annotated[bool | None, VAT] = None
    costs: Annotated[Costs | None, COSTS] = None
    method: Annotated[Prose | None, METHOD] = None


class CostSums(BaseModel):
    """Exact sums over all years of the use, for each kind and together; nothing is discounted."""

    acquisition: Sum = Field(description="Sum of acquisition.", examples=["500000.00"])
    energy: Sum = Field(description="Sum of energy.", examples=["41250.00"])
    repair_and_upgrade: Sum = Field(description="Sum of repair and upgrade.", examples=["0.00"])
    end_of_life: Sum = Field(description="Sum at the end of life; may be negative.", examples=["-20000.00"])
    external: Sum = Field(description="Sum of external costs.", examples=["0.00"])
    without_external: Sum = Field(
        description="What the buyer pays: all but external costs.", examples=["521250.00"]
    )
    total: Sum = Field(description="All together.", examples=["521250.00"])


class LifeCycleCostOut(StampedOut):
    """What an offer costs over the years of its use, with the sums."""

    contract_id: UUID = Field(description="The contract.")
    offer: Annotated[str, OFFER]
    years: Annotated[int, YEARS]
    currency: Annotated[str, CURRENCY]
    vat_included: Annotated[bool, VAT]
    costs: Annotated[list[CostLine], COSTS]
    method: Annotated[str | None, METHOD]
    sums: CostSums = Field(description="The sums over all years.")
    years_sums: list[Sum] = Field(
        description="The sum of each year of the use, the first one first.",
        examples=[["508250.00", "8250.00", "8250.00", "8250.00", "-11750.00"]],
    )


class LifeCycleCostList(BaseModel):
    """The offers for a contract with their life-cycle costs, in one page: there are few."""

    items: list[LifeCycleCostOut] = Field(description="The offers, in the order in which they were recorded.")
    next: None = Field(default=None, description="Always null: there is no further page.")
