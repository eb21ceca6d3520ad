"""The database server of a stack: an embedded one, or the one that DATABASE_URL names."""

import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local_stack.binaries import Binaries, find_binaries
from local_stack.errors import StackError
from local_stack.logs import fresh_log
from local_stack.postgres import Postgres
from local_stack.settings import StackSettings
from local_stack.terminal import show

OTHER_VERSION = """\
{folder} was written by PostgreSQL {old}, but the programs found here are PostgreSQL {new}
({programs}). Nothing was changed.

To continue with the old version, name its programs:
  make run POSTGRES_BIN=/usr/lib/postgresql/{old}/bin

To move the data to PostgreSQL {new} (run the command after each "make database" in another terminal):
  make database POSTGRES_BIN=/usr/lib/postgresql/{old}/bin
  PGPASSWORD="$(cat {quoted}/superuser.password)" \\
  {programs}/pg_dumpall --no-role-passwords -d "$(make -s database-url)" > everything.sql
Stop the database with Ctrl-C, then:
  mv {quoted} {quoted}.moved
  make database
  {programs}/psql -q -o /dev/null -d "$(make -s database-url)" -f everything.sql
Stop it again, then: make run. The message about role "postgres" is harmless."""


@dataclass(frozen=True)
class Database:
    """`server` is None for your own server, which this launcher does not run."""

    admin_url: str
    server: Postgres | None


@contextmanager
def running_database(settings: StackSettings) -> Iterator[Database]:
    if settings.database_url:
        yield Database(settings.database_url, None)
    else:
        with _embedded(settings) as server:
            yield Database(server.url(), server)


@contextmanager
def _embedded(settings: StackSettings) -> Iterator[Postgres]:
    binaries = find_binaries()
    server = Postgres(data_folder(settings.data, binaries), binaries, log=fresh_log(settings.logs, "postgres"))
    if not server.data.exists():
        show(f"Creating a PostgreSQL {binaries.major} database in {server.data} (first start only).")
    try:
        server.start()
        yield server
    finally:
        server.stop()


def data_folder(data: Path, binaries: Binaries) -> Path:
    """Named after the major version. Data of another version is never changed."""
    folder = data / f"postgres-{binaries.major}"
    if folder.exists():
        return folder
    for other in sorted(data.glob("postgres-*")):
        if name := re.fullmatch(r"postgres-(\d+)", other.name):
            raise StackError(
                OTHER_VERSION.format(
                    folder=other,
                    quoted=shlex.quote(str(other)),
                    old=name.group(1),
                    new=binaries.major,
                    programs=binaries.folder,
                )
            )
    return folder
