"""Child processes that do not outlive the launcher."""

import ctypes
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import run

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def dies_with_parent(sent: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn`: the kernel sends `sent` to the child when the thread that started it ends.

    So children are started from the main thread only. Where the kernel has no such thing,
    the next start stops what a killed launcher left behind.
    """

    def ask() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(sent), 0, 0, 0)

    return ask


def command_line(pid: int) -> str:
    """The command of a running process; empty when there is none."""
    proc = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self").exists():
        try:
            return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except (FileNotFoundError, ProcessLookupError):
            return ""
    listed = run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout.strip()
