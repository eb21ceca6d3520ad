"""What a burst of one organisation's requests costs another one: `make bench-bursts`.

200 requests of one organisation are open all the time: lists, dry runs of imports, searches, sign-ins and others.
Another one sends one request at a time, from an address of its own. The table has what the second one waits for
(the slowest of a hundred answers), alone and beside each burst, and what became of the burst.
"""

import asyncio
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import Process, Queue
from uuid import uuid4

import httpx

from chassis.caller_proofs import CallerProofs
from chassis.database import new_engine, new_sessions
from gateway.first_accounts.actions import create_first_accounts
from gateway.first_accounts.schemas import FirstAccounts, FirstMember, FirstOrganisation
from local_stack.testing import cluster
from programs import SERVER_CORE, free_port, missing_tools, program, serving
from stage import Stage, set_stage

AT_ONCE = 200
SIGN_INS = 800
SECONDS = 12
QUIET_TIMES, EXTRA_MILLISECONDS = 3, 200
"""The goal: beside a burst, three times what it is alone, and a fifth of a second."""

LIST, ME = "/v1/contact-points?limit=20", "/v1/me"
MADE_UP = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0." + "a" * 86
LINE = "Havenkant Works {0},{0} Example Dock Road,Shenzhen,CN\n"


WRK = {"all": r"(\d+) requests in", "refused": r"Non-2xx or 3xx responses: (\d+)"}


@dataclass(frozen=True)
class Burst:
    """Requests that are open all the time, and how many of them."""

    name: str
    request: dict[str, object]
    at_once: int = AT_ONCE


def key_of_neighbour(stage: Stage) -> str:
    """An organisation of its own, beside that of the stage."""
    key = f"{uuid4().hex[:16]}.{uuid4().hex}"
    password = "bench-" + uuid4().hex
    member = FirstMember(username="neighbour", password=password, roles=["buyer_officer"], api_key=key)
    document = FirstAccounts(organisations=[FirstOrganisation(name="Neighbour", kind="buyer", members=[member])])
    asyncio.run(_create(stage.environment["GATEWAY_WORKER_DATABASE_URL"], document))
    return key


async def _create(url: str, document: FirstAccounts) -> None:
    engine = new_engine(url, application="bench", proofs=await CallerProofs.of_database(url), size=1)
    await create_first_accounts(new_sessions(engine), document)
    await engine.dispose()


@contextmanager
def platform(stage: Stage) -> Iterator[str]:
    """The gateway and the suppliers service; the address of the first."""
    services = {name: free_port() for name in ("gateway", "suppliers")}
    environment = {
        **stage.environment,
        "SUPPLIERS_URL": f"http://127.0.0.1:{services['suppliers']}",
        "DIALOGUE_URL": f"http://127.0.0.1:{free_port()}",
        "LOG_LEVEL": "error",
    }
    with (
        program(serving("suppliers", services["suppliers"]), core=SERVER_CORE, port=services["suppliers"],
                environment=environment),
        program(serving("gateway", services["gateway"]), core=SERVER_CORE, port=services["gateway"],
                environment=environment),
    ):  # fmt: skip
        yield f"http://127.0.0.1:{services['gateway']}"


def bursts(supplier: str, key: str) -> list[Burst]:
    owner = {"Authorization": f"Bearer {key}"}
    form = {"supplier_id": supplier, "product_family": "laptop", "valid_from": "2026-01-01", "tier": "T0"}
    rows = "name,address,city,country\n" + "".join(LINE.format(number) for number in range(300))
    file = {"file": ("a.csv", rows)}
    dry_run = {"url": "/v1/disclosure-imports", "data": {**form, "dry_run": "true"}, "files": file}
    password = {"grant_type": "password", "username": "u{}", "password": "correct horse"}
    searched = {"name": "Precision Electronics Works", "address": "Example Dock Road 12", "country": "CN"}
    searches = {"queries": {str(number): searched for number in range(100)}}
    sign_in = {"url": "/v1/token", "data": password}
    return [
        Burst("lists", {"method": "GET", "url": "/v1/contact-points?limit=100", "headers": owner}),
        Burst("dry runs", {"method": "POST", "headers": owner, **dry_run}),
        Burst(
            "counted lists", {"method": "GET", "url": "/v1/facilities?limit=200&count=exact&q=a", "headers": owner}
        ),
        Burst("searches", {"method": "POST", "url": "/v1/facilities/match", "headers": owner, "json": searches}),
        Burst("events", {"method": "GET", "url": "/v1/events?limit=200", "headers": owner}),
        Burst("made-up tokens", {"method": "GET", "url": ME, "headers": {"Authorization": f"Bearer {MADE_UP}"}}),
        Burst("sign-ins", {"method": "POST", **sign_in}),
        Burst("800 sign-ins", {"method": "POST", **sign_in}, SIGN_INS),
    ]


