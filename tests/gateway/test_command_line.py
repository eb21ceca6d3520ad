"""`hrdd` as people use it: typed addresses, several commands at once, an interrupted import."""

import asyncio
import json
import os
import signal
import stat
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hrdd.addresses import BadAddress, address
from hrdd.main import app
from support.accounts import Account, Accounts
from support.rig import Visit, scripted

PROGRAM = Path(sys.executable).with_name("hrdd")
IMPORT_ID = "0197f3a2-0000-7000-8000-000000000001"
WORKBOOK = ("workbook template", "workbook import", "workbook export")


@dataclass
class Result:
    code: int
    output: str
    errors: str


@dataclass
class Terminal:
    """A person's terminal: a home folder and variables."""

    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.home / "hrdd" / "session.json"

    def stored(self) -> Mapping[str, str]:
        return dict(json.loads(self.file.read_text()))

    async def start(self, *words: str) -> Process:
        usual = {"XDG_CONFIG_HOME": str(self.home), "PATH": os.environ["PATH"], "COLUMNS": "200"}
        return await asyncio.create_subprocess_exec(
            PROGRAM, *words, stdin=PIPE, stdout=PIPE, stderr=PIPE, env={**usual, **self.variables}
        )

    async def run(self, *words: str, typed: str = "") -> Result:
        process = await self.start(*words)
        output, errors = await asyncio.wait_for(process.communicate(typed.encode()), 60)
        return Result(process.returncode or 0, output.decode(), errors.decode())

    def run_here(self, *words: str) -> Result:
        """The same in this process, for what is refused before anything is sent."""
        usual = {"XDG_CONFIG_HOME": str(self.home), "COLUMNS": "200"}
        result = CliRunner().invoke(app, words, env={**usual, **self.variables})
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return Result(result.exit_code, result.stdout, result.stderr)

    async def sign_in(self, who: Account, gateway: str) -> None:
        result = await self.run(
            "login", "--gateway", gateway, "--username", who.username, typed=f"{who.password}\n"
        )
        assert result.code == 0, result.errors


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://hrdd.example", "https://hrdd.example"),
        ("https://hrdd.example/", "https://hrdd.example"),
        ("https://hrdd.example///", "https://hrdd.example"),
        (" https://hrdd.example/base/ ", "https://hrdd.example/base"),
        ("hrdd.example", "https://hrdd.example"),
        ("hrdd.example:8443/base", "https://hrdd.example:8443/base"),
        ("localhost:8000", "http://localhost:8000"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("[::1]:8000/", "http://[::1]:8000"),
        ("http://hrdd.example", "http://hrdd.example"),
    ],
)
def test_an_address_is_understood_as_people_write_it(typed: str, meant: str) -> None:
    assert address(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "https://", "ftp://hrdd.example", "hrdd example", "hrdd.example:port", "a@b.example", "x?y=1"],
)
def test_a_text_that_is_no_address_is_refused_before_anything_is_sent(typed: str, terminal: Terminal) -> None:
    with pytest.raises(BadAddress) as refused:
        address(typed)
    result = terminal.run_here("login", "--gateway", typed, "--api-key", "id.secret")
    assert (result.code, result.errors.strip()) == (1, str(refused.value))
    assert not terminal.file.exists()


@pytest.mark.parametrize("key", ["id.“secret”", "id.sécret", "id.se cret", "id.secret\nX-Other: 1", " "])
def test_a_key_with_letters_that_no_key_has_is_refused_before_it_is_sent(key: str, terminal: Terminal) -> None:
    by_option = terminal.run_here("login", "--api-key", key)
    terminal.variables["HRDD_API_KEY"] = key
    by_variable = terminal.run_here("agenda", IMPORT_ID)
    for result in (by_option, by_variable):
        assert result.code == 1
        assert "The API key contains letters that no key has." in result.errors


async def test_the_variables_may_name_the_gateway_with_a_slash_and_without_a_scheme(
    terminal: Terminal, accounts: Accounts, gateway_address: str
) -> None:
    amina = await accounts.buyer()
    terminal.variables["HRDD_API_KEY"] = amina.api_key
    for gateway in (gateway_address + "/", gateway_address.removeprefix("http://")):
        terminal.variables["HRDD_GATEWAY"] = gateway
        result = await terminal.run("login", "--api-key", amina.api_key)
        assert amina.org_name in result.output, result.errors


async def test_the_session_is_private_and_replaced_as_a_whole(
    terminal: Terminal, accounts: Accounts, gateway_address: str
) -> None:
    await terminal.sign_in(await accounts.buyer(), gateway_address)
    assert stat.S_IMODE(terminal.file.stat().st_mode) == 0o600
    assert [file.name for file in terminal.file.parent.iterdir()] == ["session.json"]


async def test_an_access_token_is_used_until_it_ends(
    terminal: Terminal, accounts: Accounts, gateway_address: str
) -> None:
    await terminal.sign_in(await accounts.buyer(), gateway_address)
    before = terminal.stored()
    unknown = await terminal.run("agenda", IMPORT_ID)
    assert unknown.code == 1
    assert terminal.stored() == before


