"""The suppliers feed: the names by which dialogues call suppliers and contracts stay those they have there."""

from collections.abc import Mapping

from pydantic import BaseModel
from sqlalchemy import text
from sqlmodel import col, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.feed import Event
from chassis.followers import Handler
from dialogue.tables import Dialogue

RENAME_CONTRACT = text("""
update dialogues set contracts = (
  select jsonb_agg(
    case when cast(contract ->> 'id' as uuid) = :id
    then contract || jsonb_build_object('reference', cast(:reference as text), 'title', cast(:title as text))
    else contract end order by place)
  from jsonb_array_elements(contracts) with ordinality as named (contract, place))
where contract_ids @> array[cast(:id as uuid)]""")


class SupplierSaid(BaseModel):
    name: str


class ContractSaid(BaseModel):
    reference: str
    title: str


async def on_supplier_amended(session: AsyncSession, event: Event) -> None:
    said = SupplierSaid.model_validate(event.payload)
    statement = update(Dialogue).where(col(Dialogue.supplier_id) == event.subject_id)
    await session.exec(statement.values(supplier_name=said.name))


async def on_contract_amended(session: AsyncSession, event: Event) -> None:
    said = ContractSaid.model_validate(event.payload)
    connection = await session.connection()
    await connection.execute(RENAME_CONTRACT, {"id": event.subject_id, **said.model_dump()})


HANDLERS: Mapping[str, Handler] = {
    "supplier.amended": on_supplier_amended,
    "contract.amended": on_contract_amended,
}
