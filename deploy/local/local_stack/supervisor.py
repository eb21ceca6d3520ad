"""Programs that are restarted when they end."""

import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from local_stack.child_processes import dies_with_parent
from local_stack.restarts import Restarts


class Program:
    """Writes its output to a log. Ctrl-C reaches only the launcher, which stops the programs in order."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        self._command = command
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._restarts = Restarts()

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env=self._environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                process_group=0, preexec_fn=dies_with_parent(signal.SIGTERM),
            )  # fmt: skip
        self._restarts.started()

    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def end(self) -> str:
        """How it ended, as text."""
        code = self._process.returncode if self._process else None
        return f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with status {code}"

    def revive(self) -> str | None:
        """Call this repeatedly: restarts an ended program after a growing pause; returns a line to print."""
        if not self.has_ended():
            return None
        if (pause := self._restarts.plan()) is not None:
            return f"{self.name} {self.end()}; restarting in {pause:g} s (log: {self.log})"
        if self._restarts.are_due:
            self.start()
            return f"{self.name} was restarted"
        return None

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def kill(self) -> None:
        """End it at once, also where it cannot react."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()

    def wait_for_end(self, seconds: float) -> None:
        if self._process is None:
            return
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def end_of_log(self, characters: int = 3000) -> str:
        return self.log.read_text(errors="replace")[-characters:].strip() if self.log.exists() else ""
