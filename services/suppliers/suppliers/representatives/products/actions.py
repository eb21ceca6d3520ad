"""Which products and label claims of a supplier's organisation are in the register: if the platform confirms it."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

# A number that the register has already stays with the record that is there.
LIST = text("""
update products p set is_listed = true
where registered_by = :org and not is_listed
  and not exists (
    select from products q where q.is_listed
      and (q.brand_key, q.number_key, q.condition) = (p.brand_key, p.number_key, p.condition))
""")
UNLIST = text("""
update products p set is_listed = false
where registered_by = :org and is_listed
  and not exists (select from deliveries where product_id = p.id)
  and not exists (select from disclosures d where d.product_id = p.id and d.owner_id <> :org)
  and not exists (select from products used where used.original_product_id = p.id and used.registered_by <> :org)
""")
LIST_CLAIMS = text(
    "update label_claims set is_listed = :is_listed where claimed_by = :org and is_listed <> :is_listed"
)


async def list_of(session: AsyncSession, org_id: UUID) -> None:
    """What the organisation registered enters the register."""
    connection = await session.connection()
    await connection.execute(LIST, {"org": org_id})
    await connection.execute(LIST_CLAIMS, {"org": org_id, "is_listed": True})


async def unlist_of(session: AsyncSession, org_id: UUID) -> None:
    """What it registered leaves the register, unless others bought it, made a list about it or sell it used."""
    connection = await session.connection()
    await connection.execute(UNLIST, {"org": org_id})
    await connection.execute(LIST_CLAIMS, {"org": org_id, "is_listed": False})