def flood(address: str, burst: Burst, seconds: float, told: "Queue[Counter[str]]") -> None:
    """Keep the requests open for so long, and tell how many had which answer."""
    is_list = burst.request["method"] == "GET"
    told.put(_by_wrk(address, burst, seconds) if is_list else asyncio.run(_flood(address, burst, seconds)))


def _by_wrk(address: str, burst: Burst, seconds: float) -> Counter[str]:
    """The same for requests without a body, which wrk sends faster than Python can."""
    (header,) = dict(burst.request["headers"]).items()  # type: ignore[call-overload]
    command = ["wrk", "-t1", f"-c{burst.at_once}", f"-d{int(seconds)}s", "-H", ": ".join(header)]
    output = subprocess.run(
        [*command, f"{address}{burst.request['url']}"], capture_output=True, text=True, check=True
    ).stdout
    found = {name: re.search(pattern, output) for name, pattern in WRK.items()}
    counts = {name: int(match.group(1)) for name, match in found.items() if match}
    return Counter({"200": counts["all"] - counts.get("refused", 0), "refused": counts.get("refused", 0)})


async def _flood(address: str, burst: Burst, seconds: float) -> Counter[str]:
    answers: Counter[str] = Counter()
    until = time.monotonic() + seconds

    async def one(client: httpx.AsyncClient) -> None:
        while time.monotonic() < until:
            request = dict(burst.request)
            if isinstance(data := request.get("data"), dict):
                request["data"] = {name: value.format(uuid4().hex) for name, value in data.items()}
            try:
                answers[str((await client.request(**request)).status_code)] += 1  # type: ignore[arg-type]
            except httpx.HTTPError as error:
                answers[type(error).__name__] += 1

    limits = httpx.Limits(max_connections=None)
    transport = httpx.AsyncHTTPTransport(local_address="127.0.0.1", limits=limits)
    async with httpx.AsyncClient(base_url=address, timeout=60, transport=transport) as client:
        await asyncio.gather(*(one(client) for _ in range(burst.at_once)))
    return answers


def waited(address: str, key: str, path: str, seconds: float) -> list[float]:
    """How long each of the neighbour's requests took, in milliseconds, sorted."""
    took = []
    transport = httpx.HTTPTransport(local_address="127.0.0.2")
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=address, transport=transport, headers=headers, timeout=60) as client:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            start = time.monotonic()
            client.get(path).raise_for_status()
            took.append(1000 * (time.monotonic() - start))
    return sorted(took)


def p99(took: list[float]) -> float:
    return took[int(len(took) * 0.99) - 1] if len(took) > 1 else took[0]


def beside(address: str, burst: Burst, key: str, path: str) -> tuple[list[float], Counter[str]]:
    told: Queue[Counter[str]] = Queue()
    flooding = Process(target=flood, args=(address, burst, SECONDS + 2, told))
    flooding.start()
    time.sleep(1)
    took = waited(address, key, path, SECONDS)
    answers = told.get(timeout=120)
    flooding.join(60)
    return took, answers


def measure() -> dict[str, dict[str, object]]:
    figures: dict[str, dict[str, object]] = {}
    with cluster() as admin_url:
        stage = set_stage(admin_url)
        key = key_of_neighbour(stage)
        with platform(stage) as address:
            headers = {"Authorization": f"Bearer {stage.api_key}"}
            supplier = httpx.get(f"{address}/v1/suppliers?limit=1", headers=headers).json()["items"][0]["id"]
            for path in (LIST, ME):
                quiet = p99(waited(address, key, path, SECONDS / 2))
                for burst in bursts(supplier, stage.api_key):
                    took, answers = beside(address, burst, key, path)
                    goal = QUIET_TIMES * quiet + EXTRA_MILLISECONDS
                    figures[f"{path.partition('?')[0]} beside {burst.name}"] = {
                        "ratio": round(p99(took) / goal, 2),
                        "quiet_ms": round(quiet),
                        "beside_ms": round(p99(took)),
                        "answers": len(took),
                        "burst": dict(answers),
                    }
    return figures


def main() -> None:
    if lacking := missing_tools("wrk", "taskset"):
        sys.exit(f"The bench needs {', '.join(lacking)}: apt-get install wrk util-linux")
    figures = measure()
    print(f"{'what waits beside which burst':<44} {'of goal':>8} {'quiet':>8} {'beside':>8}  answers of the burst")
    for name, each in figures.items():
        mark = "" if float(str(each["ratio"])) <= 1 else "  above its goal"
        waits = f"{each['quiet_ms']:>5} ms {each['beside_ms']:>5} ms"
        print(f"{name:<44} {each['ratio']:>8} {waits}  {each['burst']}{mark}")


if __name__ == "__main__":
    main()
