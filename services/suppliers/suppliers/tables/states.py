"""States that depend on the date, as SQL expressions.

The functions are in the migrations. Each has a twin in a feature's `rules`, and a test compares the two.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select
from sqlmodel import col

from chassis.listing import Clause
from chassis.sql_time import TODAY
from suppliers.contacts.rules import ContactStatus, Purpose
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

_clause_contact = and_(
    col(ContactPoint.owner_id) == col(Contract.owner_id),
    col(ContactPoint.supplier_id) == col(Contract.supplier_id),
    col(ContactPoint.purpose) == Purpose.CLAUSE_CONTACT,
    col(ContactPoint.active_from) <= TODAY,
)
_accepted = and_(_clause_contact, col(ContactPoint.status) == ContactStatus.ACCEPTED)

VACATED_ON: ScalarSelect[Any] = (
    select(func.max(col(ContactPoint.active_to)))
    .where(_clause_contact, col(ContactPoint.status).in_((ContactStatus.ACCEPTED, ContactStatus.ENDED)))
    .correlate(Contract)
    .scalar_subquery()
)
"""The last day of the last clause contact of a contract (twin, where the post is vacant: `Post.vacated_on`)."""

POST_IS_VACANT: Clause = and_(
    contract_runs(),
    ~exists()
    .where(_accepted, or_(col(ContactPoint.active_to).is_(None), col(ContactPoint.active_to) >= TODAY))
    .correlate(Contract),
)
"""Whether a contract runs without a clause contact (twin: `contracts.rules.vacancy_in`)."""

VACATED_BY_DATE: Clause = exists().where(_accepted, col(ContactPoint.active_to) == VACATED_ON).correlate(Contract)
"""Whether the last clause contact left on the day that was agreed, and was not ended before."""

IMPORT_IS_RUNNING: Clause = col(DisclosureImport.status) == ImportStatus.PROCESSING
"""Whether rows of a list are still being read."""
