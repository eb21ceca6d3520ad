"""The sheet of deliveries: by contract, product and first day."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from suppliers.data_imports.outcomes.rows import Candidate
from suppliers.data_imports.records import queries
from suppliers.data_imports.records.kinds import Kind, Values, checked, picked
from suppliers.data_imports.records.references import Context
from suppliers.deliveries import actions
from suppliers.deliveries.schemas import DeliveryIn, DeliveryPatch
from suppliers.tables import Delivery

FIELDS = ("delivered_from", "delivered_to", "units")


async def by_id(context: Context, delivery_id: UUID) -> Delivery | None:
    row = await context.session.get(Delivery, delivery_id)
    return row if row and row.owner_id == context.caller.org else None


async def find(context: Context, values: Values) -> Sequence[Delivery]:
    if not {"contract", "product", "delivered_from"} <= values.keys():
        return []
    return await queries.deliveries_on(
        context.session,
        context.caller,
        contract_id=values["contract"],
        product_id=values["product"],
        day=date.fromisoformat(values["delivered_from"]),
    )


def label(row: Delivery) -> Candidate:
    return Candidate(row.id, f"{row.units} on {row.delivered_from}")


async def shown(_: Context, row: Delivery) -> dict[str, Any]:
    return {
        "contract": row.contract_id,
        "product": row.product_id,
        "delivered_from": row.delivered_from.isoformat(),
        "delivered_to": row.delivered_to.isoformat() if row.delivered_to else None,
        "units": row.units,
        "id": row.id,
    }


async def create(context: Context, values: Values, _: bool) -> Delivery:
    body = checked(DeliveryIn, {**picked(values, FIELDS), "product_id": values["product"]})
    return await actions.record_delivery(context.session, context.caller, values["contract"], body)


async def amend(context: Context, row: Delivery, changes: Values, _: bool) -> None:
    body = checked(DeliveryPatch, picked(changes, FIELDS))
    ids = row.contract_id, row.id
    await actions.amend_delivery(context.session, context.caller, ids, body, expected=row.version)


DELIVERIES = Kind(
    sheet="deliveries",
    by_id=by_id,
    find=find,
    shown=shown,
    create=create,
    amend=amend,
    label=label,
    fixed=frozenset({"contract", "product"}),
    columns={"contract_id": "contract", "product_id": "product"},
)
