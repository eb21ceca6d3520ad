"""The three services as running processes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from local_stack import programs, state
from local_stack.database import Database
from local_stack.keyring import Keyring
from local_stack.liveness import Liveness
from local_stack.logs import fresh_log
from local_stack.postgres import free_ports
from local_stack.provisioning import SERVICES, Urls
from local_stack.readiness import wait_until_ready
from local_stack.settings import StackSettings
from local_stack.supervisor import Program
from local_stack.terminal import show


class Services:
    """Each on a free port of the loopback address, the gateway on the chosen one."""

    def __init__(
        self, settings: StackSettings, urls: Mapping[str, Urls], keys: Keyring, database: Database
    ) -> None:
        self._settings = settings
        self._database = database
        ports = dict(zip(SERVICES, free_ports(len(SERVICES)), strict=True))
        self.ports = ports | {"gateway": settings.gateway_port}
        self.environments = {
            service: programs.environment(service, urls[service], keys, self.ports, settings=settings)
            for service in SERVICES
        }
        self._programs = [self._program(service) for service in SERVICES]
        self._liveness = [Liveness(program, self.ports[program.name]) for program in self._programs]
        self._is_complete = False

    @contextmanager
    def running(self) -> Iterator[None]:
        try:
            for program in self._programs:
                program.start()
            self._record()
            wait_until_ready(self._programs, self.ports)
            yield
        finally:
            self._stop()

    def record_complete(self) -> None:
        """The start is over: what the other commands read exists."""
        self._is_complete = True
        self._record()

    def revive(self) -> None:
        """Restart services that have ended or hang, and report it."""
        for liveness in self._liveness:
            if report := liveness.check():
                show(report)
        for program in self._programs:
            if report := program.revive():
                show(report)
                self._record()

    def _program(self, service: str) -> Program:
        return Program(
            service,
            programs.command(service, self.ports[service]),
            self.environments[service],
            fresh_log(self._settings.logs, service),
        )

    def _stop(self) -> None:
        for program in self._programs:
            program.ask_to_stop()
        for program in self._programs:
            program.wait_for_end(programs.GRACEFUL_SECONDS + 5)

    def _record(self) -> None:
        now = state.State(
            gateway=self._settings.gateway_url,
            pids={program.name: program.pid for program in self._programs},
            ports=self.ports,
            database=self._database.admin_url,
            has_demo=self._database.server is not None,
            is_complete=self._is_complete,
        )
        state.write(self._settings, now)
