"""Whether the services behind the gateway are ready."""

import httpx

from chassis.health import PATIENCE_SECONDS


async def service_state(client: httpx.AsyncClient) -> str:
    try:
        answer = await client.get("/health/ready", timeout=PATIENCE_SECONDS)
    except httpx.HTTPError as error:
        return type(error).__name__
    return "ok" if answer.status_code == 200 else "unavailable"
