"""The sheet of suppliers: by platform id, own number, identifier or name."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.journal import Entry, record
from chassis.rows import stamps, touch
from suppliers.data_imports.outcomes.rows import question
from suppliers.data_imports.records import queries
from suppliers.data_imports.records.kinds import Kind, Values, checked, contains, picked, same_set
from suppliers.data_imports.records.references import (
    IDENTIFIERS,
    Context,
    label_of_supplier,
    similar_suppliers,
    spelled_so,
)
from suppliers.data_imports.rules import OwnNumberUsed
from suppliers.matching.normalisation.names import spelled
from suppliers.suppliers import actions
from suppliers.suppliers import queries as supplier_queries
from suppliers.suppliers.rules import Scheme, SupplierNotFound
from suppliers.suppliers.schemas import SupplierIn, SupplierPatch
from suppliers.tables import Supplier, SupplierNumber

FIELDS = ("name", "legal_name", "country", "kinds", "website")
SCHEMES = dict(zip(IDENTIFIERS, ("BE-KBO", "VAT", "LEI", "DUNS", "OS-ID", "RBA"), strict=True))


async def by_id(context: Context, supplier_id: UUID) -> Supplier | None:
    try:
        return await supplier_queries.supplier(context.session, context.caller, supplier_id)
    except SupplierNotFound:
        return None


async def find(context: Context, values: Values) -> Sequence[Supplier]:
    session, caller = context.session, context.caller
    ids = await supplier_queries.owners_of(session, identifiers(values))
    ids = await supplier_queries.known(session, caller, ids)
    if number := values.get("own_number"):
        ids |= {found} if (found := await queries.numbered(session, caller, number)) else set()
    sure = await queries.suppliers_by_id(session, ids)
    if len(sure) > 1:
        detail = "The numbers of this row belong to different suppliers."
        raise question("", "several_records", detail, candidates=list(map(label_of_supplier, sure)))
    return sure or await _by_name(context, values)


async def _by_name(context: Context, values: Values) -> Sequence[Supplier]:
    name, country = values.get("name", ""), values.get("country")
    named = [
        row
        for row in await queries.suppliers_named(context.session, context.caller, name)
        if country in (None, row.country)
    ]
    alike = [] if named else await similar_suppliers(context, name)
    alike = [row for row in alike if country in (None, row.country)]
    named = named or spelled_so(alike, name)
    for row in named:
        if contradicts(row, values):
            detail = "A supplier of this name has another number. Say whether it is the same one."
            raise question("name", "other_identifier", detail, candidates=[label_of_supplier(row)], value=name)
    if alike and not named:
        detail = "A supplier with nearly the same name is on the platform. Say whether it is the same one."
        candidates = list(map(label_of_supplier, alike))
        raise question("name", "similar_supplier", detail, candidates=candidates, value=name)
    return named


def contradicts(row: Supplier, values: Values) -> bool:
    """Whether the supplier has another number in a register than the row says."""
    known = {item["scheme"]: item["value"] for item in row.identifiers}
    given = [(item["scheme"], item["value"]) for item in identifiers(values)]
    same = {(item["scheme"], item["value"]) for item in row.identifiers}
    return any(scheme in known and (scheme, value) not in same for scheme, value in given)


def identifiers(values: Values) -> list[dict[str, Any]]:
    return [{"scheme": scheme, "value": value} for key, scheme in SCHEMES.items() for value in values.get(key, ())]


async def shown(context: Context, row: Supplier) -> dict[str, Any]:
    number = await queries.number_of(context.session, context.caller, row.id)
    values = {name: getattr(row, name) for name in FIELDS}
    for key, scheme in SCHEMES.items():
        values[key] = [item["value"] for item in row.identifiers if item["scheme"] == scheme]
    return {**values, "own_number": number.number if number else None, "id": row.id}


async def create(context: Context, values: Values, as_new: bool) -> Supplier:
    facts = {**picked(values, FIELDS), "identifiers": identifiers(values)}
    body = checked(SupplierIn, facts)
    row = await actions.register_supplier(context.session, context.caller, body, allow_duplicate=as_new)
    await context.session.flush()
    await _number(context, row, values.get("own_number"))
    return row


async def amend(context: Context, row: Supplier, changes: Values, as_new: bool) -> None:
    facts = picked(changes, FIELDS)
    if added := identifiers(changes):
        facts["identifiers"] = [*row.identifiers, *(item for item in added if item not in row.identifiers)]
    if facts:
        body = checked(SupplierPatch, facts)
        await actions.amend_supplier(
            context.session, context.caller, row.id, body, expected=row.version, allow_duplicate=as_new
        )
    await _number(context, row, changes.get("own_number"))


async def _number(context: Context, row: Supplier, number: str | None) -> None:
    """Keep the buyer's own number of a supplier, for its later workbooks."""
    session, caller = context.session, context.caller
    if not number:
        return
    used_by = await queries.numbered(session, caller, number)
    if used_by not in (None, row.id):
        raise OwnNumberUsed(pointer="/own_number")
    known = await queries.number_of(session, caller, row.id)
    if known is None:
        session.add(SupplierNumber(owner_id=caller.org, supplier_id=row.id, number=number, **stamps(caller)))
    else:
        touch(known, caller, number=number)
    await session.flush()
    await record(session, caller, Entry("supplier.numbered", ("supplier", row.id), audience=[caller.org]))


SUPPLIERS = Kind(
    sheet="suppliers",
    by_id=by_id,
    find=find,
    shown=shown,
    create=create,
    amend=amend,
    label=label_of_supplier,
    same={"kinds": same_set, "name": lambda a, b: spelled(a) == spelled(b), **dict.fromkeys(IDENTIFIERS, contains)},
)
assert set(SCHEMES.values()) == set(Scheme)  # noqa: S101  # every register has a column
