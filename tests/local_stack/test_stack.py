"""`make run`: the launcher starts everything, restarts what ends, and stops everything."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from local_stack.demo.accounts import ACCOUNT_NAMES
from local_stack.demo.people import Person, Refused
from local_stack.demo.progress import Progress
from local_stack.keyring import keyring
from local_stack.postgres import free_port
from support.clients import client_at
from support.launching import PATIENCE, Launched, installed, launch, launcher, until


def processes_of(home: Path) -> list[str]:
    """Command lines of all processes that use this data folder."""
    commands = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            if str(home).encode() in command + (process / "environ").read_bytes():
                commands.append(command.replace(b"\0", b" ").decode())
        except OSError:
            continue
    return commands


@pytest.fixture(scope="module")
def launches() -> Iterator[list[Launched]]:
    """All launches on one data folder."""
    with installed() as folder:
        launches = [launch(folder)]
        yield launches
        for stack in launches:
            stack.process.terminate()
            stack.process.wait(PATIENCE)


@pytest.fixture
def stack(launches: list[Launched]) -> Launched:
    """The running stack; restarted if the previous test has ended it."""
    if launches[-1].process.poll() is not None:
        launches.append(launch(launches[-1].home))
    return launches[-1]


def test_every_demo_account_signs_in_with_key_and_password(stack: Launched) -> None:
    credentials = _credentials(stack.home)
    with client_at(credentials.pop("gateway")) as http:
        for account in credentials.values():
            form = {"grant_type": "password", "username": account["username"], "password": account["password"]}
            token = http.post("/v1/token", data=form).json()["access_token"]
            for bearer in (account["api_key"], token):
                me = http.get("/v1/me", headers={"Authorization": f"Bearer {bearer}"}).json()
                assert me["person"]["username"] == account["username"]
    assert set(credentials) == set(ACCOUNT_NAMES)


def test_the_printed_requests_succeed(stack: Launched) -> None:
    printed = [line.strip() for line in stack.output().splitlines() if line.startswith("  curl ")]
    for line in printed:
        pasted = subprocess.run(["sh", "-c", f"{line} --fail"], capture_output=True, text=True, check=False)
        assert json.loads(pasted.stdout), f"{line}: {pasted.stderr}"
    assert len(printed) == 3


def test_the_first_account_is_created_from_a_document(stack: Launched) -> None:
    first = {"username": "first-admin", "password": "a long one of their own", "roles": ["platform_admin"]}
    document = {"organisations": [{"name": "Platform", "kind": "platform", "members": [first]}]}
    assert _first_accounts(stack.home, document).returncode == 0
    form = {"grant_type": "password", "username": "first-admin", "password": first["password"]}
    with client_at(stack.address) as http:
        assert http.post("/v1/token", data=form).status_code == 200

    refused = _first_accounts(stack.home, {"organisations": [{"name": "Platform", "kind": "castle"}]})
    assert (refused.returncode, '/organisations/0/kind: "castle" is not a known value.' in refused.stderr) == (
        1,
        True,
    )


def _first_accounts(home: Path, document: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "local_stack", "first-accounts"],
        env=os.environ | {"HRDD_DATA": str(home)}, input=json.dumps(document),
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_killed_services_and_database_are_restarted_with_all_data(stack: Launched) -> None:
    before = stack.state()
    asyncio.run(_execute(before["database"], "create table kept (n int); insert into kept values (7)"))
    for pid in before["pids"].values():
        os.kill(pid, signal.SIGKILL)
    until(lambda: set(stack.state()["pids"].values()).isdisjoint(before["pids"].values()))
    until(stack.is_up)

    os.kill(_postmaster(stack.home), signal.SIGKILL)
    until(lambda: "PostgreSQL ended; restarting it" in stack.output())
    until(lambda: asyncio.run(_answers(before["database"])))
    until(stack.is_up)
    assert asyncio.run(_execute(before["database"], "select n from kept")) == 7


def test_while_the_database_cannot_start_it_is_tried_again_and_services_are_restarted(stack: Launched) -> None:
    (settings,) = stack.home.glob("postgres-*/postgresql.auto.conf")
    sound = settings.read_text()
    settings.write_text("shared_preload_libraries = 'no_such_library'\n")
    os.kill(_postmaster(stack.home), signal.SIGKILL)
    until(lambda: stack.output().count("PostgreSQL ended; restarting it") >= 3)
    assert 'could not access file "no_such_library"' in stack.output()

    gateway = stack.state()["pids"]["gateway"]
    os.kill(gateway, signal.SIGKILL)
    until(lambda: stack.state()["pids"]["gateway"] != gateway)

    settings.write_text(sound)
    until(stack.is_up)
    assert stack.process.poll() is None


def test_a_second_launcher_on_the_same_data_is_refused(stack: Launched) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "local_stack", "run"],
        env=os.environ | {"HRDD_DATA": str(stack.home), "GATEWAY_PORT": str(free_port())},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert second.returncode == 1
    assert f"A stack is already running on {stack.home} (process {stack.process.pid}," in second.stderr
    assert stack.is_up()


def test_a_killed_launcher_ends_its_programs_and_the_next_start_has_all_data(
    stack: Launched, launches: list[Launched]
) -> None:
    credentials = _credentials(stack.home)
    stack.process.kill()
    launches.append(again := launch(stack.home))
    assert again.is_up()
    assert _credentials(stack.home) == credentials | {"gateway": f"http://127.0.0.1:{again.port}"}


def test_a_port_in_use_is_reported_before_anything_starts(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = launcher(home, port := taken.getsockname()[1])
        assert refused.wait(PATIENCE) == 1
    assert (home / "output").read_text().startswith(f"Port {port} cannot be used (Address already in use).")
    assert list(home.glob("postgres*")) == []


def _postmaster(home: Path) -> int:
    (lock_file,) = home.glob("postgres-*/postmaster.pid")
    return int(lock_file.read_text().splitlines()[0])


def _credentials(home: Path) -> dict[str, Any]:
    process = subprocess.run(
        [sys.executable, "-m", "local_stack", "credentials"],
        env=os.environ | {"HRDD_DATA": str(home)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    credentials: dict[str, Any] = json.loads(process.stdout)
    return credentials


async def _execute(url: str, statement: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await (connection.fetchval if "select" in statement else connection.execute)(statement)
    finally:
        await connection.close()


async def _answers(url: str) -> bool:
    try:
        return bool(await _execute(url, "select 1"))
    except (OSError, asyncpg.PostgresError):
        return False


def test_a_folder_that_cannot_be_created_is_reported(home: Path) -> None:
    (home / "file").touch()
    refused = subprocess.run(
        [sys.executable, "-m", "local_stack", "run"],
        env=os.environ | {"HRDD_DATA": str(home / "file" / "data")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert refused.stderr.startswith(f"The folder {home}/file/data cannot be created (Not a directory).")


def test_a_folder_in_which_nothing_can_be_written_is_reported(home: Path) -> None:
    (home / "lock").mkdir()
    for command in ("run", "database"):
        refused = _command(command, HRDD_DATA=str(home))
        assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
        assert refused.stderr.startswith(f"{home}/lock: Is a directory.")


def test_a_state_file_that_cannot_be_read_is_reported(home: Path) -> None:
    (home / "stack.json").mkdir()
    refused = _command("credentials", HRDD_DATA=str(home))
    assert refused.stderr == f"{home}/stack.json: Is a directory. HRDD_DATA names the data folder.\n"


def test_a_load_of_the_demo_goes_on_when_the_platform_has_forgotten_its_requests(
    stack: Launched, tmp_path: Path
) -> None:
    """After a day: what was answered is not sent again, and of a lost answer the thing is found."""
    account = _credentials(stack.home)["platform_admin"]

    def registered(name: str, supplier: dict[str, Any]) -> str:
        """Its id. `name` is part of the keys by which the platform knows a request again."""
        progress = Progress(tmp_path / "progress", database="1/2", today=date(2026, 11, 26))
        signed = {"username": account["username"], "password": account["password"]}
        with contextlib.closing(Person.signed_in(name, stack.address, **signed, progress=progress)) as person:
            return str(person.post("/v1/suppliers", supplier)["id"])

    supplier = {"name": f"Interrupted Works {tmp_path.name}", "country": "BE", "kinds": ["manufacturer"]}
    first = registered("operator", supplier)
    assert registered("operator", supplier) == first
    assert registered("operator a day later", supplier) == first
    other = {**supplier, "name": f"Another Works {tmp_path.name}", "country": "nowhere"}
    with pytest.raises(Refused):
        registered("operator two days later", other)


def test_progress_of_other_data_is_not_used(tmp_path: Path) -> None:
    file, first, later = tmp_path / "progress", date(2026, 11, 26), date(2026, 11, 28)
    Progress(file, database="1/2", today=first).keep("demo operator 1", {"id": "7"})
    with file.open("a") as cut_off:
        cut_off.write('{"request": "demo oper')
    Progress(file, database="1/2", today=later).keep("demo operator 2", {"id": "8"})
    resumed = Progress(file, database="1/2", today=later)
    assert (resumed.day, resumed.answer("demo operator 1"), resumed.is_resumed) == (first, {"id": "7"}, True)
    other = Progress(file, database="1/3", today=later)
    assert (other.day, other.has("demo operator 1"), other.is_resumed) == (later, False, False)


def test_a_tilde_in_the_name_of_the_folder_is_the_home_of_the_user(home: Path) -> None:
    nothing = _command("credentials", HRDD_DATA="~/data of mine", HOME=str(home))
    assert nothing.stderr.startswith(f"No stack is running on {home}/data of mine.")
    nobody = _command("credentials", HRDD_DATA="~no-such-user-of-this-machine/data")
    assert nobody.stderr.startswith("HRDD_DATA is '~no-such-user-of-this-machine/data': ")
    assert nobody.stderr.count("\n") == 1


def test_credentials_are_printed_when_the_accounts_exist(home: Path) -> None:
    """Printed while the demo is being loaded, they can be used at once; a load that was killed goes on."""
    interrupted = Launched(home, free_port())
    until(lambda: "Loading the demo" in interrupted.output())
    time.sleep(3)
    interrupted.process.kill()
    interrupted.process.wait()

    stack = Launched(home, free_port())
    try:
        until(lambda: (home / "stack.json").exists() and stack.state()["gateway"] == stack.address)
        credentials = _credentials(home)
        with client_at(stack.address, credentials["buyer"]["api_key"]) as http:
            assert http.get("/v1/me").json()["person"]["username"] == credentials["buyer"]["username"]
            until(lambda: "The platform is running" in stack.output())
            assert "incomplete" not in stack.output()
            names = [
                supplier["name"] for supplier in http.get("/v1/suppliers", params={"limit": 100}).json()["items"]
            ]
            references = [contract["reference"] for contract in http.get("/v1/contracts").json()["items"]]
        assert len(names) == len(set(names))
        assert len(references) == 1
    finally:
        stack.process.terminate()
        stack.process.wait(PATIENCE)


def _command(name: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "local_stack", name],
        env=os.environ | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def _memory_and_time(pid: int) -> tuple[int, float]:
    """Resident bytes and seconds of processor time of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return pages * os.sysconf("SC_PAGE_SIZE"), sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("service", ["gateway", "suppliers", "dialogue"])
