"""States that depend on the date, as SQL expressions.

The functions are in the migrations. Each has a twin in a feature's `rules`, and a test compares the two.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import col

from chassis.listing import Clause
from chassis.sql_time import TODAY
from suppliers.contracts.rules import RUNNING
from suppliers.imports.rules import ImportStatus
from suppliers.tables.contracts import Contract
from suppliers.tables.imports import DisclosureImport
from suppliers.tables.parties import ContactPoint


def contract_status(day: date | ColumnElement[date] = TODAY) -> ColumnElement[Any]:
    """The state of a contract on a day (twin: `contracts.rules.contract_state`)."""
    return func.contract_state(
        col(Contract.status), col(Contract.starts_on), col(Contract.ends_on), col(Contract.terminated_on), day
    )


def contract_runs(day: date | ColumnElement[date] = TODAY) -> Clause:
    """Whether a contract is active or extended on a day."""
    return contract_status(day).in_(sorted(RUNNING))


CONTACT_POINT_STATUS: ColumnElement[Any] = func.contact_point_state(
    col(ContactPoint.status), col(ContactPoint.active_to), TODAY
)
"""The state of a contact point today (twin: `contacts.rules.contact_point_state`)."""

IMPORT_IS_RUNNING: Clause = col(DisclosureImport.status) == ImportStatus.PROCESSING
"""Whether rows of a list are still being read."""
