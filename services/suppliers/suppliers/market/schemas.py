"""Market observations in requests and answers."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from chassis.dates import Day
from chassis.numbers import WHOLE_NUMBER
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Line, Prose
from suppliers.label_claims.rules import LabelScheme
from suppliers.label_claims.schemas import Level
from suppliers.market.rules import MarketWarning, Measure
from suppliers.products.rules import ProductCategory

Number = Annotated[int, Field(ge=0, le=1_000_000), WHOLE_NUMBER]

CATEGORY = Field(description="Kind of product.", examples=["mfp"])
SCHEME = Field(description="The label.", examples=["EPEAT"])
LEVEL = Field(description="The lowest level that was counted; null where any was.", examples=["silver"])
OBSERVED_ON = Field(description="Day of the observation.", examples=["2026-03-02"])
SOURCE = Field(description="Where it was counted.", examples=["Register of the label"])
MODELS = Field(description="Models on the market; null where they were not counted.", examples=[40])
MODELS_WITH = Field(description="Models with the label; null where they were not counted.", examples=[6])
BIDDERS = Field(description="Likely bidders; null where they were not counted.", examples=[8])
BIDDERS_WITH = Field(
    description="Bidders that can offer the label; null where they were not counted.", examples=[2]
)
NOTE = Field(description="What else was found; null where nothing was noted.", examples=["Few colour models."])
AN_OBSERVATION: dict[str, JsonValue] = {
    "category": "mfp",
    "scheme": "EPEAT",
    "level": "silver",
    "observed_on": "2026-03-02",
    "source": "Register of the label",
    "models_total": 40,
    "models_with_label": 6,
    "bidders_total": 8,
    "bidders_with_label": 2,
}


class MarketObservationIn(BaseModel):
    """How many models and bidders hold a label on a day; models, bidders or both."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [AN_OBSERVATION]})

    category: Annotated[ProductCategory, CATEGORY]
    scheme: Annotated[LabelScheme, SCHEME]
    level: Annotated[Level | None, LEVEL] = None
    observed_on: Annotated[Day, OBSERVED_ON]
    source: Annotated[Line, SOURCE]
    models_total: Annotated[Number | None, MODELS] = None
    models_with_label: Annotated[Number | None, MODELS_WITH] = None
    bidders_total: Annotated[Number | None, BIDDERS] = None
    bidders_with_label: Annotated[Number | None, BIDDERS_WITH] = None
    note: Annotated[Prose | None, NOTE] = None


class MarketObservationPatch(Patch):
    """What can be corrected of an observation; another label or category is another observation."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"models_with_label": 7}]})

    clearable: ClassVar[frozenset[str]] = frozenset(
        {"models_total", "models_with_label", "bidders_total", "bidders_with_label", "note"}
    )

    observed_on: Annotated[Day | None, OBSERVED_ON] = None
    source: Annotated[Line | None, SOURCE] = None
    models_total: Annotated[Number | None, MODELS] = None
    models_with_label: Annotated[Number | None, MODELS_WITH] = None
    bidders_total: Annotated[Number | None, BIDDERS] = None
    bidders_with_label: Annotated[Number | None, BIDDERS_WITH] = None
    note: Annotated[Prose | None, NOTE] = None


class MarketObservationQuery(ListQuery):
    """Which observations a list holds."""

    category: ProductCategory | None = Field(None, description="Only observations of this kind of product.")
    scheme: LabelScheme | None = Field(None, description="Only observations of this label.")


class MarketObservationItem(StampedOut):
    """A market observation in a list."""

    category: Annotated[ProductCategory, CATEGORY]
    scheme: Annotated[LabelScheme, SCHEME]
    level: Annotated[str | None, LEVEL]
    observed_on: Annotated[date, OBSERVED_ON]
    source: Annotated[str, SOURCE]
    models_total: Annotated[int | None, MODELS]
    models_with_label: Annotated[int | None, MODELS_WITH]
    bidders_total: Annotated[int | None, BIDDERS]
    bidders_with_label: Annotated[int | None, BIDDERS_WITH]
    note: Annotated[str | None, NOTE]


class MarketWarningOut(BaseModel):
    """What a requirement of this label would do, and why."""

    warning: MarketWarning = Field(description="What it would do.", examples=["may_shut_out_market"])
    measure: Measure = Field(description="What was measured.", examples=["models_share_pct"])
    value: Decimal = Field(description="What it is, with at most one decimal.", examples=["15.0"])
    limit: Decimal = Field(description="The limit that it passed.", examples=["20"])


class MarketObservationOut(MarketObservationItem):
    """A market observation with its shares, and what they warn of."""

    models_share_pct: Decimal | None = Field(
        description="Models with the label in per cent of all; null where there is none to count.",
        examples=["15.0"],
    )
    bidders_share_pct: Decimal | None = Field(
        description="Bidders with the label in per cent of all; null where there is none to count.",
        examples=["25.0"],
    )
    warnings: list[MarketWarningOut] = Field(description="What a requirement of this label would do.")
