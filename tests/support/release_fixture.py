"""Makes the fixture of a release: SQL dumps of its databases with the demo's data in them (`make release-fixture`).

    python -m support.release_fixture NAME [CHECKOUT]

CHECKOUT is a working copy of the release with its own `.venv`; by default this one. Its platform starts on a data
folder that is deleted afterwards and plays its demo. Some tables that the demo leaves empty are filled through the
public API. Then everything is trimmed, cleared of secrets and written to `tests/releases/NAME`.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
import httpx

from local_stack.postgres import free_port
from local_stack.provisioning import SERVICES, with_database
from support.release_filling import fill
from support.releases import FOLDER, dump

PATIENCE = 300.0
LARGEST = 300_000
KEPT_ROWS = 12

TRIM = {
    "suppliers": f"""
    delete from import_rows where number > {KEPT_ROWS};
    delete from disclosure_rows where is_open and number > {KEPT_ROWS};
    create temporary table kept as select facility_id as id from disclosure_rows;
    update facilities set possible_duplicate_of = null where possible_duplicate_of not in (select id from kept);
    delete from facilities where id not in (select id from kept)
      and id not in (select facility_id from facility_identifiers);
    delete from facility_keys where facility_id not in (select id from facilities);
    delete from key_frequencies where key not in (select key from facility_keys);
    delete from journal_payloads where length(payload::text) > 5000;""",
    "dialogue": "",
    "gateway": "",
}
"""The public supplier lists of the demo have 1,600 rows and long journal entries; the fixture keeps a few."""

SCRUB = {
    "suppliers": "",
    "dialogue": "update monitor_keys set wrapped = sha256(wrapped)",
    "gateway": """
    update people set password_hash = 'removed' where password_hash is not null;
    update api_keys set secret_hash = sha256(client_id::bytea);
    update refresh_tokens set token_hash = sha256(token_hash);
    update invitations set token_hash = sha256(token_hash);""",
}
FOR_ALL = """
    update journal_erasures set erased_by = 'a release before' where erased_by = session_user;
    delete from caller_keys;"""
"""What was trimmed counts as erased, and the upgraded database makes a key of its own."""

"""The secrets were random and nobody can use them any more; the dumps still say nothing about them."""


@contextmanager
def running(checkout: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The platform of a checkout on a new data folder: the administrator's database address, the environment."""
    with TemporaryDirectory(prefix="hrdd-release-") as folder:
        Path(folder).chmod(0o711)
        environment = environ | {"HRDD_DATA": folder, "GATEWAY_PORT": str(free_port())}
        with Path(folder, "output").open("wb") as output:
            program = launcher(checkout, "run", environment, stdout=output, stderr=output)
        try:
            wait_for_demo(program, Path(folder, "output"), environment["GATEWAY_PORT"])
            yield output_of(checkout, "database-url", environment).strip(), environment
        finally:
            program.terminate()
            program.wait(PATIENCE)


def launcher(checkout: Path, verb: str, environment: dict[str, str], **pipes: Any) -> subprocess.Popen[bytes]:
    command = [checkout / ".venv/bin/python", "-m", "local_stack", verb]
    return subprocess.Popen(command, cwd=checkout, env=environment, **pipes)


def output_of(checkout: Path, verb: str, environment: dict[str, str]) -> str:
    program = launcher(checkout, verb, environment, stdout=subprocess.PIPE)
    output, _ = program.communicate(timeout=PATIENCE)
    if program.returncode:
        raise SystemExit(f"The verb {verb} of {checkout} failed.")
    return output.decode()


def wait_for_demo(program: subprocess.Popen[bytes], output: Path, port: str) -> None:
    """The launcher prints the gateway's address once everything runs and the demo is loaded."""
    end = time.monotonic() + PATIENCE
    while f"http://127.0.0.1:{port}" not in output.read_text():
        if program.poll() is not None or time.monotonic() > end:
            raise SystemExit(f"The platform did not start:\n{output.read_text()}")
        time.sleep(0.2)


async def wait_for_sealing(admin_url: str) -> None:
    """Until every journal entry is sealed and the followers have nothing more to do."""
    counts: list[int] = []
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        before, counts = counts, []
        for service in SERVICES:
            unsealed, entries = await query(
                admin_url, service, "select count(*) filter (where position is null), count(*) from journal"
            )
            counts += [unsealed, entries]
        if counts == before and not any(counts[::2]):
            return
        await asyncio.sleep(3)
    raise SystemExit("The journals were not sealed in time.")


async def query(admin_url: str, service: str, statement: str) -> asyncpg.Record:
    connection = await asyncpg.connect(with_database(admin_url, service))
    try:
        return await connection.fetchrow(statement)
    finally:
        await connection.close()


async def trim_and_scrub(admin_url: str) -> None:
    for service in SERVICES:
        connection = await asyncpg.connect(with_database(admin_url, service))
        await connection.execute(TRIM[service] + ";" + SCRUB[service] + ";" + FOR_ALL)
        await connection.close()


def main(name: str, checkout: str = ".") -> None:
    source, target = Path(checkout).absolute(), FOLDER / name
    with running(source) as (admin_url, environment):
        output_of(source, "demo", environment)
        fill(httpx.Client(base_url=f"http://127.0.0.1:{environment['GATEWAY_PORT']}", trust_env=False),
             output_of(source, "credentials", environment))  # fmt: skip
        asyncio.run(wait_for_sealing(admin_url))
        asyncio.run(trim_and_scrub(admin_url))
        target.mkdir(exist_ok=True)
        for service in SERVICES:
            text = dump(with_database(admin_url, service), "--inserts", "--rows-per-insert=100")
            (target / f"{service}.sql").write_text(text)
            sys.stdout.write(f"{target.name}/{service}.sql: {len(text):,} characters\n")
            if len(text) > LARGEST:
                raise SystemExit(f"That is too much for a fixture; extend TRIM in {__file__}.")


if __name__ == "__main__":
    main(*sys.argv[1:])
