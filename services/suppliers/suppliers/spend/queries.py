"""Reading spend."""

from datetime import date
from uuid import UUID

from sqlalchemy import Text, cast, func, literal_column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from suppliers import visibility
from suppliers.spend.history import queries as history
from suppliers.spend.history.rules import Selection
from suppliers.spend.rules import SpendNotFound, Totals, totals
from suppliers.spend.schemas import SpendQuery
from suppliers.tables import ContractSpend

MONEY = func.jsonb_build_object(
    literal_column("'amount'"),
    cast(col(ContractSpend.amount), Text),
    literal_column("'currency'"),
    col(ContractSpend.currency),
    literal_column("'vat_included'"),
    col(ContractSpend.vat_included),
    type_=JSONB,
)

SPEND = Listing(
    name="spend",
    columns=(
        col(ContractSpend.id),
        col(ContractSpend.version),
        col(ContractSpend.created_at),
        col(ContractSpend.updated_at),
        col(ContractSpend.contract_id),
        col(ContractSpend.period_start),
        col(ContractSpend.period_end),
        col(ContractSpend.kind),
        MONEY.label("money"),
        col(ContractSpend.complete),
    ),
    key=col(ContractSpend.id),
    visible=visibility.SPEND,
    query=SpendQuery,
    filters={"kind": equals(col(ContractSpend.kind))},
    within={"contract_id": equals(col(ContractSpend.contract_id))},
)


async def spend(session: AsyncSession, caller: Caller, contract_id: UUID, spend_id: UUID) -> ContractSpend:
    """A record of spend, locked; raises SpendNotFound."""
    row = await find(
        session, ContractSpend, spend_id, caller, visible=visibility.SPEND, lock=True, missing=SpendNotFound
    )
    if row.contract_id != contract_id:
        raise SpendNotFound
    return row


async def totals_of(session: AsyncSession, caller: Caller, contract_id: UUID, as_of: date) -> Totals:
    """A contract's spend as it was known on a day, added up where amounts are comparable."""
    contracts = await history.known_contracts(session, caller, as_of, Selection(contract_id=contract_id))
    rows = await history.known_spend(session, caller, as_of, contracts)
    rows.sort(key=lambda row: (row.kind, row.currency))
    return totals(((row.kind, row.currency, row.vat_included), row.amount, row.is_complete) for row in rows)
