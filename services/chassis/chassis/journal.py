"""Writing the journal: one call beside the write it speaks of, in the same transaction."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.auth import Caller
from chassis.ids import uuid7

WRITE = text("""
with entry as (
  insert into journal (id, at, actor, actor_org, actor_roles, verb, subject_type, subject_id, origin, outcome,
                       audience, followed, digest)
  values (:id, now(), :actor, :actor_org, :actor_roles, :verb, :subject_type, :subject_id, :origin, :outcome,
          :audience, :followed, :digest)
)
insert into journal_payloads (journal_id, salt, payload) values (:id, :salt, cast(:payload as jsonb))
""")


def digest_of(salt: bytes, payload: bytes) -> bytes:
    return hashlib.sha256(salt + payload).digest()


def canonical(payload: Mapping[str, Any]) -> bytes:
    """The bytes a payload is digested by: keys sorted, no spaces."""
    return orjson.dumps(payload, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


async def record(
    session: AsyncSession,
    caller: Caller,
    verb: str,
    subject: tuple[str, UUID],
    *,
    moved: tuple[str | None, str | None] = (None, None),
    audience: Iterable[UUID] = (),
    followed: bool = False,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Write who did what to which thing.

    `verb` reads `<thing>.<past participle>` (`dialogue.accepted`); `subject` is (kind, id); `moved` the state
    before and after; `audience` the tenants in whose event feed it stands, fixed now for ever; `followed` lets
    the other services see it. The payload holds ids and codes, never text a person may want erased from a feed.
    """
    body = canonical(payload or {})
    salt = secrets.token_bytes(16)
    await session.flush()
    connection = await session.connection()
    await connection.execute(
        WRITE,
        {
            "id": uuid7(),
            "actor": caller.person,
            "actor_org": caller.org,
            "actor_roles": sorted(caller.roles),
            "verb": verb,
            "subject_type": subject[0],
            "subject_id": subject[1],
            "origin": moved[0],
            "outcome": moved[1],
            "audience": sorted(set(audience)),
            "followed": followed,
            "digest": digest_of(salt, body),
            "salt": salt,
            "payload": body.decode(),
        },
    )
