"""Runs the migrations of a service as its owner role; an advisory lock lets one process at a time do it."""

import asyncio
import os

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.service_tables import Xid8
from chassis.settings import for_sqlalchemy

LOCK = 0xA1E3
NEWER = (
    "The database of {service} is at revision {unknown}, which this release does not have: a newer release has"
    " migrated it. Nothing was changed. Start that release again, or restore a backup from before the upgrade."
)

ischema_names["xid8"] = Xid8  # so that a comparison knows the journal's transaction ids when it meets them


def _refuse_newer(service: str) -> None:
    """Raises CommandError, which Alembic shows as one line, for a database that a newer release has migrated."""
    known = {script.revision for script in context.script.walk_revisions()}
    if unknown := set(context.get_context().get_current_heads()) - known:
        raise CommandError(NEWER.format(service=service, unknown=", ".join(sorted(unknown))))


def _migrate(connection: Connection, service: str, metadata: MetaData) -> None:
    connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": LOCK})
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        _refuse_newer(service)
        context.run_migrations()
    connection.execute(text("select pg_advisory_unlock(:lock)"), {"lock": LOCK})
    connection.commit()


async def _run(url: str, service: str, metadata: MetaData) -> None:
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_migrate, service, metadata)
    finally:
        await engine.dispose()


def run(service: str, metadata: MetaData) -> None:
    """What a service's `env.py` calls; the owner's URL comes from the config's attributes or the environment."""
    url = context.config.attributes.get("url") or os.environ[f"{service.upper()}_OWNER_DATABASE_URL"]
    asyncio.run(_run(for_sqlalchemy(url), service, metadata))
