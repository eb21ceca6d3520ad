"""Runs the migrations of a service as its owner role; an advisory lock lets one process at a time do it."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.service_tables import Xid8
from chassis.settings import for_sqlalchemy

LOCK = 0xA1E3

ischema_names["xid8"] = Xid8  # so that a comparison knows the journal's transaction ids when it meets them


def _migrate(connection: Connection, metadata: MetaData) -> None:
    connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": LOCK})
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.execute(text("select pg_advisory_unlock(:lock)"), {"lock": LOCK})
    connection.commit()


async def _run(url: str, metadata: MetaData) -> None:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        await connection.run_sync(_migrate, metadata)
    await engine.dispose()


def run(service: str, metadata: MetaData) -> None:
    """What a service's `env.py` calls; the owner's URL comes from the config's attributes or the environment."""
    url = context.config.attributes.get("url") or os.environ[f"{service.upper()}_OWNER_DATABASE_URL"]
    asyncio.run(_run(for_sqlalchemy(url), metadata))
