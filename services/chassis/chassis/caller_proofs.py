"""Proof towards the database of who calls, for row-level security and the journal.

A session of the app role can set any organisation as its own. So what it sets is signed (HMAC-SHA256) with a key
that the worker role reads and the app role does not; `caller_org()` in the database checks it. Whoever has only the
app role's password proves nothing and sees no tenant's rows. The kind of the organisation is signed with it, for
tables that not every kind writes. See `chassis.migrations.caller_proofs_v1` and `row_writers_v1`.
"""

import asyncio
import hmac
import logging
from typing import ClassVar, Self, TypeVar
from uuid import UUID

import asyncpg

from chassis.real_time import real_seconds
from chassis.settings import for_asyncpg
from chassis.vocabulary import OrgKind

log = logging.getLogger("chassis.caller_proofs")

LIFE_SECONDS = 300
"""How long a proof counts; connections that keep theirs renew it in half that time."""
REFRESH_SECONDS = 60
"""How often a process looks for a newer key. The one before stays valid until the next change, a day later."""
NO_ORGANISATION = "-" * 36
NO_KIND = "-"

RENEW = "select renew_caller_key(interval '1 day')"
NEWEST = "select number, secret from caller_keys order by made_at desc limit 1"


class CallerProofs:
    """Signs with the newest key of one database; nothing can be signed before the key is read."""

    def __init__(self) -> None:
        self._number = ""
        self._secret = b""

    @classmethod
    async def of_database(cls, worker_url: str) -> Self:
        """For programs beside the service itself."""
        proofs = cls()
        await proofs.read_key(worker_url)
        return proofs

    async def read_key(self, worker_url: str) -> None:
        """Read the newest key as the worker role; a key that is a day old is replaced first."""
        connection = await asyncpg.connect(for_asyncpg(worker_url), timeout=5)
        try:
            await connection.execute(RENEW)
            key = await connection.fetchrow(NEWEST)
        finally:
            await connection.close()
        self._number, self._secret = key["number"], bytes(key["secret"])

    async def keep_reading(self, worker_url: str) -> None:
        """For ever, follow the changes of the key."""
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            try:
                await self.read_key(worker_url)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("the caller key was not read: %s", type(error).__name__)

    def of_tenant(self, org: UUID | None, process_id: int, *, kind: OrgKind | None = None) -> str:
        """The setting by which one database connection acts for an organisation, or for none.

        Without its kind it writes only what every kind of organisation writes.
        """
        said = f"{self._number}{org or NO_ORGANISATION}{int(real_seconds()) + LIFE_SECONDS:011d}"
        said += kind.value if org and kind else NO_KIND
        return said + self._hmac(f"tenant:{said}:{process_id}".encode())

    def of_entry(self, document: str) -> str:
        """The proof that a process of the service has written this journal entry."""
        return self._number + self._hmac(f"entry:{document}".encode())

    def _hmac(self, message: bytes) -> str:
        if not self._secret:
            raise RuntimeError("the caller key must be read before the first transaction")
        return hmac.digest(self._secret, message, "sha256").hex()


class ProvenConnection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
    """A connection that proves for whom it acts, within a transaction or until it says otherwise."""

    __slots__ = ()
    proofs: ClassVar[CallerProofs]

    async def act_for(self, org: UUID | None, *, kind: OrgKind | None = None, in_transaction: bool = True) -> None:
        """From here on it sees the rows of this organisation and of no other.

        The proof is a parameter: `pg_stat_activity` shows the text of a statement to all sessions of its role.
        """
        try:
            proof = self.proofs.of_tenant(org, await self.process_id(), kind=kind)
            await self.fetchval("select set_config('app.org', $1, $2)", proof, in_transaction)
        except BaseException:
            self.terminate()  # it may be in a transaction for an unknown organisation
            raise

    async def process_id(self) -> int:
        """Of the server's process behind this connection, which the proof is bound to."""
        known: int = self.get_server_pid()
        return known


class Borrowed:
    """Behind PgBouncer in transaction mode, each transaction may have another server process."""

    __slots__ = ()

    async def process_id(self) -> int:
        current: int = await self.fetchval("select pg_backend_pid()")  # type: ignore[attr-defined]
        return current


Kind = TypeVar("Kind", bound=ProvenConnection)


def proven(kind: type[Kind], proofs: CallerProofs) -> type[Kind]:
    """The class of connections of one database, which sign with its key."""
    return type(kind.__name__, (kind,), {"__slots__": (), "proofs": proofs})
