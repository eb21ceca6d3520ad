"""Making drafts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.journal import Entry, record
from chassis.rows import stamps
from suppliers.contracts.drafts.rules import COLUMNS
from suppliers.contracts.rules import ContractStatus
from suppliers.tables import Contract


async def draft_contract(
    session: AsyncSession, caller: Caller, values: Mapping[str, Any], *, import_id: UUID
) -> Contract:
    """A draft of the caller with these fields of a contract; what it lacks is null. No supplier sees a draft."""
    columns = {COLUMNS.get(name, name): value for name, value in values.items()}
    row = Contract(**columns, owner_id=caller.org, status=ContractStatus.DRAFT, **stamps(caller))
    session.add(row)
    await session.flush()
    entry = Entry(
        "contract.drafted",
        ("contract", row.id),
        moved=(None, ContractStatus.DRAFT.value),
        audience=[row.owner_id],
        payload={"contract_import_id": import_id},
    )
    await record(session, caller, entry)
    return row
