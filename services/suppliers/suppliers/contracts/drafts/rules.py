"""Drafts: contracts of which something is not known yet, as a notice leaves it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from chassis.problems import Conflict, Fault, Invalid


class DraftField(StrEnum):
    """A field that a draft may lack and every other contract has."""

    SUPPLIER_ID = "supplier_id"
    REFERENCE = "reference"
    TITLE = "title"
    KIND = "kind"
    MODEL = "model"
    PRODUCT_CATEGORIES = "product_categories"
    START = "start"
    END = "end"


COLUMNS: Mapping[str, str] = {"start": "starts_on", "end": "ends_on"}
"""Columns with another name than their field."""


class ContractIncomplete(Invalid):
    """A draft becomes a contract when it is complete; `errors` names each field that is missing.

    Add them with `PATCH`, and repeat the transition.
    """

    title = "The draft is not complete"


class ContractIsDraft(Conflict):
    """This contract is a draft without its days or its supplier. Complete it, and move it out of `draft` first."""

    title = "The contract is a draft"


class SupplierIsSet(Conflict):
    """Only a draft can get another supplier. Terminate this contract, and register one with the other supplier."""

    title = "The contract has its supplier"


def missing_in(contract: Mapping[str, Any]) -> list[DraftField]:
    """What a contract lacks, by the values of its columns."""
    return [field for field in DraftField if not contract[COLUMNS.get(field, field.value)]]


def check_complete(contract: Mapping[str, Any]) -> None:
    """Raises ContractIncomplete, pointing at every missing field."""
    if missing := missing_in(contract):
        detail = f"The draft lacks {', '.join(missing)}."
        faults = [
            Fault(f"/{field}", ContractIncomplete.code(), f"The draft has no {field} yet.") for field in missing
        ]
        raise ContractIncomplete(detail, errors=faults)