def test_a_head_without_end_costs_a_service_neither_memory_nor_time(stack: Launched, service: str) -> None:
    port, pid = stack.state()["ports"][service], stack.state()["pids"][service]
    before, began = _memory_and_time(pid)
    megabyte = b"a" * 1_000_000
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(b"GET /v1/me HTTP/1.1\r\nhost: a\r\nx-endless: ")
        with contextlib.suppress(OSError):
            for _ in range(150):
                line.sendall(megabyte)
        with contextlib.suppress(ConnectionError):
            assert line.recv(4096).startswith(b"HTTP/1.1 431")
    after, ended = _memory_and_time(pid)
    assert after - before < 5_000_000
    assert ended - began < 2


@pytest.mark.parametrize("service", ["gateway", "suppliers", "dialogue"])
def test_no_number_of_header_lines_is_a_fault_of_a_service(stack: Launched, service: str) -> None:
    for count in (50, 99, 110, 30_000):
        with socket.create_connection(("127.0.0.1", stack.state()["ports"][service]), timeout=10) as line:
            fields = b"".join(b"x-%d: a\r\n" % number for number in range(count))
            with contextlib.suppress(ConnectionError):
                line.sendall(b"GET /v1/suppliers HTTP/1.1\r\nhost: a\r\n" + fields + b"\r\n")
            status = int(line.recv(4096).split(b" ")[1])
            assert status == (431 if count > 100 else 401 if service != "dialogue" else 404)


@pytest.mark.parametrize("path", ["/v1/me", "/v1/suppliers", "/v1/dialogues"])
def test_a_head_within_the_limits_reaches_every_service(stack: Launched, path: str) -> None:
    key = keyring(stack.home).accounts["buyer"]["api_key"]
    fields = [f"authorization: Bearer {key}", "host: a", "connection: close", *(f"x-{n}: a" for n in range(96))]
    room = 32 * 1024 - len(path) - sum(len(field) + 2 for field in fields) - len("x-long: \r\n")
    head = "\r\n".join([f"GET {path} HTTP/1.1", *fields, "x-long: " + "a" * room, "", ""])
    with socket.create_connection(("127.0.0.1", stack.port), timeout=10) as line:
        line.sendall(head.encode())
        assert line.recv(4096).startswith(b"HTTP/1.1 200")


def test_ctrl_c_stops_everything_and_says_so(stack: Launched) -> None:
    stack.process.send_signal(signal.SIGINT)
    assert stack.process.wait(PATIENCE) == 0
    assert stack.output().endswith("Stopped.\n")
    assert processes_of(stack.home) == []
    assert not (stack.home / "stack.json").exists()
