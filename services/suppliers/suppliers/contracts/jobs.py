"""Events of contracts that a date brings: a contract expires, or its clause contact post becomes vacant."""

from datetime import timedelta

from sqlalchemy import exists
from sqlmodel import col

from chassis.expiries import Expiry
from chassis.sql_time import day_of
from suppliers.clauses.rules import ObligationType
from suppliers.contacts.rules import replace_by
from suppliers.contracts.rules import ContractStatus
from suppliers.links.queries import both_sides
from suppliers.tables import Contract, Obligation
from suppliers.tables.states import POST_IS_VACANT, VACATED_BY_DATE, VACATED_ON

S = ContractStatus
_registered_on = day_of(col(Contract.created_at))
_requires_contact = exists().where(
    col(Obligation.contract_id) == col(Contract.id), col(Obligation.type) == ObligationType.CONTACT
)

EXPIRIES = (
    Expiry(
        verb="contract.expired",
        subject="contract",
        model=Contract,
        day=col(Contract.ends_on) + 1,
        where=(col(Contract.status).in_((S.AWARDED, S.EXTENDED)), col(Contract.ends_on) >= _registered_on),
        audience=both_sides,
        moved=lambda row: (S.EXTENDED if row.status is S.EXTENDED else S.ACTIVE, S.EXPIRED),
        payload=lambda row, _: {"supplier_id": row.supplier_id},
    ),
    Expiry(
        verb="contact_vacancy.opened",
        subject="contract",
        model=Contract,
        day=VACATED_ON + 1,
        where=(POST_IS_VACANT, VACATED_BY_DATE, _requires_contact, _registered_on <= VACATED_ON),
        audience=both_sides,
        payload=lambda row, on: {"replace_by": replace_by(on - timedelta(days=1), row.contact_replacement_days)},
    ),
)
