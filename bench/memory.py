"""How much memory the three services hold when idle; `.venv/bin/python bench/memory.py` prints each.

Of what the processes share (libraries), PSS counts each one's part, RSS the whole in each.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from local_stack.readiness import is_ready
from local_stack.testing import cluster
from programs import free_port

PATIENCE_SECONDS = 120
IDLE_SECONDS = 5  # followers have come to rest, and what start-up left over has been given back


@dataclass(frozen=True)
class Memory:
    """Megabytes."""

    pss: float
    rss: float


def held_by(pid: int) -> Memory:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kilobytes = {name: int(size) for name, size in re.findall(r"^(Pss|Rss):\s+(\d+) kB", rollup, re.MULTILINE)}
    return Memory(kilobytes["Pss"] / 1024, kilobytes["Rss"] / 1024)


@contextmanager
def stack(admin_url: str) -> Iterator[dict[str, int]]:
    """The process id of each service of a stack on that server, without the demo."""
    port = free_port()
    with TemporaryDirectory() as folder:
        environment = {"DATABASE_URL": admin_url, "HRDD_DATA": folder, "GATEWAY_PORT": str(port)}
        launcher = subprocess.Popen(
            [sys.executable, "-m", "local_stack", "run"],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait_until_running(launcher, port)
            yield json.loads((Path(folder) / "stack.json").read_text())["pids"]
        finally:
            launcher.send_signal(signal.SIGINT)
            launcher.wait(timeout=30)


def _wait_until_running(launcher: "subprocess.Popen[bytes]", port: int) -> None:
    """The gateway is ready once the services behind it are."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_ready(port):
        if launcher.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the stack does not come up")
        time.sleep(0.2)


def idle_memory(admin_url: str) -> Memory:
    with stack(admin_url) as pids:
        time.sleep(IDLE_SECONDS)
        held = {name: held_by(pid) for name, pid in pids.items()}
    for name, memory in held.items():
        print(f"{name:<12} PSS {memory.pss:6.1f} MB  RSS {memory.rss:6.1f} MB")
    return Memory(sum(memory.pss for memory in held.values()), sum(memory.rss for memory in held.values()))


if __name__ == "__main__":
    with cluster() as url:
        print(idle_memory(url))
