"""The quick bench: the proxy, a page of an owned list, the fence, one write, one batch; each against its limit.

`make bench-quick` prints each figure beside its goal and writes `bench/results.json`. Both sides of a ratio run
in the same minutes on the same two cores: servers on one, load and what lies behind them on the other. The
throw-away database does not wait for the disk, on either side.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from platform import python_version

from batches import batch_vs_copy, import_vs_copy
from load import ratios, requests_per_second
from local_stack.testing import cluster
from memory import Memory, idle_memory
from programs import LOAD_CORE, SERVER_CORE, free_port, missing_tools, program, serving, uvicorn
from proxies import nginx
from stage import Stage, set_stage

HERE = Path(__file__).parent
SECONDS = 3

MEMORY_GOAL = 350
GOALS = {
    "proxy_vs_nginx_c1": 0.4,
    "proxy_vs_nginx_c64": 0.15,
    "proxy_vs_fastapi_httpx_c16": 10.0,
    "page_vs_limit": 0.75,
    "rls_vs_none": 0.9,
    "write_vs_limit": 0.5,
    "batch_vs_copy": 0.5,
    "import_vs_copy": 0.3,
}

POST = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"name": "Meridiaan Systems", "country": "BE", "kinds": ["supplier"]}'
"""

Measured = tuple[float, float, float]


def proxy(stage: Stage) -> dict[str, Measured]:
    """2 KB of JSON through the gateway with a verified credential, through nginx, and through a plain route."""
    path = "/v1/suppliers/0199a000-0000-7000-8000-000000000000"
    with ExitStack() as running:
        upstream = running.enter_context(nginx(core=LOAD_CORE))
        peer = running.enter_context(nginx(core=SERVER_CORE, upstream=upstream))
        port = free_port()
        address = {"SUPPLIERS_URL": f"http://127.0.0.1:{upstream}", "UPSTREAM": f"http://127.0.0.1:{upstream}"}
        environment = {**stage.environment, **address}
        running.enter_context(
            program(
                serving("gateway", port),
                core=SERVER_CORE,
                port=port,
                environment=environment,
            )
        )
        naive = free_port()
        running.enter_context(
            program(uvicorn("naive:app", naive), core=SERVER_CORE, port=naive, environment=environment)
        )
        key = {"Authorization": f"Bearer {stage.api_key}"}

        def through(to: int, connections: int) -> Callable[[], float]:
            headers = key if to == port else {}
            url = f"http://127.0.0.1:{to}{path}"
            return lambda: requests_per_second(url, connections=connections, seconds=SECONDS, headers=headers)

        return {
            "proxy_vs_nginx_c1": ratios(through(port, 1), through(peer, 1)),
            "proxy_vs_nginx_c64": ratios(through(port, 64), through(peer, 64)),
            "proxy_vs_fastapi_httpx_c16": ratios(through(port, 16), through(naive, 16)),
        }


def pages_and_writes(stage: Stage) -> dict[str, Measured]:
    """50 of 100,000 contact points, a tenth of them the caller's, at 16 connections; one supplier written."""
    ours, pages, writes = free_port(), free_port(), free_port()
    with ExitStack() as running:
        for command, port in (
            (serving("suppliers", ours), ours),
            (uvicorn("limits:pages", pages), pages),
            (uvicorn("limits:writes", writes), writes),
        ):
            running.enter_context(program(command, core=SERVER_CORE, port=port, environment=stage.environment))
        key = {"Authorization": f"Bearer {stage.token}"}

        def load(port: int, path: str, script: str | None = None) -> Callable[[], float]:
            url = f"http://127.0.0.1:{port}{path}"
            return lambda: requests_per_second(url, connections=16, seconds=SECONDS, headers=key, script=script)

        page, limit = load(ours, "/v1/contact-points"), load(pages, "/page")

        def unfenced() -> float:
            stage.as_owner("alter table contact_points disable row level security")
            try:
                return page()
            finally:
                stage.as_owner("alter table contact_points enable row level security")

        return {
            "page_vs_limit": ratios(page, limit),
            "rls_vs_none": ratios(page, unfenced),
            "write_vs_limit": ratios(load(ours, "/v1/suppliers", POST), load(writes, "/write", POST)),
        }


def measure() -> dict[str, Measured]:
    with cluster() as admin_url:
        stage = set_stage(admin_url)
        figures = proxy(stage) | pages_and_writes(stage)
        figures["batch_vs_copy"] = asyncio.run(batch_vs_copy(stage))
        figures["import_vs_copy"] = asyncio.run(import_vs_copy(stage))
    return figures


def weigh() -> Memory:
    """What the three services hold when nobody asks them anything, on a database of their own."""
    with cluster() as admin_url:
        memory = idle_memory(admin_url)
    mark = "" if memory.pss <= MEMORY_GOAL else "  above its goal"
    print(f"{'idle_memory_mb':<28} {memory.pss:>8.0f} {MEMORY_GOAL:>7}  (RSS {memory.rss:.0f}){mark}")
    return memory


def report(figures: dict[str, Measured], memory: Memory) -> dict[str, object]:
    """Print the table and give what `results.json` keeps."""
    print(f"{'figure':<28} {'ratio':>8} {'goal':>7}  {'ours':>12} {'theirs':>12}")
    for name, (ratio, ours, theirs) in figures.items():
        mark = "" if ratio >= GOALS[name] else "  below its goal"
        print(f"{name:<28} {ratio:>8.2f} {GOALS[name]:>7.2f}  {ours:>12,.0f} {theirs:>12,.0f}{mark}")
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": python_version(),
        "unit": "per second; ratio is the median of ours / theirs over interleaved rounds",
        "figures": {
            name: {"ratio": round(ratio, 3), "goal": GOALS[name], "ours": round(ours), "theirs": round(theirs)}
            for name, (ratio, ours, theirs) in figures.items()
        },
        "idle_memory_mb": {"pss": round(memory.pss), "rss": round(memory.rss), "goal": MEMORY_GOAL},
    }


def main() -> None:
    lacking = missing_tools("nginx", "wrk", "taskset")
    if lacking:
        sys.exit(f"The bench needs {', '.join(lacking)}: apt-get install nginx-light wrk util-linux")
    (HERE / "results.json").write_text(json.dumps(report(measure(), weigh()), indent=1) + "\n")


if __name__ == "__main__":
    main()
