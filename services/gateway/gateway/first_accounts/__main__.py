"""The first accounts of an installation: `python -m gateway.first_accounts < accounts.json`.

Everybody else is invited; the first platform administrator cannot be. The document is a `Founding`; it may be given
again. Needs GATEWAY_WORKER_DATABASE_URL.
"""

import asyncio
import sys

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.database import new_engine, new_sessions
from chassis.settings import DatabaseUrl
from gateway.first_accounts.actions import found
from gateway.first_accounts.schemas import Founding


class FoundingSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="GATEWAY_", frozen=True, extra="ignore")

    worker_database_url: DatabaseUrl


def _read(text: str) -> Founding:
    """Ends with what is wrong with the document, where, and never with what stands there."""
    try:
        return Founding.model_validate_json(text)
    except ValidationError as refused:
        faults = refused.errors(include_input=False, include_url=False)
        sys.exit("\n".join(f"/{'/'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults))


async def _main() -> None:
    document = _read(sys.stdin.read())
    settings = FoundingSettings()
    engine = new_engine(settings.worker_database_url, application="gateway-first-accounts", size=1)
    await found(new_sessions(engine), document)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(_main())
