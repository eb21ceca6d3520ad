"""Writing the journal: one call beside the write that it reports, in the same transaction.

Entries are collected on the session and written together just before the commit, so that a request spends one
message on them.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

import orjson
import sqlmodel
from sqlalchemy import event
from sqlalchemy.orm import SessionTransaction
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.caller_proofs import ProvenConnection
from chassis.callers import Caller
from chassis.ids import uuid7

WRITE = "select write_journal_entry($1, $2)"

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
    documents: list[str] = session.info.pop(PENDING, [])
    if documents:
        session.flush()
        connection = session.connection()
        driver = cast(ProvenConnection, connection.connection.driver_connection)
        signed = [(document, driver.proofs.of_entry(document)) for document in documents]
        connection.exec_driver_sql(WRITE, signed[0] if len(signed) == 1 else signed)


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
    entry_id = uuid7()
    said = {
        "id": entry_id,
        "actor": caller.person,
        "actor_org": caller.org,
        "actor_roles": sorted(caller.roles),
        "verb": entry.verb,
        "subject_type": entry.subject[0],
        "subject_id": entry.subject[1],
        "origin": entry.moved[0],
        "outcome": entry.moved[1],
        "audience": sorted(set(entry.audience)),
        "followed": entry.followed,
        "digest": digest_of(salt, body).hex(),
        "salt": salt.hex(),
        "payload": body.decode(),
    }
    session.info.setdefault(PENDING, []).append(canonical(said).decode())
    return entry_id
