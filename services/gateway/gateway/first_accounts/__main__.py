"""The first accounts of an installation: `python -m gateway.first_accounts < accounts.json`.

Everybody else is invited; the first platform administrator cannot be. The document is a `FirstAccounts`; the same
document may be given again. Needs GATEWAY_WORKER_DATABASE_URL.
"""

import asyncio
import sys

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.database import new_engine, new_sessions
from chassis.settings import DatabaseUrl
from gateway.first_accounts.actions import create_first_accounts
from gateway.first_accounts.schemas import FirstAccounts


class FirstAccountsSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="GATEWAY_", frozen=True, extra="ignore")

    worker_database_url: DatabaseUrl


def _parsed(text: str) -> FirstAccounts:
    """Exits with what is wrong with the document and where, without its values: some are passwords."""
    try:
        return FirstAccounts.model_validate_json(text)
    except ValidationError as refused:
        faults = refused.errors(include_input=False, include_url=False)
        sys.exit("\n".join(f"/{'/'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults))


async def _main() -> None:
    document = _parsed(sys.stdin.read())
    settings = FirstAccountsSettings()
    engine = new_engine(settings.worker_database_url, application="gateway-first-accounts", size=1)
    await create_first_accounts(new_sessions(engine), document)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(_main())
