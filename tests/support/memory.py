"""How much memory this process takes while something happens."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CLEAR_PEAK = "5"


def _megabytes(field: str) -> float:
    (kilobytes,) = re.findall(rf"^{field}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(kilobytes) / 1024


@contextmanager
def growing_at_most(megabytes: float) -> Iterator[None]:
    Path("/proc/self/clear_refs").write_text(CLEAR_PEAK)
    before = _megabytes("VmRSS")
    yield
    grown = _megabytes("VmHWM") - before
    assert grown < megabytes, f"grew by {grown:.0f} MB"
