"""The suppliers feed: keeps the names of suppliers and contracts in dialogues the same as in that service."""

from collections.abc import Mapping

from pydantic import BaseModel
from sqlalchemy import text
from sqlmodel import col, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import machine
from chassis.feed import Event
from chassis.followers import Handler
from chassis.journal import Entry, record
from dialogue.organisations.queries import platforms
from dialogue.tables import Dialogue

RENAME_CONTRACT = text("""
update dialogues set contracts = (
  select jsonb_agg(
    case when cast(contract ->> 'id' as uuid) = :id
    then contract || jsonb_build_object('reference', cast(:reference as text), 'title', cast(:title as text))
    else contract end order by place)
  from jsonb_array_elements(contracts) with ordinality as named (contract, place))
where contract_ids @> array[cast(:id as uuid)]""")


class SupplierEvent(BaseModel):
    """Payload of `supplier.amended`, as far as it is used here.

    `is_renamed`: the platform confirmed the supplier as somebody else, and has to confirm it again.
    """

    name: str
    is_renamed: bool = False


class ContractEvent(BaseModel):
    """Payload of `contract.amended`, as far as it is used here; a draft may lack both, and no dialogue names it."""

    reference: str | None
    title: str | None


async def on_supplier_amended(session: AsyncSession, event: Event) -> None:
    supplier = SupplierEvent.model_validate(event.payload)
    dialogues = update(Dialogue).where(col(Dialogue.supplier_id) == event.subject_id)
    await session.exec(dialogues.values(supplier_name=supplier.name))
    if supplier.is_renamed:
        entry = Entry("supplier.renamed", ("supplier", event.subject_id), audience=await platforms(session))
        await record(session, machine("dialogue", person=event.actor, org=event.actor_org), entry)


async def on_contract_amended(session: AsyncSession, event: Event) -> None:
    contract = ContractEvent.model_validate(event.payload)
    if contract.reference is None or contract.title is None:
        return
    connection = await session.connection()
    await connection.execute(RENAME_CONTRACT, {"id": event.subject_id, **contract.model_dump()})


HANDLERS: Mapping[str, Handler] = {
    "supplier.amended": on_supplier_amended,
    "contract.amended": on_contract_amended,
}
