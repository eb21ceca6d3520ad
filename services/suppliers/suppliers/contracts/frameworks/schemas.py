"""Frameworks of central bodies, as those read them who may order under them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.pages import ListQuery
from chassis.rows import StampedOut
from chassis.text import Line
from suppliers.clauses.schemas import ClauseOut
from suppliers.contracts.criteria.schemas import CriterionOut
from suppliers.contracts.labels.schemas import LabelRequirementOut
from suppliers.contracts.rules import AwardMethod, ContractModel, ContractStatus
from suppliers.contracts.schemas import AWARD_DATE, AWARD_METHOD, BRANDS, CATEGORIES, CPV, MAX_END, MODEL
from suppliers.contracts.values.rules import FrameworkType
from suppliers.contracts.values.schemas import (
    DURATION,
    FRAMEWORK_BUYERS,
    FRAMEWORK_MAXIMUM,
    FRAMEWORK_TYPE,
    RENEWAL_TERMS,
    RENEWALS_MAXIMUM,
    ContractValue,
    Duration,
)
from suppliers.products.rules import ProductCategory


class FrameworkQuery(ListQuery):
    """Which frameworks a list holds."""

    q: Line | None = Field(
        None, description="Only frameworks with this text in reference, title or supplier's name."
    )
    status: ContractStatus | None = Field(None, description="Only frameworks with this status.")
    supplier_id: UUID | None = Field(None, description="Only frameworks with this supplier.")
    category: ProductCategory | None = Field(None, description="Only frameworks with this category of products.")


class FrameworkItem(StampedOut):
    """A framework under which the caller's organisation may order, in a list."""

    central_body_id: UUID = Field(description="The organisation whose framework it is.")
    supplier_id: UUID = Field(description="The market party that is the contractor.")
    supplier_name: str = Field(description="Name of the contractor.", examples=["Meridiaan Systems"])
    reference: str = Field(description="The central body's reference.", examples=["ICT-2026-014"])
    title: str = Field(description="What the framework is about.", examples=["Laptops and monitors"])
    model: Annotated[ContractModel, MODEL]
    brands: Annotated[list[str], BRANDS]
    product_categories: Annotated[list[ProductCategory], CATEGORIES]
    start: date = Field(description="First day of the framework.")
    end: date = Field(description="Last day of the framework, extensions included.")
    status: ContractStatus = Field(description="State today.", examples=["active"])


class FrameworkOut(FrameworkItem):
    """A framework under which the caller's organisation may order, with what an order takes from it.

    Its obligations, deliveries and spend are the central body's.
    """

    cpv: Annotated[list[str], CPV]
    max_end: Annotated[date | None, MAX_END]
    award_date: Annotated[date | None, AWARD_DATE]
    award_method: Annotated[AwardMethod | None, AWARD_METHOD]
    framework_maximum: Annotated[ContractValue | None, FRAMEWORK_MAXIMUM]
    duration: Annotated[Duration | None, DURATION]
    renewals_maximum: Annotated[int | None, RENEWALS_MAXIMUM]
    renewal_terms: Annotated[str | None, RENEWAL_TERMS]
    framework_type: Annotated[FrameworkType | None, FRAMEWORK_TYPE]
    framework_buyers: Annotated[str | None, FRAMEWORK_BUYERS]
    clauses: list[ClauseOut] = Field(description="Clauses of the framework; a call-off gets them.")
    criteria: list[CriterionOut] = Field(description="Criteria of the framework; a call-off gets them.")
    label_requirements: list[LabelRequirementOut] = Field(
        description="Labels that the framework asks for; a call-off gets these requirements."
    )
