"""Temporary servers and databases for all tests of this repository."""

import asyncio
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from local_stack import provisioning
from local_stack.binaries import find_binaries
from local_stack.postgres import ONE_MACHINE, Postgres

# The data of a test run need not survive a crash.
NOT_DURABLE = {
    **ONE_MACHINE,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_prepared_transactions": "2",
}


@contextmanager
def cluster() -> Iterator[str]:
    """One server for a whole test run; yields the administrator's address.

    Enter it once, in the main thread of the process that starts all workers: the server ends with that thread, even
    if it is killed. DATABASE_URL is ignored: tests never use a real server.
    """
    with TemporaryDirectory(prefix="hrdd-test-") as folder:
        Path(folder).chmod(0o711)
        server = Postgres(
            Path(folder, "postgres"),
            find_binaries(),
            log=Path(folder, "postgres.log"),
            settings=NOT_DURABLE,
            is_durable=False,
        )
        server.start()
        try:
            yield server.url()
        finally:
            server.stop(signal.SIGQUIT)


def provision(admin_url: str, service: str, suffix: str) -> provisioning.Urls:
    """A database `<service>_<suffix>`; the three roles are shared by the whole server.

    Works with and without a running event loop.
    """
    passwords = dict.fromkeys(provisioning.role_names(service), "test")
    work = provisioning.provision(admin_url, service, passwords, database=f"{service}_{suffix}")
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(asyncio.run, work).result()
