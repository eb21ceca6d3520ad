"""The sheet of spend: by contract, kind of amount and period."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from suppliers.data_imports.outcomes.rows import Candidate
from suppliers.data_imports.records import queries
from suppliers.data_imports.records.kinds import Kind, Values, checked, picked
from suppliers.data_imports.records.references import Context
from suppliers.spend import actions
from suppliers.spend.rules import SpendKind
from suppliers.spend.schemas import SpendIn, SpendPatch
from suppliers.tables import ContractSpend

MONEY = ("amount", "currency", "vat_included")
PATCHED = ("period_start", "period_end", "complete")


async def by_id(context: Context, spend_id: UUID) -> ContractSpend | None:
    row = await context.session.get(ContractSpend, spend_id)
    return row if row and row.owner_id == context.caller.org else None


async def find(context: Context, values: Values) -> Sequence[ContractSpend]:
    if not {"contract", "period_start", "period_end"} <= values.keys():
        return []
    return await queries.spend_in(
        context.session,
        context.caller,
        contract_id=values["contract"],
        kind=values.get("kind", SpendKind.ACTUAL.value),
        period=(date.fromisoformat(values["period_start"]), date.fromisoformat(values["period_end"])),
    )


def label(row: ContractSpend) -> Candidate:
    return Candidate(row.id, f"{row.period_start} to {row.period_end}: {row.amount} {row.currency}")


async def shown(_: Context, row: ContractSpend) -> dict[str, Any]:
    return {
        "contract": row.contract_id,
        "period_start": row.period_start.isoformat(),
        "period_end": row.period_end.isoformat(),
        "kind": row.kind.value,
        "amount": str(row.amount),
        "currency": row.currency,
        "vat_included": row.vat_included,
        "complete": row.complete,
        "id": row.id,
    }


async def create(context: Context, values: Values, _: bool) -> ContractSpend:
    facts = {**picked(values, (*PATCHED, "kind")), "money": picked(values, MONEY)}
    body = checked(SpendIn, facts)
    return await actions.record_spend(context.session, context.caller, values["contract"], body)


async def amend(context: Context, row: ContractSpend, changes: Values, _: bool) -> None:
    facts = picked(changes, PATCHED)
    if not changes.keys().isdisjoint(MONEY):
        facts["money"] = {**picked(await shown(context, row), MONEY), **picked(changes, MONEY)}
    body = checked(SpendPatch, facts)
    ids = row.contract_id, row.id
    await actions.amend_spend(context.session, context.caller, ids, body, expected=row.version)


SPEND = Kind(
    sheet="spend",
    by_id=by_id,
    find=find,
    shown=shown,
    create=create,
    amend=amend,
    label=label,
    fixed=frozenset({"contract", "kind"}),
    columns={"contract_id": "contract"},
    same={"amount": lambda given, current: Decimal(given) == Decimal(current)},
)
