"""Events of obligations that a date brings: due soon, due, overdue, or due again because a post is vacant."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, not_, select
from sqlmodel import col
from sqlmodel import select as select_model
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.expiries import Expiry
from chassis.sql_time import day_of
from suppliers.clauses.rules import ObligationType
from suppliers.links.queries import both_sides
from suppliers.obligations.rules import SOON_DAYS, UNANSWERED, ObligationStatus
from suppliers.tables import Contract, Obligation
from suppliers.tables.states import POST_IS_VACANT, VACATED_BY_DATE, VACATED_ON

S = ObligationStatus
_registered = day_of(col(Obligation.created_at))


def _of_contract(expression: Any) -> Any:
    """An expression over the contract of an obligation."""
    statement = select(expression).where(col(Contract.id) == col(Obligation.contract_id))
    return statement.correlate(Obligation).scalar_subquery()


_is_vacant = and_(col(Obligation.type) == ObligationType.CONTACT, _of_contract(POST_IS_VACANT))
_is_unanswered = and_(col(Obligation.status).in_(sorted(UNANSWERED)), not_(_is_vacant))
_last_day_of_vacancy = func.coalesce(
    _of_contract(func.working_days_after(VACATED_ON, col(Contract.contact_replacement_days))),
    col(Obligation.due_at),
)


async def _audience(session: AsyncSession, row: Obligation) -> Sequence[UUID]:
    contract = select_model(Contract).where(col(Contract.id) == row.contract_id)
    return await both_sides(session, (await session.exec(contract)).one())


def _payload(row: Obligation, _: date) -> Mapping[str, Any]:
    return {"contract_id": row.contract_id, "type": row.type, "instance": row.instance, "due_at": row.due_at}


def _expiry(verb: str, day: Any, *where: Any, **more: Any) -> Expiry:
    return Expiry(
        verb=verb,
        subject="obligation",
        model=Obligation,
        day=day,
        known_from=_registered,
        where=where,
        audience=_audience,
        payload=_payload,
        **more,
    )


EXPIRIES = (
    _expiry(
        "obligation.due_soon",
        col(Obligation.due_at) - SOON_DAYS,
        _is_unanswered,
        col(Obligation.due_at) >= _registered,
    ),
    _expiry(
        "obligation.became_due",
        col(Obligation.due_at) - col(Obligation.notice_days),
        col(Obligation.status) == S.SCHEDULED,
        moved=lambda row: (row.status, S.DUE),
    ),
    _expiry(
        "obligation.became_due",
        _of_contract(VACATED_ON + 1),
        col(Obligation.status) == S.FULFILLED,
        _is_vacant,
        _of_contract(VACATED_BY_DATE),
        moved=lambda row: (row.status, S.DUE),
    ),
    _expiry(
        "obligation.became_overdue",
        col(Obligation.due_at) + col(Obligation.grace_days) + 1,
        _is_unanswered,
        moved=lambda row: (S.DUE if row.status is S.SCHEDULED else row.status, S.OVERDUE),
    ),
    _expiry(
        "obligation.became_overdue",
        _last_day_of_vacancy + col(Obligation.grace_days) + 1,
        col(Obligation.status).in_((S.SCHEDULED, S.FULFILLED)),
        _is_vacant,
        moved=lambda _: (S.DUE, S.OVERDUE),
    ),
)
