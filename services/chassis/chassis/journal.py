"""Writing the journal: one call beside the write that it reports, in the same transaction.

Entries are collected on the session and written together just before the commit, so that a request spends one
message on them.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
  values ($1, platform_now(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
)
insert into journal_payloads (journal_id, salt, payload) values ($1, $13, $14)"""

PENDING = "journal entries"


def digest_of(salt: bytes, payload: bytes) -> bytes:
    return hashlib.sha256(salt + payload).digest()


def canonical(payload: Mapping[str, Any]) -> bytes:
    """The bytes a payload is digested by: keys sorted, no spaces."""
    return orjson.dumps(payload, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


class JournalledSession(sqlmodel.Session):
    """A session that commits its journal entries with everything else, and none of a savepoint that was undone."""


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
    """A savepoint that is rolled back takes its entries with it."""
    if transaction.nested:
        del session.info.get(PENDING, [])[session.info.get(transaction, 0) :]
    elif transaction.parent is None:
        session.info.pop(PENDING, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What was done to which thing."""

    verb: str = field(kw_only=False)
    """`<thing>.<past participle>`: `dialogue.accepted`."""
    subject: tuple[str, UUID] = field(kw_only=False)
    """The thing: its kind and its id."""
    moved: tuple[str | None, str | None] = (None, None)
    """The state before and after."""
    audience: Iterable[UUID] = ()
    """The organisations whose event feed shows it; it may never grow later."""
    followed: bool = False
    """Whether the other services see it in the feed."""
    payload: Mapping[str, Any] | None = None
    """Ids and codes; never text that a person may want erased from a feed."""


async def record(session: AsyncSession, caller: Caller, entry: Entry) -> UUID:
    """Write the entry in the caller's name, with the transaction's commit; gives the entry's id."""
    body = canonical(entry.payload or {})
    salt = secrets.token_bytes(16)
    values = (
        uuid7(),
        caller.person,
        caller.org,
        sorted(caller.roles),
        entry.verb,
        *entry.subject,
        *entry.moved,
        sorted(set(entry.audience)),
        entry.followed,
        digest_of(salt, body),
        salt,
        body.decode(),
    )
    session.info.setdefault(PENDING, []).append(values)
    return values[0]
