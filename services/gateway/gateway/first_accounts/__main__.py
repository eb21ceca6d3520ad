"""The first accounts of an installation: `python -m gateway.first_accounts < accounts.json`.

All other people are invited; the first platform administrator cannot be. The document is a `FirstAccounts`; the
same document may be given again. Needs GATEWAY_WORKER_DATABASE_URL.
"""

import asyncio
import json
import sys
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.caller_proofs import CallerProofs
from chassis.database import new_engine, new_sessions
from chassis.settings import DatabaseUrl
from chassis.test_clock import adopt
from chassis.validation_errors import detail_of, pointer_of
from gateway.first_accounts.actions import create_first_accounts
from gateway.first_accounts.schemas import FirstAccounts


class FirstAccountsSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="GATEWAY_", frozen=True, extra="ignore")

    worker_database_url: DatabaseUrl


NOT_JSON = (
    ("Expecting value", "a value is missing here"),
    ("Expecting ',' delimiter", "a comma or a closing bracket is missing before this"),
    ("Expecting ':' delimiter", "a colon is missing before this"),
    ("Expecting property name", "a name in double quotes is missing here"),
    ("Illegal trailing comma", "this comma is one too many"),
    ("Extra data", "the document has ended before this"),
    ("Unterminated string", "the text that begins here does not end"),
    (
        "Invalid control character",
        "a text has a line break or another control character here; write \\n for a line break",
    ),
    ("Invalid \\", "a text has a backslash here that nothing known follows"),
)
"""How messages of the JSON library begin, and what is wrong there."""
EXAMPLE = "An example is deploy/first-accounts.example.json."


def _read(said: bytes) -> Any:
    """The document; exits with what is wrong with its form, and where."""
    if not said.strip():
        sys.exit(f"There is no document on standard input. {EXAMPLE}")
    try:
        return json.loads(said.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        sys.exit(f"The document is not in UTF-8: byte {error.start + 1} begins no character of it.")
    except json.JSONDecodeError as error:
        wrong = next((words for begins, words in NOT_JSON if error.msg.startswith(begins)), "it goes wrong here")
        sys.exit(f"The document is not valid JSON. Line {error.lineno}, column {error.colno}: {wrong}. {EXAMPLE}")


def _parsed(said: bytes) -> FirstAccounts:
    """Exits with what is wrong with the document, and where; passwords and keys are not repeated."""
    document = _read(said)
    try:
        return FirstAccounts.model_validate(document)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        places = (pointer_of(fault, document) or "The document" for fault in faults)
        sys.exit("\n".join(f"{place}: {detail_of(fault)}" for place, fault in zip(places, faults, strict=True)))


async def _main() -> None:
    document = _parsed(sys.stdin.buffer.read())
    settings = FirstAccountsSettings()
    proofs = await CallerProofs.of_database(settings.worker_database_url)
    engine = new_engine(settings.worker_database_url, application="gateway-first-accounts", proofs=proofs, size=1)
    sessions = new_sessions(engine)
    await adopt(sessions, is_allowed=True)
    await create_first_accounts(sessions, document)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(_main())
