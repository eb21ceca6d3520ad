"""Idempotency-Key: a repeated POST is done once and gives the first answer again.

The answer is written in the transaction of the request itself, so neither exists without the other. An advisory
lock on (caller, key) turns a second copy that arrives meanwhile into a 409. Before an answer is given again, its
caller must still be able to read what it is about (`chassis.rereads`).
"""

import contextlib
import hashlib
from datetime import timedelta

import orjson
from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now
from chassis.locks import Lock, try_hold
from chassis.problems import Conflict, Fault, Invalid
from chassis.state import AppState

KEPT_FOR = timedelta(hours=24)
REPLAYED_HEADERS = ("location", "etag", "content-type")


class IdempotencyKeyReused(Invalid):
    """This key was used for another request; send a new request with a new key."""

    title = "Idempotency key reused"


class StillRunning(Conflict):
    """The first request with this key is still running; try again in a moment."""

    title = "Still running"


class SecretNotRepeatable(Invalid):
    """The answer contains a secret and is not stored, so it cannot be repeated. Leave out `Idempotency-Key`."""

    title = "Answer cannot be repeated"


class Replayed(Exception):  # it carries an answer, not an error
    """The first answer to this key, to be given again."""

    def __init__(self, response: Response) -> None:
        self.response = response


def key_of(request: Request) -> str | None:
    """The request's key; raises Invalid where it is not 1 to 200 printable characters."""
    key = request.headers.get("idempotency-key")
    if key is None or request.method != "POST":
        return None
    if not (1 <= len(key) <= 200 and key.isprintable()):
        detail = "The Idempotency-Key must have 1 to 200 printable characters."
        raise Invalid(detail, errors=[Fault("/header/Idempotency-Key", "idempotency_key", detail)])
    return key


def refuse_idempotency_key(request: Request) -> None:
    """For routes whose answer contains a secret and is stored nowhere; raises SecretNotRepeatable."""
    if "idempotency-key" in request.headers:
        raise SecretNotRepeatable(pointer="/header/Idempotency-Key")


async def fingerprint(request: Request) -> bytes:
    """Two requests are the same by method, path, query and canonical JSON, or form fields and file hashes."""
    digest = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    if request.headers.get("content-type", "").startswith("multipart/"):
        for name, value in sorted((await request.form()).multi_items(), key=lambda item: item[0]):
            digest.update(name.encode() + b"\0")
            digest.update(value.encode() if isinstance(value, str) else await _hash(value))
    else:
        body = await request.body()
        # orjson reads what is nested in up to 1,024 levels, but writes only 254.
        with contextlib.suppress(orjson.JSONDecodeError, orjson.JSONEncodeError):
            body = orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS)
        digest.update(body)
    return digest.digest()


async def _hash(upload: object) -> bytes:
    digest = hashlib.sha256()
    while chunk := await upload.read(1 << 16):  # type: ignore[attr-defined]
        digest.update(chunk)
    await upload.seek(0)  # type: ignore[attr-defined]
    return digest.digest()


async def replay(session: AsyncSession, caller: Caller, key: str, print_: bytes) -> None:
    """Lock the key for this transaction; raises Replayed, IdempotencyKeyReused or StillRunning."""
    if not await try_hold(session, Lock.IDEMPOTENCY_KEY, caller.org, caller.person, key):
        raise StillRunning
    connection = await session.connection()
    kept = (
        await connection.execute(
            text(
                "select fingerprint, status, headers, body from idempotency_answers"
                " where owner_id = :org and person = :person and key = :key and kept_until > :now"
            ),
            {"org": caller.org, "person": caller.person, "key": key, "now": now()},
        )
    ).first()
    if kept is None:
        return
    if bytes(kept.fingerprint) != print_:
        raise IdempotencyKeyReused(pointer="/header/Idempotency-Key")
    response = Response(bytes(kept.body), kept.status)
    response.headers.update(orjson.loads(kept.headers) | {"Idempotent-Replayed": "true"})
    raise Replayed(response)


async def keep(session: AsyncSession, caller: Caller, key: str, print_: bytes, *, response: Response) -> None:
    """Store the answer with the request's own transaction; only successes are stored."""
    if not 200 <= response.status_code < 300:
        return
    headers = {name: response.headers[name] for name in REPLAYED_HEADERS if name in response.headers}
    await session.flush()
    connection = await session.connection()
    await connection.execute(
        text(
            "insert into idempotency_answers"
            " (owner_id, person, key, fingerprint, status, headers, body, kept_until)"
            " values (:org, :person, :key, :print, :status, :headers, :body, :until)"
            " on conflict (owner_id, person, key) do update set fingerprint = excluded.fingerprint,"
            " status = excluded.status, headers = excluded.headers, body = excluded.body,"
            " kept_until = excluded.kept_until"
        ),
        {
            "org": caller.org,
            "person": caller.person,
            "key": key,
            "print": print_,
            "status": response.status_code,
            "headers": orjson.dumps(headers).decode(),
            "body": bytes(response.body),
            "until": now() + KEPT_FOR,
        },
    )


async def forget_expired(state: AppState) -> None:
    """Delete expired answers; they are not replayed in the meantime either."""
    async with state.worker_sessions() as session, session.begin():
        connection = await session.connection()
        statement = text("delete from idempotency_answers where kept_until <= :now")
        await connection.execute(statement, {"now": now()})
