"""Child processes that end with the launcher."""

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

    So start children from the main thread only. On kernels without this feature, the next start stops what a killed
    launcher left running.
    """

    def set_signal() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(sent), 0, 0, 0)

    return set_signal


def command_line(pid: int) -> str:
    """The command line of a running process; empty if there is none."""
    proc = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self").exists():
        try:
            return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except (FileNotFoundError, ProcessLookupError):
            return ""
    listing = run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listing.stdout.strip()
