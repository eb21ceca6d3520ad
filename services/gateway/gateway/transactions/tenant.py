"""Changes the tenant of a running transaction, for work that concerns two organisations."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession


async def switch_tenant(session: AsyncSession, organisation: UUID) -> None:
    """From here on, row-level security shows this transaction the rows of that organisation and of no other."""
    connection = await session.connection()
    await connection.execute(
        text("select set_config('app.org', :organisation, true)"), {"organisation": str(organisation)}
    )
