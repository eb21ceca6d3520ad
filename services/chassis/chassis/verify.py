"""Verify a service's journal: `python -m chassis.verify <address of its database, as the worker>`.

Prints the sealed head and how many entries wait for their place; ends with 1 where the chain is broken.
"""

import asyncio
import sys

import asyncpg

from chassis import sealer
from chassis.settings import for_asyncpg


async def verify(url: str) -> str:
    """The result; raises ValueError with the first position that is not as it was sealed."""
    connection = await asyncpg.connect(for_asyncpg(url))
    try:
        head, tail = await sealer.verify(connection)
    finally:
        await connection.close()
    return f"The chain is intact up to position {head}; {tail} entries are not yet sealed."


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    try:
        sys.stdout.write(asyncio.run(verify(arguments[0])) + "\n")
    except ValueError as broken:
        sys.stderr.write(f"{broken}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
