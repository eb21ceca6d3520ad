"""Both generated clients against the platform with its demo; `make clients-check` generates them first."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from generation import CLIENTS, DESCRIPTION, ENVIRONMENT, NODE_MODULES, ROOT

from local_stack.demo.accounts import Account
from local_stack.keyring import keyring
from support.launching import Launched, launched

PROGRAMS = Path(__file__).parent / "python"
PYTHON = ROOT / ".tools" / "api" / "bin" / "python"
TYPESCRIPT = CLIENTS / "typescript"
NOTICE = ROOT / "tests/suppliers/notices/00733949-2023.xml"


@pytest.fixture(scope="module")
def stack() -> Iterator[Launched]:
    with launched() as stack:
        yield stack


@pytest.fixture(scope="module")
def address(stack: Launched) -> str:
    return f"http://127.0.0.1:{stack.port}"


@pytest.fixture(scope="module")
def accounts(stack: Launched) -> dict[str, Account]:
    return keyring(stack.home).accounts


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, accounts: dict[str, Account]) -> Path:
    folder = tmp_path_factory.mktemp("clients")
    (folder / "accounts.json").write_text(json.dumps(accounts))
    return folder


def run(*command: str | Path) -> str:
    environment = ENVIRONMENT | {"PYTHONPATH": str(CLIENTS / "python"), "MOST_OF_A_KIND": "50"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def facts(*command: str | Path) -> dict[str, Any]:
    return dict(json.loads(run(*command)))


@pytest.mark.parametrize(
    "program",
    [(PYTHON, PROGRAMS / "three_calls.py"), ("node", TYPESCRIPT / "three_calls.ts")],
    ids=["python", "typescript"],
)
def test_three_calls_are_made_with_generated_code(
    program: tuple[str | Path, ...], address: str, accounts: dict[str, Account]
) -> None:
    made = facts(*program, address, accounts["buyer"]["api_key"])
    assert made["listed"] > 0
    assert made["created"]
    assert made["refused"] == "contract_not_found"


def test_the_python_client_reads_every_kind_of_answer_of_the_demo(
    address: str, files: Path, accounts: dict[str, Account]
) -> None:
    run(PYTHON, PROGRAMS / "complete_demo.py", address, accounts["buyer_manager"]["api_key"],
        files / "accounts.json", NOTICE)  # fmt: skip
    read = facts(PYTHON, PROGRAMS / "read_everything.py", address, files / "accounts.json", DESCRIPTION,
                 files / "requests.json")  # fmt: skip
    assert read["never read"] == []
    assert read["answers"] > 500


def test_the_typescript_types_fit_the_same_answers(address: str, files: Path) -> None:
    program = TYPESCRIPT / "read_everything.ts"
    read = facts("node", program, address, files / "accounts.json", files / "requests.json")
    assert read["different answers"] > 300
    run(NODE_MODULES / ".bin" / "tsc", "--project", TYPESCRIPT)
