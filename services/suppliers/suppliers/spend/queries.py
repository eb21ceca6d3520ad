"""Reading spend."""

from uuid import UUID

from sqlalchemy import Text, cast, func, literal_column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from suppliers import visibility
from suppliers.spend.rules import SpendNotFound, totals
from suppliers.spend.schemas import Money, SpendOut, SpendTotal
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
    filters={"contract_id": equals(col(ContractSpend.contract_id)), "kind": equals(col(ContractSpend.kind))},
)


async def spend(session: AsyncSession, caller: Caller, contract_id: UUID, spend_id: UUID) -> ContractSpend:
    """One record, locked; raises SpendNotFound."""
    row = await find(session, ContractSpend, spend_id, caller, visibility.SPEND, lock=True, missing=SpendNotFound)
    if row.contract_id != contract_id:
        raise SpendNotFound
    return row


def shown(row: ContractSpend) -> SpendOut:
    return SpendOut.model_validate(row.model_dump() | {"money": row.model_dump(include=set(Money.model_fields))})


async def totals_of(session: AsyncSession, contract_id: UUID) -> list[SpendTotal]:
    """A contract's spend added up, as far as it may be."""
    statement = select(ContractSpend).where(col(ContractSpend.contract_id) == contract_id)
    rows = (await session.exec(statement.order_by(col(ContractSpend.kind), col(ContractSpend.currency)))).all()
    sums = totals(((row.kind, row.currency, row.vat_included), row.amount, row.complete) for row in rows)
    return [
        SpendTotal(
            kind=kind,
            money=Money(amount=amount, currency=currency, vat_included=vat_included),
            incomplete=left_out,
        )
        for (kind, currency, vat_included), (amount, left_out) in sums.items()
    ]
