"""The story of the demo, through the public API, on an installation as a user starts it."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from local_stack.demo.accounts import Account
from local_stack.demo.chapters import play
from local_stack.demo.story import Story
from local_stack.keyring import keyring
from local_stack.provisioning import with_database
from support.clients import client_at
from support.launching import Launched, launched, until
from support.refusals import FORBIDDEN, refusal
from support.services import ROOT

OWNED = {
    "/v1/contracts": "contract",
    "/v1/disclosures": "disclosure",
    "/v1/dialogues": "dialogue",
    "/v1/assignments": "assignment",
    "/v1/meetings": "meeting",
    "/v1/action-points": "buyer_action",
    "/v1/findings": "finding",
    "/v1/annual-reviews": "review",
}
"""Every collection with something of the story, and the name of that fact."""
NOTICE = ROOT / "tests/suppliers/notices/00733949-2023.xml"


@pytest.fixture(scope="module")
def stack() -> Iterator[Launched]:
    with launched() as stack:
        yield stack


@pytest.fixture(scope="module")
def accounts(stack: Launched) -> dict[str, Account]:
    return keyring(stack.home).accounts


@pytest.fixture(scope="module")
def address(stack: Launched) -> str:
    return f"http://127.0.0.1:{stack.port}"


@pytest.fixture(scope="module")
def facts(address: str, accounts: dict[str, Account]) -> dict[str, Any]:
    """The ids of what the story created; it is played once."""
    return play(Story(address, accounts, say=lambda _: None))


def client(address: str, account: Account) -> httpx.Client:
    return client_at(address, account["api_key"])


def test_the_buyer_sees_which_contract_a_finding_affects(
    address: str, accounts: dict[str, Account], facts: dict[str, Any]
) -> None:
    with client(address, accounts["buyer"]) as buyer:
        answer = buyer.get("/v1/exposures", params={"finding_id": facts["finding"]}).json()
    touched = [item for item in answer["items"] if item["contract_id"] == facts["contract"]]
    assert [(item["product_id"], item["tier"], item["match_kind"]) for item in touched] == [
        (facts["product"], "T0", "exact_product")
    ]
    assert answer["coverage"]["products_delivered"] >= 1


def test_the_agenda_lists_what_is_open_and_hides_the_finding_from_the_supplier(
    address: str, accounts: dict[str, Account], facts: dict[str, Any]
) -> None:
    with client(address, accounts["buyer"]) as buyer:
        agenda = buyer.get(f"/v1/annual-reviews/{facts['review']}/agenda").json()
    kinds = [item["kind"] for item in agenda["items"]]
    assert {"generic_answer", "standing_question"} <= set(kinds)
    assert "finding" not in kinds
    assert facts["finding"] in [item["subject_id"] for item in agenda["internal_annex"]]


@pytest.mark.parametrize("stranger", ["second_monitor", "second_supplier", "dashboard"])
@pytest.mark.parametrize(("collection", "thing"), OWNED.items())
def test_an_unrelated_organisation_sees_nothing_of_the_story(
    address: str, accounts: dict[str, Account], facts: dict[str, Any], stranger: str, collection: str, thing: str
) -> None:
    with client(address, accounts[stranger]) as http:
        one = http.get(f"{collection}/{facts[thing]}")
        many = http.get(collection, params={"limit": 200})
    assert one.status_code in (403, 404)
    assert facts[thing] not in many.text


@pytest.mark.parametrize(("collection", "thing"), [pair for pair in OWNED.items() if pair[1] != "finding"])
def test_another_buyer_sees_nothing_of_the_story(
    address: str, accounts: dict[str, Account], facts: dict[str, Any], collection: str, thing: str
) -> None:
    with client(address, accounts["second_buyer"]) as http:
        one = http.get(f"{collection}/{facts[thing]}")
        many = http.get(collection, params={"limit": 200})
    assert one.status_code == 404
    assert facts[thing] not in many.text


def test_the_supplier_cannot_see_a_finding_that_was_not_released_to_it(
    address: str, accounts: dict[str, Account], facts: dict[str, Any]
) -> None:
    with client(address, accounts["supplier"]) as http:
        assert refusal(http.get(f"/v1/findings/{facts['finding']}")) == (404, "finding_not_found")
        assert refusal(http.get("/v1/exposures", params={"finding_id": facts["finding"]})) == FORBIDDEN


def hrdd(address: str, home: Path, *arguments: str, key: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"HRDD_GATEWAY": address, "XDG_CONFIG_HOME": str(home), "COLUMNS": "200"}
    environment |= {"HRDD_API_KEY": key} if key else {}
    command = [sys.executable, "-m", "hrdd.main", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_the_command_line_shows_the_agenda(
    address: str, accounts: dict[str, Account], facts: dict[str, Any], tmp_path: Path
) -> None:
    signed_in = hrdd(address, tmp_path, "login", "--api-key", accounts["buyer"]["api_key"])
    assert "for City of Exampleton as buyer_officer" in signed_in.stdout
    process = hrdd(address, tmp_path, "agenda", facts["review"])
    assert process.returncode == 0, process.stderr
    assert "standing_question" in process.stdout


def test_the_command_line_stores_no_refused_credential(address: str, facts: object, tmp_path: Path) -> None:
    refused = hrdd(address, tmp_path, "login", "--api-key", "made.up")
    assert (refused.returncode, refused.stderr.split(":")[0]) == (1, "Unauthenticated")
    assert list(tmp_path.rglob("*.json")) == []


@pytest.mark.parametrize("options", [["--dry-run"], []])
def test_the_command_line_shows_why_a_row_of_a_list_is_invalid(
    address: str, accounts: dict[str, Account], facts: dict[str, Any], tmp_path: Path, options: list[str]
) -> None:
    (tmp_path / "list.csv").write_text(
        "Name;Address;Country\nCommandline Works;7 Terminal Road, Exampleton;Narnia\n"
    )
    days = ["--valid-from", "2026-01-01", "--product-family", "laptops"]
    process = hrdd(
        address, tmp_path, "import", str(tmp_path / "list.csv"), "--supplier", facts["supplier"], *days, *options,
        key=accounts["buyer"]["api_key"],
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    assert "1 invalid" in process.stdout
    assert '"Narnia" is not the name or code of a country.' in process.stdout
    assert ("Draft disclosure:" in process.stdout) != bool(options)
    assert ("Dry run: nothing was saved." in process.stdout) == bool(options)


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["agenda", "third"], '"third" is not an id'),
        (["import", os.devnull, "--supplier", "x", "--valid-from", "2026-01-01"], '"x" is not an id'),
        (["duties", "--before", "next month"], '"next month" is not a date; write'),
        (["import", os.devnull, "--valid-from", "1/2/26"], '"1/2/26" is not a date; write'),
        (["meeting", "log", str(UUID(int=1)), "--starts-at", "1/2/26"], '"1/2/26" is not a date and time; write'),
    ],
)
def test_the_command_line_says_which_value_is_wrong(tmp_path: Path, arguments: list[str], refusal: str) -> None:
    process = hrdd("http://127.0.0.1:1", tmp_path, *arguments)
    assert (process.returncode, refusal in process.stderr) == (2, True), process.stderr


def test_the_command_line_records_a_meeting(
    address: str, accounts: dict[str, Account], facts: dict[str, Any], tmp_path: Path
) -> None:
    people = ("buyer:Officer:City of Exampleton", "supplier_auditor:Auditor:Meridiaan Devices:audit")
    there = [word for person in people for word in ("--participant", person)]
    process = hrdd(
        address, tmp_path, "meeting", "log", facts["dialogue"], "--starts-at", "2026-01-02T09:00", *there,
        key=accounts["buyer"]["api_key"],
    )  # fmt: skip
    assert (process.returncode, process.stdout.strip().endswith("recorded (status: held).")) == (0, True), (
        process.stderr
    )


def test_the_command_line_writes_a_workbook_and_reads_it_again(
    address: str, accounts: dict[str, Account], facts: object, tmp_path: Path
) -> None:
    key, file = accounts["buyer"]["api_key"], tmp_path / "file.ods"
    written = hrdd(address, tmp_path, "workbook", "export", str(file), "--language", "fr", key=key)
    assert (written.returncode, written.stdout.split()[0]) == (0, "Wrote"), written.stderr
    again = hrdd(address, tmp_path, "workbook", "export", str(file), key=key)
    assert (again.returncode, "Use --overwrite to replace it." in again.stderr) == (1, True)
    read = hrdd(address, tmp_path, "workbook", "import", str(file), "--dry-run", key=key)
    assert read.returncode == 0, read.stderr
    assert "0 new, 0 updated" in read.stdout
    assert "0 question, 0 blocked, 0 invalid" in read.stdout
    assert "Fournisseurs" in read.stdout


def test_a_workbook_that_is_refused_leaves_no_file(
    address: str, accounts: dict[str, Account], facts: object, tmp_path: Path
) -> None:
    key, folder = accounts["supplier"]["api_key"], tmp_path / "files"
    folder.mkdir()
    refused = hrdd(address, tmp_path, "workbook", "export", str(folder / "file.xlsx"), key=key)
    assert (refused.returncode, "code forbidden" in refused.stderr) == (1, True)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("options", [["--dry-run"], []])
def test_the_command_line_shows_which_row_of_a_workbook_waits_and_why(
    address: str, accounts: dict[str, Account], facts: object, tmp_path: Path, options: list[str]
) -> None:
    (tmp_path / "suppliers.csv").write_text("name,country\nTerminal Screens,Narnia\n")
    key = accounts["buyer"]["api_key"]
    read = hrdd(address, tmp_path, "workbook", "import", str(tmp_path / "suppliers.csv"), *options, key=key)
    assert read.returncode == 0, read.stderr
    assert "1 invalid" in read.stdout
    assert "Narnia" in read.stdout
    assert ("PATCH /v1/data-imports/" in read.stdout) != bool(options)


def test_the_command_line_shows_what_a_notice_says_and_what_it_lacks(
    address: str, accounts: dict[str, Account], facts: object, tmp_path: Path
) -> None:
    read = hrdd(address, tmp_path, "notice", str(NOTICE), "--dry-run", key=accounts["buyer"]["api_key"])
    assert read.returncode == 0, read.stderr
    assert "LOT-0001" in read.stdout
    assert "the notice names" in read.stdout
    assert "Dry run: nothing was saved." in read.stdout


def test_the_command_line_lists_what_is_due(
    address: str, accounts: dict[str, Account], facts: object, tmp_path: Path
) -> None:
    key = accounts["buyer"]["api_key"]
    listed = hrdd(address, tmp_path, "duties", "--type", "REPORT", key=key)
    assert listed.returncode == 0, listed.stderr
    assert "REPORT" in listed.stdout
    assert "ANNUAL_REVIEW" not in listed.stdout
    assert hrdd(address, tmp_path, "duties", "--before", "2001-01-01", key=key).stdout == "Nothing.\n"


CONTRACT = {
    "title": "Written while a process dies",
    "kind": "single",
    "model": "purchase",
    "product_categories": ["laptop"],
    "start": "2026-01-01",
    "end": "2029-12-31",
    "estimated_units_per_year": 10,
    "clauses": [{"template": "human-rights-clause", "included_at": "tender"}],
}

HALF_WRITTEN = """
select count(*) from contracts
where title = 'Written while a process dies'
  and (not exists (select 1 from obligations where obligations.contract_id = contracts.id)
       or not exists (select 1 from journal where journal.subject_id = contracts.id))"""


class Writer(threading.Thread):
    """Registers contracts until it is stopped; keeps the ids of those answered with 201."""

    def __init__(self, address: str, account: Account, supplier_id: str) -> None:
        super().__init__()
        self.http = client(address, account)
        self.supplier_id = supplier_id
        self.acknowledged: list[str] = []
        self.stopped = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.stopped.is_set():
            number += 1
            body = {**CONTRACT, "supplier_id": self.supplier_id, "reference": f"CHAOS-{id(self)}-{number}"}
            try:
                answer = self.http.post("/v1/contracts", json=body)
            except httpx.TransportError:
                continue
            if answer.status_code == 201:
                self.acknowledged.append(answer.json()["id"])
        self.http.close()


@pytest.mark.parametrize("victim", ["suppliers", "gateway", "postgres"])
async def test_a_process_killed_during_writes_leaves_nothing_half_written(
    stack: Launched, address: str, accounts: dict[str, Account], facts: dict[str, Any], victim: str
) -> None:
    writer = Writer(address, accounts["buyer"], facts["supplier"])
    writer.start()
    until(lambda: len(writer.acknowledged) >= 5)
    before = len(writer.acknowledged)
    os.kill(_pid_of(stack, victim), signal.SIGKILL)
    until(lambda: len(writer.acknowledged) >= before + 5)
    writer.stopped.set()
    writer.join()

    database = await asyncpg.connect(with_database(stack.state()["database"], "suppliers"))
    try:
        kept = await database.fetchval(
            "select count(*) from contracts where id = any($1::uuid[])", writer.acknowledged
        )
        assert kept == len(writer.acknowledged)
        assert await database.fetchval(HALF_WRITTEN) == 0
    finally:
        await database.close()


def _pid_of(stack: Launched, victim: str) -> int:
    if victim != "postgres":
        return int(stack.state()["pids"][victim])
    (pid_file,) = stack.home.glob("postgres-*/postmaster.pid")
    return int(pid_file.read_text().split("\n")[0])
