"""A PostgreSQL server on a data folder, which runs as long as this process."""

import re
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
from local_stack.errors import StackError
from local_stack.identity import identity_for
from local_stack.restarts import Restarts

# For a machine that also does other work: limited memory, full durability.
ONE_MACHINE: Mapping[str, str] = {
    "shared_buffers": "64MB",
    "max_connections": "120",
    "max_wal_size": "256MB",
    "min_wal_size": "64MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "idle_in_transaction_session_timeout": "30s",  # a forgotten one would hold back the events of all services
    "log_error_verbosity": "terse",  # the detail of an error contains the row, and with it personal text
}
SUPERUSER = "postgres"
PASSWORD_FILE = "superuser.password"  # noqa: S105 - a file's name; it is in the data folder, which has mode 0700
START_SECONDS = 120.0  # recovery after a crash replays at most max_wal_size
LAST_LINES = 5  # of the log, which say why a server has ended
# A server writes one of these if it only has to wait until all processes of the one before it have ended.
TEMPORARY = ("pre-existing shared memory block", "could not bind", "lock file")


class Postgres:
    """Listens on loopback TCP only and always asks for passwords; keeps all committed data after kill -9."""

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
        self._output_begins = 0
        self._identity = identity_for(self.data, binaries.folder)
        self._restarts = Restarts()

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def url(self, database: str = "postgres") -> str:
        password = (self.data / PASSWORD_FILE).read_text()
        return f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{self.port}/{database}"

    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def start(self) -> None:
        """Create the data folder if needed, stop a leftover server, start. A restart keeps the port."""
        self._create()
        unrelated_pid = postmaster.stop_leftover(self.data)
        end = time.monotonic() + START_SECONDS
        while (output := self._launch(unrelated_pid, end)) is not None:
            if time.monotonic() > end or not any(reason in output for reason in TEMPORARY):
                raise StackError(f"PostgreSQL does not start on {self.data}. Its log:\n{output.strip()}")
            time.sleep(0.1)

    def revive(self) -> str | None:
        """Call this repeatedly: restarts an ended server after a growing pause; returns a line to print.

        It never waits and never gives up: a full disk is emptied one day, and until then the line says why.
        """
        if not self.has_ended():
            return None
        if (pause := self._restarts.plan()) is not None:
            return f"PostgreSQL ended; restarting it in {pause:g} s{self._reason()} (log: {self.log})"
        if self._restarts.are_due:
            self._spawn(postmaster.stop_leftover(self.data))
        return None

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends sessions and writes all data to disk; SIGQUIT stops at once (for test clusters)."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(how)
        self._process.wait(60)

    def _create(self) -> None:
        """Created under another name and then renamed: after a kill nothing is half-created."""
        if (self.data / "PG_VERSION").exists():
            return
        unfinished = self.data.with_name(self.data.name + ".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700, parents=True)
        password = unfinished.with_suffix(".password")
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24))
        for path in (unfinished, password):
            self._identity.take_ownership(path)
        self._initdb(unfinished, password)
        password.replace(unfinished / PASSWORD_FILE)
        unfinished.replace(self.data)

    def _initdb(self, folder: Path, password: Path) -> None:
        # Sorting by code point is the same on every machine; it does not depend on ICU or a system locale.
        provider = ["--locale-provider=builtin"] if self.binaries.major >= 17 else []
        arguments = [
            *("-D", str(folder), "-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={password}"),
            *("-E", "UTF8", "--locale=C.UTF-8", "--no-instructions", *provider),
            *([] if self._is_durable else ["--no-sync"]),
        ]
        process = subprocess.run(
            [*self._identity.prefix, self.binaries.program("initdb"), *arguments],
            **self._popen_options(), capture_output=True, check=False, preexec_fn=dies_with_parent(signal.SIGKILL),
        )  # fmt: skip
        if process.returncode:
            output = process.stderr.decode(errors="replace")
            raise StackError(f"PostgreSQL could not create {folder}:\n{output}")

    def _launch(self, unrelated_pid: int | None, end: float) -> str | None:
        """Start once and wait; returns the server's output if it ended instead."""
        self._spawn(unrelated_pid)
        return None if self._is_up(end) else self._output()

    def _spawn(self, unrelated_pid: int | None) -> None:
        self.port = self.port or free_port()
        settings = {"listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": ""}
        settings |= self._settings
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self._output_begins = log.tell()
            self._process = subprocess.Popen(
                [*self._identity.prefix, self.binaries.program("postgres"), "-D", str(self.data), *options],
                **self._popen_options(unrelated_pid), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=dies_with_parent(signal.SIGINT),
            )  # fmt: skip
        self._restarts.started()

    def _output(self) -> str:
        """What the server has written since it was started."""
        return self.log.read_bytes()[self._output_begins :].decode(errors="replace")

    def _reason(self) -> str:
        """Its last complaint that ends a server, as text after a line; empty without one."""
        reasons = re.findall(r"(?:FATAL|PANIC): +(.+)", "\n".join(self._output().splitlines()[-LAST_LINES:]))
        return f": {reasons[-1]}" if reasons else ""

    def _is_up(self, end: float) -> bool:
        """Wait until the server is ready; False if it ended or took too long."""
        process = self._process
        while process is not None and process.poll() is None:
            recorded = postmaster.recorded(self.data)
            if recorded and recorded.is_ready and recorded.pid == process.pid:
                return True
            if time.monotonic() > end:
                self.stop()
            time.sleep(0.01)
        return False

    def _popen_options(self, unrelated_pid: int | None = None) -> dict[str, Any]:
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        if unrelated_pid is not None:
            # This variable tells the server that the process id in a stale lock file is not another server.
            environment["PG_GRANDPARENT_PID"] = str(unrelated_pid)
        return {"env": environment, "cwd": "/", "process_group": 0, **self._identity.popen_arguments()}


def free_port() -> int:
    """A free port of the loopback address."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
