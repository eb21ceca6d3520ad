"""A PostgreSQL server of our own, on a data folder, as long as this process lives."""

import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from local_stack import postmaster
from local_stack.binaries import Binaries
from local_stack.child_processes import dies_with_parent
from local_stack.errors import CannotStart
from local_stack.identity import identity_for

# For one machine that also does other work: bounded memory, nothing that costs durability.
ONE_MACHINE: Mapping[str, str] = {
    "shared_buffers": "64MB",
    "max_connections": "120",
    "max_wal_size": "256MB",
    "min_wal_size": "64MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",  # the detail of an error quotes the row, and with it what somebody wrote
}
SUPERUSER = "postgres"
PASSWORD_FILE = "superuser.password"  # noqa: S105 - a file's name; kept inside the data folder, which is 0700
START_SECONDS = 120.0  # recovery after a crash replays at most max_wal_size
# What a server says when it only has to wait: its predecessor's backends have not all noticed its end yet.
PASSING = ("pre-existing shared memory block", "could not bind", "lock file")


class Postgres:
    """Loopback TCP only, passwords always; survives kill -9 of anything with all that was committed."""

    def __init__(
        self,
        data: Path,
        binaries: Binaries,
        *,
        log: Path,
        settings: Mapping[str, str] = ONE_MACHINE,
        is_durable: bool = True,
    ) -> None:
        self.data = data.resolve()
        self.binaries = binaries
        self.log = log
        self.port = 0
        self._settings = settings
        self._is_durable = is_durable
        self._process: subprocess.Popen[bytes] | None = None
        self._identity = identity_for(self.data, binaries.folder)

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def url(self, database: str = "postgres") -> str:
        password = (self.data / PASSWORD_FILE).read_text()
        return f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{self.port}/{database}"

    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def start(self) -> None:
        """Create the data folder if it is new, stop a leftover server, start; a restart keeps the port."""
        self._create()
        borne_by_another = postmaster.stop_leftover(self.data)
        end = time.monotonic() + START_SECONDS
        while (said := self._launch(borne_by_another, end)) is not None:
            if time.monotonic() > end or not any(reason in said for reason in PASSING):
                raise CannotStart(f"PostgreSQL does not start on {self.data}; it says:\n{said.strip()}")
            time.sleep(0.1)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends sessions and writes everything down; SIGQUIT drops everything (test clusters)."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(how)
        self._process.wait(60)

    def _create(self) -> None:
        """Made beside its final name and moved there whole: a kill half-way leaves nothing half-made."""
        if (self.data / "PG_VERSION").exists():
            return
        unfinished = self.data.with_name(self.data.name + ".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700, parents=True)
        password = unfinished.with_suffix(".password")
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24))
        for path in (unfinished, password):
            self._identity.hand_over(path)
        self._initdb(unfinished, password)
        password.replace(unfinished / PASSWORD_FILE)
        unfinished.replace(self.data)

    def _initdb(self, folder: Path, password: Path) -> None:
        # Sorting by code point is the same on every machine: nothing depends on ICU or a system locale.
        provider = ["--locale-provider=builtin"] if self.binaries.major >= 17 else []
        arguments = [
            *("-D", str(folder), "-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={password}"),
            *("-E", "UTF8", "--locale=C.UTF-8", "--no-instructions", *provider),
            *([] if self._is_durable else ["--no-sync"]),
        ]
        made = subprocess.run(
            [*self._identity.prefix, self.binaries.program("initdb"), *arguments],
            **self._surroundings(), capture_output=True, check=False, preexec_fn=dies_with_parent(signal.SIGKILL),
        )  # fmt: skip
        if made.returncode:
            raise CannotStart(f"PostgreSQL could not make {folder}:\n{made.stderr.decode(errors='replace')}")

    def _launch(self, borne_by_another: int | None, end: float) -> str | None:
        """Start once and wait; returns what the server said if it ended instead."""
        self.port = self.port or free_port()
        settings = {"listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": ""}
        settings |= self._settings
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            begin = log.tell()
            self._process = subprocess.Popen(
                [*self._identity.prefix, self.binaries.program("postgres"), "-D", str(self.data), *options],
                **self._surroundings(borne_by_another), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=dies_with_parent(signal.SIGINT),
            )  # fmt: skip
        if self._comes_up(end):
            return None
        return self.log.read_bytes()[begin:].decode(errors="replace")

    def _comes_up(self, end: float) -> bool:
        process = self._process
        while process is not None and process.poll() is None:
            found = postmaster.recorded(self.data)
            if found and found.is_ready and found.pid == process.pid:
                return True
            if time.monotonic() > end:
                self.stop()
            time.sleep(0.01)
        return False

    def _surroundings(self, borne_by_another: int | None = None) -> dict[str, Any]:
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        if borne_by_another is not None:
            # The server's own way to be told that a number in a stale lock file is no server of this folder.
            environment["PG_GRANDPARENT_PID"] = str(borne_by_another)
        return {"env": environment, "cwd": "/", "process_group": 0, **self._identity.popen_arguments()}


def free_port() -> int:
    """A port of the loopback address that nobody listens on at this moment."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
