"""States that depend on the date, as SQL expressions.

The functions are in the migrations. Each has a twin in a feature's `rules`, and a test compares the two.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, ScalarSelect, Text, and_, case, cast, exists, func, literal, or_, select
from sqlmodel import col

from chassis.listing import Clause
from chassis.sql_time import TODAY, day_of
from suppliers.contacts.rules import ContactStatus, Purpose
from suppliers.contracts.rules import RUNNING
from suppliers.imports.rules import ImportStatus
from suppliers.obligations.states.rules import Terms, Turn
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


CONTACT_POINT_STATUS: ColumnElement[Any] = case(
    (col(ContactPoint.anonymised_on).is_not(None), literal(ContactStatus.ANONYMISED.value)),
    else_=func.contact_point_state(col(ContactPoint.status), col(ContactPoint.active_to), TODAY),
)
"""The state of a contact point today (twin: `ContactPoint.status_on`)."""

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


def clause_contact_posts(visible: Clause) -> CTE:
    """The posts of clause contact that somebody holds or held, by buyer and supplier (twin: `post_on`).

    `visible` says which contact points are looked at.
    """
    pair = (col(ContactPoint.owner_id), col(ContactPoint.supplier_id))
    last_day = col(ContactPoint.active_to)
    is_there = or_(last_day.is_(None), last_day >= TODAY)
    holds = and_(col(ContactPoint.status) == ContactStatus.ACCEPTED, is_there)
    return (
        select(*pair, func.bool_or(holds).label("is_held"), func.max(last_day).label("vacated_on"))
        .where(
            visible,
            col(ContactPoint.purpose) == Purpose.CLAUSE_CONTACT,
            col(ContactPoint.status).in_((ContactStatus.ACCEPTED, ContactStatus.ENDED)),
            col(ContactPoint.active_from) <= TODAY,
        )
        .group_by(*pair)
        .cte("posts")
        .prefix_with("materialized")
    )


IMPORT_IS_RUNNING: Clause = col(DisclosureImport.status) == ImportStatus.PROCESSING
"""Whether rows of a list are still being read."""


def applies(turn: Turn, stored: Any, terms: Terms) -> Clause:
    """Whether a turn of obligations has come for one that is stored in a state."""
    is_of_it = stored.in_(sorted(turn.origins))
    if turn.first_day is None:
        return and_(is_of_it)
    return and_(is_of_it, turn.first_day(terms, lambda days: days) <= TODAY)


def turned(turns: Iterable[Turn], stored: Any, terms: Terms) -> ColumnElement[Any]:
    """The state of an obligation today (twins: `obligation_state` and `vacant_state`, by the same turns)."""
    cases = ((applies(turn, stored, terms), literal(turn.to.value)) for turn in turns)
    return case(*cases, else_=cast(stored, Text))


def is_late(terms: Terms, submitted_on: Any) -> Clause:
    """Whether an obligation was submitted after its days of grace (twin: `obligations.states.rules.flags`)."""
    missed_on = terms.due_at + terms.grace_days + 1
    return and_(submitted_on >= missed_on, day_of(col(Contract.created_at)) <= missed_on)
