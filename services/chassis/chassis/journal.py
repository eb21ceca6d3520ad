"""Writing the journal: one call beside the write it speaks of, in the same transaction.

Entries are collected on the session and written together just before the commit, whoever commits, so that a
request spends one message on them.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import orjson
import sqlmodel
from sqlalchemy import event
from sqlalchemy.orm import SessionTransaction
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.ids import uuid7

WRITE = """
with entry as (
  insert into journal (id, at, actor, actor_org, actor_roles, verb, subject_type, subject_id, origin, outcome,
                       audience, followed, digest)
  values ($1, now(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
)
insert into journal_payloads (journal_id, salt, payload) values ($1, $13, $14)"""

PENDING = "journal entries"


def digest_of(salt: bytes, payload: bytes) -> bytes:
    return hashlib.sha256(salt + payload).digest()


def canonical(payload: Mapping[str, Any]) -> bytes:
    """The bytes a payload is digested by: keys sorted, no spaces."""
    return orjson.dumps(payload, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


class JournalledSession(sqlmodel.Session):
    """A session that never commits without its journal entries, nor keeps one of what was taken back."""


@event.listens_for(JournalledSession, "before_commit")
def _write_entries(session: sqlmodel.Session) -> None:
    if session.in_nested_transaction():  # a savepoint's release is not yet the commit
        return
    entries = session.info.pop(PENDING, ())
    if entries:
        session.flush()
        session.connection().exec_driver_sql(WRITE, entries[0] if len(entries) == 1 else entries)


@event.listens_for(JournalledSession, "after_transaction_create")
def _remember_entries(session: sqlmodel.Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info[transaction] = len(session.info.get(PENDING, ()))


@event.listens_for(JournalledSession, "after_soft_rollback")
def _forget_entries(session: sqlmodel.Session, transaction: SessionTransaction) -> None:
    """What a savepoint took back was never done: its entries go with it."""
    if transaction.nested:
        del session.info.get(PENDING, [])[session.info.get(transaction, 0) :]
    elif transaction.parent is None:
        session.info.pop(PENDING, None)


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
) -> UUID:
    """Write who did what to which thing; gives the entry's id.

    `verb` reads `<thing>.<past participle>` (`dialogue.accepted`); `subject` is (kind, id); `moved` the state
    before and after; `audience` the tenants in whose event feed it stands, fixed now for ever; `followed` lets
    the other services see it. The payload holds ids and codes, never text a person may want erased from a feed.
    """
    body = canonical(payload or {})
    salt = secrets.token_bytes(16)
    entry = (
        uuid7(),
        caller.person,
        caller.org,
        sorted(caller.roles),
        verb,
        *subject,
        *moved,
        sorted(set(audience)),
        followed,
        digest_of(salt, body),
        salt,
        body.decode(),
    )
    session.info.setdefault(PENDING, []).append(entry)
    return entry[0]
