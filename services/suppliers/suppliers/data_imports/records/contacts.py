"""The sheet of contact persons: by supplier, purpose, e-mail address and name."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.clock import today
from suppliers.contacts import actions
from suppliers.contacts import queries as contact_queries
from suppliers.contacts.rules import ContactNotFound
from suppliers.contacts.schemas import ContactPointIn, ContactPointPatch
from suppliers.data_imports.outcomes.rows import Candidate, question
from suppliers.data_imports.records import queries
from suppliers.data_imports.records.kinds import Kind, Values, checked, picked, same_set
from suppliers.data_imports.records.references import Context, folded
from suppliers.data_imports.values.texts import email_address
from suppliers.tables import ContactPoint

PATCHED = ("person_name", "function_title", "function_area", "email", "phone", "languages", "declared_not_sales")
FIELDS = (*PATCHED, "purpose", "active_from", "active_to")


async def by_id(context: Context, contact_id: UUID) -> ContactPoint | None:
    try:
        return await contact_queries.contact(context.session, context.caller, contact_id)
    except ContactNotFound:
        return None


async def find(context: Context, values: Values) -> Sequence[ContactPoint]:
    if "supplier" not in values or "email" not in values:
        return []
    known = await queries.contacts_with(
        context.session, context.caller, values["supplier"], email=values["email"], day=today()
    )
    known = [row for row in known if values.get("purpose") in (None, row.purpose)]
    named = [row for row in known if folded(row.person_name) == folded(values.get("person_name", row.person_name))]
    if known and not named:
        detail = "A contact with this e-mail address has another name. Say whether it is the same person."
        raise question("person_name", "other_name", detail, candidates=list(map(label, known)))
    return named


def label(row: ContactPoint) -> Candidate:
    return Candidate(row.id, f"{row.person_name}, {row.function_title}")


async def shown(_: Context, row: ContactPoint) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in FIELDS}
    for name in ("active_from", "active_to"):
        values[name] = day.isoformat() if (day := values[name]) else None
    return {**values, "supplier": row.supplier_id, "is_primary": row.is_primary, "id": row.id}


async def create(context: Context, values: Values, _: bool) -> ContactPoint:
    body = checked(ContactPointIn, {**picked(values, FIELDS), "supplier_id": values["supplier"]})
    row = await actions.add_contact(context.session, context.caller, body)
    if values.get("is_primary") and not row.is_primary:
        await amend(context, row, {"is_primary": True}, False)
    return row


async def amend(context: Context, row: ContactPoint, changes: Values, _: bool) -> None:
    body = checked(ContactPointPatch, picked(changes, (*PATCHED, "active_to", "is_primary")))
    await actions.amend_contact(context.session, context.caller, row.id, body, expected=row.version)


def _is_primary(given: bool, current: bool) -> bool:
    """Another contact becomes the first one where its own row says so."""
    return given is current or not given


CONTACTS = Kind(
    sheet="contacts",
    by_id=by_id,
    find=find,
    shown=shown,
    create=create,
    amend=amend,
    label=label,
    fixed=frozenset({"supplier", "purpose", "active_from"}),
    columns={"supplier_id": "supplier"},
    same={
        "languages": same_set,
        "is_primary": _is_primary,
        "email": lambda given, current: given.lower() == email_address(current).lower(),
    },
)
