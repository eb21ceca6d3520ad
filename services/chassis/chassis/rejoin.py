"""Let a service follow a journal again that was restored to before what it had read of it.

`python -m chassis.rejoin --restored-at 2026-11-26T14:05:00Z <database of the follower> <database of the journal>`

Databases are named by the addresses of their worker roles. The follower goes on with the first entry that was
written after the restore; what the lost entries had changed in it stays. Nothing changes where it is not ahead.
Ends with 1 where nothing was to be repaired, and with 2 where a database cannot be read.
"""

import argparse
import asyncio
import sys
from datetime import datetime

import asyncpg

from chassis.verify import connected, read_so_far, service_of

HEAD = "select coalesce(max(position), 0) from journal"
CHAIN = "select chain from journal where position = $1"
BEFORE = """
select coalesce(min(position) - 1, (select coalesce(max(position), 0) from journal)) from journal
where position is not null and at >= $1"""
MOVE = "update follower_cursors set position = $3, chain = $4 where feed = $1 and position = $2"


class NothingToRepair(ValueError):
    """The follower is not ahead of the journal, or has moved in the meantime."""


async def rejoin(follower_url: str, journal_url: str, *, restored_at: datetime) -> str:
    """What was done; raises NothingToRepair."""
    async with connected(journal_url) as journal:
        feed = await service_of(journal)
        read = await read_so_far(follower_url, feed)
        head, chain = await journal.fetchval(HEAD), await journal.fetchval(CHAIN, read.position)
        if not read.position or (read.position <= head and read.chain in (None, chain)):
            raise NothingToRepair(f"{read.follower} is not ahead of {feed}, which it has read to {read.position}.")
        position = await journal.fetchval(BEFORE, restored_at)
        chain = await journal.fetchval(CHAIN, position)
    async with connected(follower_url) as follower:
        if await follower.execute(MOVE, feed, read.position, position, chain) != "UPDATE 1":
            raise NothingToRepair(f"{read.follower} has moved in the meantime; look again.")
    return (
        f"{read.follower} had read {feed} up to position {read.position}, and now goes on after position {position}"
        f" of {head}."
    )


def instant(text: str) -> datetime:
    """Raises ValueError where the time has no zone."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m chassis.rejoin", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--restored-at", type=instant, required=True, help="when the journal was restored, with a time zone"
    )
    parser.add_argument("follower", help="the database of the service that follows")
    parser.add_argument("journal", help="the database whose journal it follows")
    given = parser.parse_args(arguments)
    try:
        done = asyncio.run(rejoin(given.follower, given.journal, restored_at=given.restored_at))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        sys.stderr.write(f"A database cannot be read: {error or type(error).__name__}\n")
        return 2
    except ValueError as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    sys.stdout.write(f"{done}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
