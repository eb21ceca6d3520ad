"""Load by wrk, on the core the servers are not on; the answer is requests per second."""

import re
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from programs import LOAD_CORE


def requests_per_second(
    url: str,
    *,
    connections: int,
    seconds: int,
    headers: Mapping[str, str] | None = None,
    script: str | None = None,
) -> float:
    """Raises RuntimeError where any answer was not a success: a fast refusal is no speed."""
    with NamedTemporaryFile("w", suffix=".lua") as lua:
        Path(lua.name).write_text(script or "")
        command = ["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
        for name, value in (headers or {}).items():
            command += ["-H", f"{name}: {value}"]
        if script:
            command += ["-s", lua.name]
        output = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        raise RuntimeError(f"{url} answered badly:\n{output}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if not found:
        raise RuntimeError(output)
    return float(found.group(1))


def ratios(
    ours: Callable[[], float], theirs: Callable[[], float], *, rounds: int = 3
) -> tuple[float, float, float]:
    """(median of ours / theirs, ours, theirs) over interleaved rounds, so that both meet the same weather."""
    pairs: Sequence[tuple[float, float]] = [(ours(), theirs()) for _ in range(rounds)]
    ratio = statistics.median(own / their for own, their in pairs)
    return (
        ratio,
        statistics.median(own for own, _ in pairs),
        statistics.median(their for _, their in pairs),
    )
