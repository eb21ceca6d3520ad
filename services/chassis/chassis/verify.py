"""Verify a service's journal: `python -m chassis.verify <its database> <database of a follower> …`.

Databases are named by the addresses of their worker roles, or of the server's administrator. Prints the sealed
head, how many entries wait for their place, and how many cannot be sealed. Ends with 1 where the chain
is broken, or is not the one that a follower has read: without followers, a journal whose last entries were cut off
looks intact. Ends with 2 where a database cannot be read.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from chassis.journal_check import check_chain
from chassis.settings import for_asyncpg

OWNER = "_owner"
SERVICE = "select pg_get_userbyid(relowner) from pg_class where oid = to_regclass('public.journal')"
KEPT_APART = "select count(*) from journal_quarantine join journal using (seq) where position is null"
READ_SO_FAR = "select position, chain from follower_cursors where feed = $1 and position > 0"

NOT_COMPARED = (
    "It was compared with nothing that another service has read, so it is not known whether its end was cut off:"
    " name the databases of the services that follow it."
)


@dataclass(frozen=True)
class ReadSoFar:
    """The last entry that a follower has read, and the chain's value there; None before followers kept it."""

    follower: str
    position: int
    chain: bytes | None


async def verify(url: str, *followers: str) -> str:
    """The result; raises ValueError with the first position that is not as it was sealed, or as it was read."""
    async with connected(url) as connection:
        feed = await service_of(connection)
        read = [await read_so_far(follower, feed) for follower in followers]
        head, tail = await check_chain(connection)
        for found in read:
            await _compare(connection, head, found)
        apart = await connection.fetchval(KEPT_APART)
    result = f"The chain is intact up to position {head}; {tail} entries are not yet sealed."
    if apart:
        result += f" {apart} of them cannot be sealed: the table journal_quarantine says why."
    return " ".join((result, *(_agreement(found) for found in read))) + (
        "" if any(found.position for found in read) else f" {NOT_COMPARED}"
    )


def _agreement(read: ReadSoFar) -> str:
    if not read.position:
        return f"{read.follower} has read nothing of it."
    return f"It agrees with what {read.follower} has read, up to position {read.position}."


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(for_asyncpg(url))
    try:
        yield connection
    finally:
        await connection.close()


async def service_of(connection: asyncpg.Connection) -> str:
    """The service whose database it is, whoever asks: its owner has its name. Raises ValueError without one."""
    owner = await connection.fetchval(SERVICE)
    if owner is None:
        database = await connection.fetchval("select current_database()")
        raise ValueError(f"the database {database} has no journal: it belongs to no service")
    return str(owner).removesuffix(OWNER)


async def read_so_far(follower_url: str, feed: str) -> ReadSoFar:
    """Position 0 where the other service does not follow this journal, or has read nothing yet."""
    async with connected(follower_url) as connection:
        row = await connection.fetchrow(READ_SO_FAR, feed)
        service = await service_of(connection)
        return ReadSoFar(service, row["position"], row["chain"]) if row else ReadSoFar(service, 0, None)


async def _compare(connection: asyncpg.Connection, head: int, read: ReadSoFar) -> None:
    """Raises ValueError where a follower has read what is not, or no longer, in the journal."""
    if not read.position:
        return
    if read.position > head:
        raise ValueError(
            f"the journal ends at position {head}, but {read.follower} has read it up to position {read.position}:"
            " its last entries are missing"
        )
    chain = await connection.fetchval("select chain from journal where position = $1", read.position)
    if read.chain is not None and chain != read.chain:
        raise ValueError(f"the journal up to position {read.position} is not the one that {read.follower} has read")


def main(arguments: list[str]) -> int:
    if not arguments:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    try:
        sys.stdout.write(asyncio.run(verify(*arguments)) + "\n")
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        sys.stderr.write(f"A database cannot be read: {error or type(error).__name__}\n")
        return 2
    except ValueError as broken:
        sys.stderr.write(f"{broken}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
