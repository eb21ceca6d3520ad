"""Who else reads a row, and who takes part in a dossier: the database functions that only an owner may call.

The app role cannot write `grants` and `parties`. These functions do it, after asking whose the row is; each raises
a DBAPIError (insufficient_privilege) where it is not the caller's. The worker role writes the tables itself.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

TABLE = "cast(cast(:table as text) as regclass)"
GRANT = text(
    f"select grant_row({TABLE}, target, reader, cast(:until as date))"  # noqa: S608
    " from unnest(cast(:rows as uuid[])) as target, unnest(cast(:readers as uuid[])) as reader"
)
REVOKE = text(f"select revoke_row({TABLE}, cast(:row as uuid))")
REVOKE_READER = text("delete from grants where org_id = cast(:org as uuid)")
RESERVE = text(f"select reserve_row({TABLE}, target) from unnest(cast(:rows as uuid[])) as target")  # noqa: S608
OPEN = text("select open_dossier(cast(:dossier as uuid), cast(:orgs as uuid[]))")
ADMIT = text("select seat_participant(cast(:dossier as uuid), cast(:org as uuid), cast(:until as date))")


async def grant_read(
    session: AsyncSession,
    table: type[SQLModel],
    rows: Iterable[UUID],
    readers: Iterable[UUID],
    *,
    until: date | None = None,
) -> None:
    """Let organisations read rows of the caller's, to the end of the day `until` or for good."""
    await session.flush()
    values = {"table": table.__tablename__, "rows": list(rows), "readers": list(readers), "until": until}
    await (await session.connection()).execute(GRANT, values)


async def revoke_reads(session: AsyncSession, table: type[SQLModel], row_id: UUID) -> None:
    """End all grants of the row; from now on only its owner reads it."""
    await session.flush()
    await (await session.connection()).execute(REVOKE, {"table": table.__tablename__, "row": row_id})


async def revoke_reader(session: AsyncSession, org_id: UUID) -> None:
    """From now on the organisation reads no row by a grant; only a worker may write `grants`."""
    await session.flush()
    await (await session.connection()).execute(REVOKE_READER, {"org": org_id})


async def reserve_rows(session: AsyncSession, table: type[SQLModel], rows: Iterable[UUID]) -> None:
    """Let the caller's organisation write, and then read, new rows that another organisation will own."""
    values = {"table": table.__tablename__, "rows": list(rows)}
    await (await session.connection()).execute(RESERVE, values)


async def open_dossier(session: AsyncSession, dossier_id: UUID, parties: Iterable[UUID]) -> None:
    """Make organisations parties of a dossier, before its first row: row-level security judges that row by them."""
    await (await session.connection()).execute(OPEN, {"dossier": dossier_id, "orgs": list(parties)})


async def admit_party(session: AsyncSession, dossier_id: UUID, org_id: UUID, *, until: date | None) -> None:
    """Make an organisation that is on no side a party of the caller's dossier, until a day or for good."""
    values = {"dossier": dossier_id, "org": org_id, "until": until}
    await (await session.connection()).execute(ADMIT, values)
