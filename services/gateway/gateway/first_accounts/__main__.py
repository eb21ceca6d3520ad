"""The first accounts of an installation: `python -m gateway.first_accounts < accounts.json`.

All other people are invited; the first platform administrator cannot be. The document is a `FirstAccounts`; the
same document may be given again. Needs GATEWAY_WORKER_DATABASE_URL.
"""

import asyncio
import json
import sys

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


def _parsed(text: str) -> FirstAccounts:
    """Exits with what is wrong with the document, and where; passwords and keys are not repeated."""
    try:
        document = json.loads(text)
    except ValueError as error:
        sys.exit(f"The document is not valid JSON: {error}.")
    try:
        return FirstAccounts.model_validate(document)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        sys.exit("\n".join(f"{pointer_of(fault, document)}: {detail_of(fault)}" for fault in faults))


async def _main() -> None:
    document = _parsed(sys.stdin.read())
    settings = FirstAccountsSettings()
    proofs = await CallerProofs.of_database(settings.worker_database_url)
    engine = new_engine(settings.worker_database_url, application="gateway-first-accounts", proofs=proofs, size=1)
    sessions = new_sessions(engine)
    await adopt(sessions, is_allowed=True)
    await create_first_accounts(sessions, document)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(_main())