async def test_commands_at_the_same_time_renew_the_session_once(
    terminal: Terminal, accounts: Accounts, gateway_address: str
) -> None:
    await terminal.sign_in(await accounts.buyer(), gateway_address)
    ended = {**terminal.stored(), "access_token": None, "access_ends_at": 0}
    terminal.file.write_text(json.dumps(ended))

    results = await asyncio.gather(*(terminal.run("agenda", IMPORT_ID) for _ in range(4)))

    assert not [result.errors for result in results if "unauthenticated" in result.errors]
    assert terminal.stored()["refresh_token"] != ended["refresh_token"]
    assert "unauthenticated" not in (await terminal.run("agenda", IMPORT_ID)).errors


async def test_after_signing_out_nothing_is_stored(
    terminal: Terminal, accounts: Accounts, gateway_address: str
) -> None:
    await terminal.sign_in(await accounts.buyer(), gateway_address)
    assert "Signed out." in (await terminal.run("logout")).output
    assert not terminal.file.exists()
    assert "You were not signed in." in (await terminal.run("logout")).output
    assert "You are not signed in." in (await terminal.run("agenda", IMPORT_ID)).errors


async def test_an_interrupted_import_says_what_goes_on_at_the_platform(terminal: Terminal, tmp_path: Path) -> None:
    reading = json.dumps({"id": IMPORT_ID, "status": "reading"}).encode()

    async def still_reading(visit: Visit) -> None:
        await visit.body()
        await visit.answer(reading, b"Content-Type: application/json")

    factory_list = tmp_path / "list.csv"
    factory_list.write_text("name,country\nSample Assembly,VN\n")
    async with scripted(still_reading) as platform:
        terminal.variables |= {"HRDD_API_KEY": "id.secret", "HRDD_GATEWAY": platform.address}
        process = await terminal.start(
            "import", str(factory_list), "--supplier", IMPORT_ID, "--valid-from", "2026-01-01"
        )
        while len(platform.visits) < 2:  # noqa: ASYNC110  # a count of the platform
            await asyncio.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = await asyncio.wait_for(process.communicate(), 30)

    assert process.returncode != 0
    assert f"The platform goes on reading the list: GET /v1/disclosure-imports/{IMPORT_ID}" in errors.decode()
    assert "Traceback" not in errors.decode()


async def test_an_import_that_was_interrupted_goes_on_with_its_key_and_the_next_one_has_another(
    terminal: Terminal, tmp_path: Path
) -> None:
    keys: list[str] = []
    is_done = False

    async def platform_reads(visit: Visit) -> None:
        body = await visit.body()
        if b"Sample" in body:
            keys.extend(visit.fields("Idempotency-Key"))
        rows = {"new": 1, "matched": 0, "review": 0, "invalid": 0}
        job = {"id": IMPORT_ID, "status": "done" if is_done else "processing", "rows": rows}
        answer = {"items": []} if visit.target.partition(b"?")[0].endswith(b"/rows") else job
        await visit.answer(json.dumps(answer).encode(), b"Content-Type: application/json")

    factory_list = tmp_path / "list.csv"
    factory_list.write_text("name,country\nSample Assembly,VN\n")
    words = ("import", str(factory_list), "--supplier", IMPORT_ID, "--valid-from", "2026-01-01")
    async with scripted(platform_reads) as platform:
        terminal.variables |= {"HRDD_API_KEY": "id.secret", "HRDD_GATEWAY": platform.address}
        for _ in range(2):
            process, before = await terminal.start(*words), len(platform.visits)
            while len(platform.visits) < before + 2:  # noqa: ASYNC110  # a count of the platform
                await asyncio.sleep(0.05)
            process.send_signal(signal.SIGINT)
            _, errors = await asyncio.wait_for(process.communicate(), 30)
            assert "The same command goes on with it" in errors.decode()
        is_done = True
        for _ in range(2):
            result = await terminal.run(*words)
            assert (result.code, result.errors) == (0, "")
    assert keys[0] == keys[1] == keys[2] != keys[3]


@pytest.mark.parametrize(("name", "said"), [("file.pdf", "is no name of a workbook"), ("", "is a directory")])
def test_a_workbook_is_not_written_where_it_cannot_be(terminal: Terminal, name: str, said: str) -> None:
    result = terminal.run_here("workbook", "template", str(terminal.home / name))
    assert result.code != 0
    assert said in result.errors


async def test_the_version_is_shown(terminal: Terminal) -> None:
    result = await terminal.run("--version")
    assert (result.code, result.output.split()[0]) == (0, "hrdd")


async def test_what_is_not_the_platform_is_not_a_traceback(terminal: Terminal) -> None:
    async def other(visit: Visit) -> None:
        await visit.answer(b"<html>hello</html>", b"Content-Type: text/html")

    async with scripted(other) as stranger:
        result = await terminal.run("login", "--gateway", stranger.address, "--api-key", "id.secret")
    assert result.code == 1
    assert "is not the platform" in result.errors
    assert not terminal.file.exists()


@pytest.mark.parametrize(
    "command", ["login", "logout", "import", "agenda", "meeting log", "notice", "duties", *WORKBOOK]
)
async def test_help_has_a_word_for_each_value(terminal: Terminal, command: str) -> None:
    shown = await terminal.run(*command.split(), "--help")
    assert shown.code == 0, shown.errors
    for programmers in ("<str>", "<bool>", "<list", "<datetime"):
        assert programmers not in shown.output
