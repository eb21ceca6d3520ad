"""The whole platform on this machine: database, migrations, three services, until Ctrl-C."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from local_stack import migrations, state
from local_stack.database import Database, running_database
from local_stack.demo.loader import load_demo_once
from local_stack.errors import StackError
from local_stack.keyring import Keyring, keyring, refuse_lost_secrets
from local_stack.lock import only_launcher
from local_stack.provisioning import SERVICES, Urls, existing_databases, provision
from local_stack.services import Services
from local_stack.settings import LOOPBACK, StackSettings
from local_stack.signals import stopped_by_signals
from local_stack.terminal import show
from local_stack.welcome import welcome

CHECK_SECONDS = 0.2  # between two checks of what is running


def run(settings: StackSettings) -> None:
    """Start everything; return after a stop signal, when everything has stopped in order."""
    started = time.monotonic()
    with _exclusive(settings):
        _refuse_taken_port(settings.gateway_port)
        with running_database(settings) as database:
            refuse_lost_secrets(settings.data, asyncio.run(existing_databases(database.admin_url)))
            keys = keyring(settings.data)
            urls = asyncio.run(_prepare(database.admin_url, keys))
            services = Services(settings, urls, keys, database)
            with services.running():
                if database.server is not None:
                    gateway = services.environments["gateway"]
                    load_demo_once(
                        database.admin_url,
                        settings.gateway_url,
                        gateway,
                        keys.accounts,
                        progress_file=settings.data / "demo.progress",
                    )
                services.record_complete()
                show(welcome(settings, database, keys, time.monotonic() - started))
                _keep_running(database, services)


def run_database(settings: StackSettings) -> None:
    """The database server only, without migrations: to move data between versions, and for repairs."""
    with _exclusive(settings), running_database(settings) as database:
        state.write(
            settings,
            state.State(
                gateway="", pids={}, ports={}, database=database.admin_url, has_demo=False, is_complete=True
            ),
        )
        show("PostgreSQL is running. Print its address with: make -s database-url. Press Ctrl-C to stop it.")
        _keep_running(database, None)


@contextmanager
def _exclusive(settings: StackSettings) -> Iterator[None]:
    _make_folder(settings)
    with stopped_by_signals(), only_launcher(settings):
        state.stop_leftovers(settings)
        try:
            yield
        finally:
            state.delete(settings)


def _make_folder(settings: StackSettings) -> None:
    try:
        settings.data.mkdir(mode=0o711, parents=True, exist_ok=True)
    except OSError as error:
        raise StackError(
            f"The folder {settings.data} cannot be created ({error.strerror})."
            " Choose another one: make run HRDD_DATA=/another/folder"
        ) from None


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise StackError(
                f"Port {port} cannot be used ({error.strerror}). Choose another one: make run GATEWAY_PORT=8001"
            ) from None


async def _prepare(admin_url: str, keys: Keyring) -> dict[str, Urls]:
    """Databases, roles and the newest schemas; takes a few milliseconds if nothing is to be done."""
    urls = {service: await provision(admin_url, service, keys.role_passwords) for service in SERVICES}
    behind = {s: u for s, u in urls.items() if not await migrations.is_current(admin_url, s)}
    if behind:
        show(f"Migrating the databases: {', '.join(behind)}.")
        migrations.upgrade(behind)
    return urls


def _keep_running(database: Database, services: Services | None) -> NoReturn:
    while True:
        if database.server is not None and (report := database.server.revive()):
            show(report)
        if services is not None:
            services.revive()
        time.sleep(CHECK_SECONDS)
